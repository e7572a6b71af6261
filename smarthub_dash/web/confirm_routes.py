"""Step-up: a signed-in member proves again who they are, and goes on."""

from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import PROOF_LIFE, TooManyAttempts
from smarthub_dash.journeys.passkeys import NOT_TAKEN, has_passkey
from smarthub_dash.journeys.prove_again import prove_again
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other, signed_in_of
from smarthub_dash.web.passkey_html import prove_by_passkey_html
from smarthub_dash.web.public_html import back_link_html, error_html, next_field_html, sign_in_name_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of
from smarthub_dash.wiring import Wiring

CONFIRM_PAGE = "/confirm"


def to_confirm(next_path: str, *, refused: str = "") -> Response:
    """Send a member to prove who they are, and then on; `refused` names what was tried in vain."""
    told = {"refused": refused} if refused else {}
    return see_other(f"{CONFIRM_PAGE}?{urlencode({'next': next_path, **told})}")


async def is_freshly_proved(who: SignedIn, wiring: Wiring) -> bool:
    """Tell whether a member proved a moment ago who they are; what another worker may have noted is asked for."""
    now = wiring.clock.now()
    if now - who.proved_at <= PROOF_LIFE:
        return True
    found = await anyio.to_thread.run_sync(lambda: wiring.sessions.who(who.session_hash, now=now))
    return found is not None and now - found.proved_at <= PROOF_LIFE


class ConfirmRoutes:
    """The routes of the page that asks again."""

    def __init__(self, wiring: Wiring, pages: PublicPages, hashing: anyio.CapacityLimiter) -> None:
        self._wiring = wiring
        self._pages = pages
        self._hashing = hashing

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(CONFIRM_PAGE, self.page, methods=["GET"]),
            Route(CONFIRM_PAGE, self.confirm, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Answer with the page that asks; whoever is not signed in signs in instead, which proves as much."""
        next_path = own_path(request.query_params.get("next"))
        if (who := signed_in_of(request)) is None:
            return _to_sign_in(next_path)
        mend = Refused(NOT_TAKEN) if request.query_params.get("refused") == "passkey" else None
        return await self._show(request, who, next_path=next_path, mend=mend)

    async def confirm(self, request: Request) -> Response:
        """Check the password and go on."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response("This form was not sent from our pages.", status_code=403)
        form = await request.form(max_files=0, max_fields=4, max_part_size=4_096)
        next_path, password = own_path(str(form.get("next", ""))), str(form.get("password", ""))
        if (who := signed_in_of(request)) is None:
            return _to_sign_in(next_path)
        parts = self._wiring
        try:
            await anyio.to_thread.run_sync(
                lambda: prove_again(
                    parts.database,
                    who=who,
                    password=password,
                    address=address_of(request),
                    zone=parts.settings.zone,
                    now=parts.clock.now(),
                ),
                limiter=self._hashing,
            )
        except Refused as refused:
            return await self._show(request, who, next_path=next_path, mend=refused)
        parts.sessions.forget(who.session_hash)
        return see_other(next_path)

    async def _show(self, request: Request, who: SignedIn, *, next_path: str, mend: Refused | None = None) -> Response:
        database = self._wiring.database
        has_key = await anyio.to_thread.run_sync(lambda: has_passkey(database, member_id=who.member_id))
        slots = {
            "error": error_html(str(mend)) if mend else "",
            "who": sign_in_name_html(who.email),
            "next": next_field_html(next_path),
            "passkey": prove_by_passkey_html(next_path) if has_key else "",
            "back": back_link_html(next_path),
        }
        status = 200 if mend is None else 429 if isinstance(mend, TooManyAttempts) else 401
        return self._pages.answer(request, CONFIRM_PAGE, slots, status=status, has_own_script=has_key)


def _to_sign_in(next_path: str) -> Response:
    return see_other("/login?" + urlencode({"ended": 1, "next": next_path}))
