"""The environment, read once and typed. Every setting is `SMARTHUB_<NAME>`."""

import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, model_validator
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
    old_secret_keys: SecretStr = SecretStr("")
    """Keys of before, parted by spaces: what they sealed still opens."""
    smtp_url: SecretStr = SecretStr("")
    """Where mail is handed over: `smtp://user:password@host:587`; without one nothing leaves the outbox."""
    mail_from: str = "SmartHub <no-reply@smarthub.example>"

    texts_url: str = "https://api.twilio.com"
    texts_account: str = ""
    """The account at the carrier of text messages; without one no texts are sent."""
    texts_token: SecretStr = SecretStr("")
    texts_number: str = ""
    """The number that texts come from, as E.164 writes it."""

    openid_issuer: str = ""
    """An OpenID provider members may sign in with; none if it is empty."""
    openid_name: str = "your provider"
    openid_client_id: str = "smarthub"
    openid_client_secret: SecretStr = SecretStr("")

    processor_url: str = "https://api.stripe.com"
    processor_key: SecretStr = SecretStr("")
    """The key by which the processor knows us; without one nobody can pay here."""
    processor_message_secret: SecretStr = SecretStr("")
    """What signs the processor's messages to us; several, parted by spaces, while one is being changed."""

    card_fee_cents: int = Field(default=0, ge=0)
    """What a payment by card costs the member beyond itself; by bank account below."""
    bank_fee_cents: int = Field(default=0, ge=0)

    auto_pay_notice_days: int = Field(default=10, ge=10, le=20)
    """How long before a draft its member is told; Regulation E asks for ten days where amounts vary."""

    days_to_wait_for_reads: dict[str, int] = {"cec": 3}
    """How many days after a billing period each provider waits for reads before it estimates what is missing."""

    watched_folder: Path | None = None
    """A folder that head ends put files of meter data into; `meter-data` in the data folder unless one is set."""

    weather_file: Path | None = None
    """The days of a weather station nearby (`day,mean_f`); without one, no page says what the weather did."""

    events_per_second: int = 20
    """How many events one session may send over its sockets, after a burst of `events_at_once`."""
    events_at_once: int = 60

    @model_validator(mode="after")
    def _refuse_an_unsafe_production(self) -> Self:
        if self.mode == "production":
            if len(self.secret_key.get_secret_value()) < 32:
                raise ValueError("production needs SMARTHUB_SECRET_KEY with at least 32 characters")
            if not self.is_https:
                raise ValueError("production needs SMARTHUB_PUBLIC_URL to be an https address")
            self._refuse_play_money()
        elif not self.is_https and self.public_host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("plain http is for loopback addresses only")
        return self

    def _refuse_play_money(self) -> None:
        key = self.processor_key.get_secret_value()
        if not key:
            return
        # A processor that takes test cards would post payments that nobody made.
        if "_live_" not in key or urlsplit(self.processor_url).scheme != "https":
            raise ValueError("production needs SMARTHUB_PROCESSOR_KEY to be a live key, and https to the processor")
        if not self.processor_message_secret.get_secret_value():
            raise ValueError("production needs SMARTHUB_PROCESSOR_MESSAGE_SECRET")

    @property
    def database(self) -> str:
        """The database's address; a file in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{(self.data / 'smarthub.db').absolute()}"

    @property
    def print_folder(self) -> Path:
        """Where print files for the mail house are written."""
        return self.data / "print"

    @property
    def meter_data_folder(self) -> Path:
        """Where head ends put files, each in a folder of its name or in this one."""
        return self.watched_folder or self.data / "meter-data"

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys that seal, newest first; a demo makes its own at its first start and keeps it with its data."""
        told = (self.secret_key.get_secret_value(), *self.old_secret_keys.get_secret_value().split())
        keys = tuple(key for key in told if key)
        return keys or (_kept_key(self.data / "secret.key"),)

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


def _kept_key(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        # Written whole under another name and then linked: of two processes that start together one makes it, and the
        # other never reads half of it. The mode is the file's from its first moment on.
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read at the first call."""
    return Settings()
