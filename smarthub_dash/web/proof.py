"""Who may send the forms that change a credential: a member who proved a moment ago who it is, from our own page."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.kept_forms import KEPT, keep_form, kept_form
from smarthub_dash.web.answers import FORM_BYTES, is_from_here, is_short_form, see_other, signed_in_of
from smarthub_dash.web.confirm_routes import is_freshly_proved, to_confirm
from smarthub_dash.wiring import Wiring

LONGEST_KEPT = 254
NOT_OURS = "This form was not sent from our pages."


async def proved_reader(request: Request, wiring: Wiring, *, page: str) -> SignedIn | Response:
    """Return who reads a page that only a fresh proof opens; or the answer that asks for the proof and comes back."""
    who = signed_in_of(request)
    if who is None:
        return see_other("/login?" + urlencode({"next": page}))
    return who if await is_freshly_proved(who, wiring) else to_confirm(page)


async def proved_sender(
    request: Request, wiring: Wiring, *, page: str, keep: Collection[str] = ()
) -> SignedIn | Response:
    """
    Return who sent the form of a page that only a fresh proof opens; or why it is not taken.

    Whoever is asked for the proof first finds the fields named by `keep` as they typed them when they come back.
    """
    if not is_from_here(request, wiring.settings) or not is_short_form(request):
        return Response(NOT_OURS, status_code=403)
    who = signed_in_of(request)
    if not keep or who is None or await is_freshly_proved(who, wiring):
        return await proved_reader(request, wiring, page=page)
    form = await request.form(max_files=0, max_fields=12, max_part_size=FORM_BYTES)
    typed = {name: str(form.get(name, ""))[:LONGEST_KEPT] for name in keep}
    told, now = wiring, wiring.clock.now()
    token = await anyio.to_thread.run_sync(
        lambda: keep_form(told.database, member_id=who.member_id, page=page, typed=typed, sealer=told.sealer, now=now)
    )
    return to_confirm(f"{page}?{urlencode({KEPT: token})}" if token else page)


async def kept_typed(request: Request, wiring: Wiring, who: SignedIn, *, page: str) -> Mapping[str, str]:
    """Return what was typed into the form of a page before its sender was asked for a proof."""
    if not (token := request.query_params.get(KEPT, "")):
        return {}
    now = wiring.clock.now()
    return await anyio.to_thread.run_sync(
        lambda: kept_form(
            wiring.database, member_id=who.member_id, page=page, token=token, sealer=wiring.sealer, now=now
        )
    )
