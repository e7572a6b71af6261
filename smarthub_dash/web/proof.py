"""Who may send the forms that change a credential: a member who proved a moment ago who it is, from our own page."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other, signed_in_of
from smarthub_dash.web.confirm_routes import is_freshly_proved, to_confirm
from smarthub_dash.wiring import Wiring

NOT_OURS = "This form was not sent from our pages."


async def proved_reader(request: Request, wiring: Wiring, *, page: str) -> SignedIn | Response:
    """Return who reads a page that only a fresh proof opens; or the answer that asks for the proof and comes back."""
    who = signed_in_of(request)
    if who is None:
        return see_other("/login?" + urlencode({"next": page}))
    return who if await is_freshly_proved(who, wiring) else to_confirm(page)


async def proved_sender(request: Request, wiring: Wiring, *, page: str) -> SignedIn | Response:
    """Return who sent the form of a page that only a fresh proof opens; or why it is not taken."""
    if not is_from_here(request, wiring.settings) or not is_short_form(request):
        return Response(NOT_OURS, status_code=403)
    return await proved_reader(request, wiring, page=page)
