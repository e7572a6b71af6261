"""The browser's half of a way to the OpenID provider: a cookie for each way, so that two tabs do not meet."""

from starlette.requests import Request, cookie_parser
from starlette.responses import Response

from smarthub_dash.journeys.sign_in_elsewhere import AWAY_FOR, Departure
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.settings import Settings

PATH = "/openid"
MOST_AWAY = 6
"""How many ways one browser may have open; whoever begins more has left the others."""


def keep_departure(request: Request, response: Response, departure: Departure, settings: Settings) -> None:
    """Give the browser its half; it is sent along when the browser comes back from the provider by a link."""
    open_ways = [name for name in _cookies(request) if name.startswith(_prefix(settings))]
    for name in open_ways if len(open_ways) >= MOST_AWAY else ():
        _drop(response, name, settings)
    response.set_cookie(
        _name(departure.state, settings),
        departure.browser_secret,
        max_age=int(AWAY_FOR.total_seconds()),
        path=PATH,
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def kept_secret(request: Request, state: str, settings: Settings) -> str:
    """Return the browser's half for a state, or nothing if the way did not begin in it."""
    kept = _cookies(request).get(_name(state, settings), "")
    return kept if len(kept) <= 128 else ""


def drop_departure(response: Response, state: str, settings: Settings) -> None:
    """Take the browser's half away."""
    _drop(response, _name(state, settings), settings)


def _cookies(request: Request) -> dict[str, str]:
    return cookie_parser(request.headers.get("cookie", ""))


def _prefix(settings: Settings) -> str:
    return "__Secure-smarthub-openid-" if settings.is_https else "smarthub-openid-"


def _name(state: str, settings: Settings) -> str:
    return _prefix(settings) + hash_of(state)[:12]


def _drop(response: Response, name: str, settings: Settings) -> None:
    response.delete_cookie(name, path=PATH, secure=settings.is_https, httponly=True, samesite="lax")
