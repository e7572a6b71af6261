"""From where a request comes, and the answer that starts a session."""

from starlette.requests import Request
from starlette.responses import Response

from smarthub_dash.journeys.entering import Entered, Visit
from smarthub_dash.settings import Settings
from smarthub_dash.web.answers import see_other
from smarthub_dash.web.cookies import drop_challenge, set_token


def address_of(request: Request) -> str:
    """Return the address that a request came from."""
    return request.client.host if request.client else ""


def visit_of(request: Request, *, is_kept: bool = False) -> Visit:
    """Return from where and by what someone signs in, and whether they want to stay signed in there."""
    return Visit(address_of(request), request.headers.get("user-agent", ""), is_kept)


def welcome(entered: Entered, next_path: str, settings: Settings) -> Response:
    """Send whoever signed in where they wanted to go, with the token of the new session; an old one is never kept."""
    answer = see_other(next_path)
    set_token(answer, entered.token, settings, is_kept=entered.is_kept)
    drop_challenge(answer, settings)
    return answer
