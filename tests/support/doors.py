"""The HTTP door of a portal in this process: our routes around a small export, without Reflex behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.settings import Settings
from smarthub_dash.web.door import portal_door
from smarthub_dash.web.member_pages import MemberPage
from smarthub_dash.web.register_routes import FACTS
from smarthub_dash.wiring import Wiring

URL = "http://localhost:3000"
INLINE_SCRIPT = "window.told = 1;"
_PAGE = """<!DOCTYPE html><html><head><title>{title}</title>
<link rel="modulepreload" href="/assets/page.js"/><link rel="stylesheet" href="/assets/page.css"/></head>
<body><h1>{title}</h1>{slots}
<script>{script}</script><script type="module" src="/assets/page.js"></script></body></html>
"""
_SLOTS = {
    "openid/callback": ("content",),
    "login": ("error", "email", "next", "passkey", "openid", "demo"),
    "profile/security/password": ("error", "who"),
    "profile/security/app": ("error", "key", "offer"),
    "profile/security/email-codes": ("error", "address"),
    "profile/security/recovery-codes": ("error", "codes", "script"),
    "profile/security/passkey": ("error", "passkey"),
    "sign-in/code": ("error", "asked", "next", "again"),
    "confirm": ("error", "who", "code", "next", "again", "passkey", "openid", "back"),
    "invitation": ("error", "offer", "answer"),
    "profile/accounts/link": ("error", "form"),
    "register": ("error", "demo", *(f"={name}" for name in FACTS)),
    "register/password": ("error", "=token", "=email", "=full_name"),
    "forgot-password": ("error", "=email"),
    "forgot-password/new": ("error", "=token", "=email"),
    "letter-sent": ("sentence", "outbox", "again"),
    "link-ended": ("again",),
    "home": ("member-name", "figures"),
    "pay-now": ("error", "content"),
    "billing/later": ("error", "content"),
    "profile/payment-accounts/add": ("error", "content"),
    "billing/pay/once": ("error", "content"),
    "profile/close": ("error", "who"),
    "profile/confirm-email": ("error", "step"),
    "demo/outbox": ("letters",),
    "staff/outbox": ("letters", "all"),
}
_ROUTES = (
    "",
    "login",
    "sign-in/code",
    "confirm",
    "invitation",
    "profile/accounts/link",
    "register",
    "register/password",
    "register/paperless",
    "forgot-password",
    "forgot-password/new",
    "letter-sent",
    "link-ended",
    "pay-now",
    "help",
    "accessibility",
    "home",
    "billing",
    "not-found",
    "openid/callback",
    "demo/outbox",
    "staff/outbox",
    "profile/security/password",
    "profile/security/app",
    "profile/security/email-codes",
    "profile/security/recovery-codes",
    "profile/security/passkey",
    "profile/payment-accounts/add",
    "billing/pay/once",
    "billing/later",
    "profile/close",
    "profile/confirm-email",
)
OWN_SCRIPT = '<script src="/passkeys.js" defer></script>'
"""The one script of ours that a plain page may have: it asks the browser for a passkey."""


SEALER = Sealer(["a key for tests, thirty-two characters"])


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def wait(self, span: timedelta) -> None:
        """Let time pass."""
        self.at += span


class Behind:
    """What stands where Reflex does: it answers with what reached it."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "http":
            status = 404 if "nowhere" in scope["path"] else 200
            await PlainTextResponse("behind the door", status_code=status)(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})


def export_in(folder: Path) -> Path:
    """Write an export of a few pages into a folder; return it."""
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "page.css").write_text("h1 { color: red }</style><b>")
    for name in _ROUTES:
        slots = "".join(map(_slot, _SLOTS.get(name, ())))
        (folder / name).mkdir(parents=True, exist_ok=True)
        html = _PAGE.format(title=name or "landing", slots=slots, script=INLINE_SCRIPT)
        (folder / name / "index.html").write_text(html)
    return folder


def _slot(name: str) -> str:
    if name.startswith("="):
        return f'<input name="{name[1:]}" value="\ue000{name[1:]}\ue001">'
    return f'<div class="contents" data-slot="{name}"></div>'


def wiring_of(database: Database, clock: SetClock, *, settings: Mapping[str, object] | None = None) -> Wiring:
    """Return the parts of a portal at URL, with a clock that the test sets."""
    told = Settings.model_validate({"public_url": URL, **(settings or {})})
    return Wiring(told, database, clock, SessionRegister(database), SEALER)


def visitor(
    parts: Wiring, folder: Path, *, pages: Sequence[MemberPage] = (MemberPage("/home"),), behind: ASGIApp | None = None
) -> TestClient:
    """Return a browser without manners: it follows no redirect and sends no Origin of its own."""
    door = portal_door(behind or Behind(), wiring=parts, front_end=folder, pages=pages)
    return TestClient(door, base_url=parts.settings.public_url, follow_redirects=False)
