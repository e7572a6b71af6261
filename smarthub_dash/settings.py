"""The environment, read once and typed. Every setting is `SMARTHUB_<NAME>`."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """
    What this process was told by its environment.

    :raises ValidationError: if a production run lacks its secret or is not served over https
    """

    model_config = SettingsConfigDict(env_prefix="SMARTHUB_", frozen=True, extra="ignore")

    mode: Literal["demo", "production"] = "demo"
    data: Path = Path(".run/demo")
    database_url: str = ""
    redis_url: str = ""
    public_url: str = "http://localhost:3000"
    zone_name: str = "America/Chicago"
    secret_key: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _refuse_an_unsafe_production(self) -> Self:
        if self.mode == "production":
            if len(self.secret_key.get_secret_value()) < 32:
                raise ValueError("production needs SMARTHUB_SECRET_KEY with at least 32 characters")
            if not self.is_https:
                raise ValueError("production needs SMARTHUB_PUBLIC_URL to be an https address")
        elif not self.is_https and self.public_host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("plain http is for loopback addresses only")
        return self

    @property
    def database(self) -> str:
        """The database's address; a file in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{(self.data / 'smarthub.db').absolute()}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read at the first call."""
    return Settings()
