"""Our cookies, of a session and of a passkey's challenge: their names, and how they are set, read and taken away."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from smarthub_dash.domain.members.rules import KEPT_LIFE
from smarthub_dash.settings import Settings


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; over https a browser itself refuses a `__Host-` cookie that another host planted."""
    return "__Host-smarthub" if settings.is_https else "smarthub"


def token_in(headers: Headers, settings: Settings) -> str | None:
    """Return the session token that a request carries."""
    # Not by http.cookies: there one odd cookie of another site on the same host hides every later one.
    token = cookie_parser(headers.get("cookie", "")).get(cookie_name(settings))
    return token if token and len(token) <= 128 else None


def set_token(response: Response, token: str, settings: Settings, *, is_kept: bool = False) -> None:
    """Give the browser a session token that no script can read; one that is not kept ends with the browser."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(KEPT_LIFE.total_seconds()) if is_kept else None,
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def drop_token(response: Response, settings: Settings) -> None:
    """Take the session token away."""
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="lax")


def challenge_name(settings: Settings) -> str:
    """Return the name of the cookie that binds a passkey's challenge to the browser that asked for it."""
    return "__Host-passkey" if settings.is_https else "passkey"


def drop_challenge(response: Response, settings: Settings) -> None:
    """Take the mark of a passkey's challenge away: whoever is signed in answers it no more."""
    response.delete_cookie(
        challenge_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="strict"
    )


def guest_name(settings: Settings) -> str:
    """Return the name of the cookie of somebody who pays without sign-in: which account was proved, and no more."""
    return "__Host-guest" if settings.is_https else "guest"


def guest_token_in(headers: Headers, settings: Settings) -> str:
    """Return the token of whoever pays without sign-in; empty if there is none."""
    token = cookie_parser(headers.get("cookie", "")).get(guest_name(settings), "")
    return token if len(token) <= 128 else ""


def set_guest(response: Response, token: str, settings: Settings) -> None:
    """Give a guest's browser the token of one payment; it ends with the browser, and here much sooner."""
    # Lax: the way back from the processor's page is a link from another site.
    response.set_cookie(guest_name(settings), token, path="/", secure=settings.is_https, httponly=True, samesite="lax")
