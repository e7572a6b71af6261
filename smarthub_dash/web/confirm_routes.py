"""Step-up: a signed-in member proves again who they are, by what they have set up, and goes on under a new token."""

from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import PROOF_LIFE, TooManyAttempts, TwoStep
from smarthub_dash.journeys.entering import Entered
from smarthub_dash.journeys.passkeys import NOT_TAKEN
from smarthub_dash.journeys.prove_again import Proof, prove_again, proved_before, send_proof_code
from smarthub_dash.journeys.ways_to_prove import WaysToProve, ways_to_prove
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other, signed_in_of
from smarthub_dash.web.cookies import token_in
from smarthub_dash.web.openid_html import openid_confirm_html
from smarthub_dash.web.passkey_html import prove_by_passkey_html
from smarthub_dash.web.public_html import (
    back_link_html,
    code_field_html,
    error_html,
    next_field_html,
    said_html,
    send_code_html,
    sign_in_name_html,
)
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of, welcome
from smarthub_dash.wiring import Wiring

CONFIRM_PAGE = "/confirm"
SEND_CODE = f"{CONFIRM_PAGE}/code"
FOREIGN = "This form was not sent from our pages."
SENT = "A code is on its way. Type it below, with your password."


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
            Route(SEND_CODE, self.send_code, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Answer with the page that asks; whoever is not signed in signs in instead, which proves as much."""
        next_path = own_path(request.query_params.get("next"))
        if (who := signed_in_of(request)) is None:
            return _to_sign_in(next_path)
        mend = Refused(NOT_TAKEN) if request.query_params.get("refused") == "passkey" else None
        said = SENT if "sent" in request.query_params else ""
        return await self._show(request, who, next_path=next_path, mend=mend, said=said)

    async def confirm(self, request: Request) -> Response:
        """Check the password, and the code where one is asked for, and go on."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        next_path = own_path(str(form.get("next", "")))
        proof = Proof(str(form.get("password", "")), str(form.get("code", ""))[:64], address_of(request))
        who = signed_in_of(request)
        try:
            token = await anyio.to_thread.run_sync(lambda: self._proved(request, who, proof), limiter=self._hashing)
        except Refused as refused:
            if who is None:
                return _to_sign_in(next_path)
            return await self._show(request, who, next_path=next_path, mend=refused)
        if token is None:
            return _to_sign_in(next_path)
        if who is not None:
            self._wiring.sessions.forget(who.session_hash)
        return await self._welcome(token, next_path)

    async def send_code(self, request: Request) -> Response:
        """Send the code that goes by e-mail."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        next_path = own_path(str(form.get("next", "")))
        if (who := signed_in_of(request)) is None:
            return _to_sign_in(next_path)
        parts, now = self._wiring, self._wiring.clock.now()
        try:
            await anyio.to_thread.run_sync(
                lambda: send_proof_code(parts.database, member_id=who.member_id, sealer=parts.sealer, now=now)
            )
        except Refused as refused:
            return await self._show(request, who, next_path=next_path, mend=refused)
        return see_other(f"{CONFIRM_PAGE}?{urlencode({'sent': 1, 'next': next_path})}")

    async def _form_of(self, request: Request) -> FormData | None:
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return None
        return await request.form(max_files=0, max_fields=5, max_part_size=4_096)

    def _proved(self, request: Request, who: SignedIn | None, proof: Proof) -> str | None:
        parts, now = self._wiring, self._wiring.clock.now()
        zone, sealer = parts.settings.zone, parts.sealer
        if who is not None:
            return prove_again(parts.database, who=who, proof=proof, sealer=sealer, zone=zone, now=now)
        if (held := token_in(request.headers, parts.settings)) is None:
            return None
        return proved_before(parts.database, session_hash=hash_of(held), proof=proof, sealer=sealer, zone=zone, now=now)

    async def _welcome(self, token: str, next_path: str) -> Response:
        parts, now = self._wiring, self._wiring.clock.now()
        who = await anyio.to_thread.run_sync(lambda: parts.sessions.who(hash_of(token), now=now))
        return welcome(Entered(token, who is not None and who.is_kept), next_path, parts.settings)

    async def _show(
        self, request: Request, who: SignedIn, *, next_path: str, mend: Refused | None = None, said: str = ""
    ) -> Response:
        parts = self._wiring
        issuer = parts.identity.issuer if parts.identity else ""
        ways = await anyio.to_thread.run_sync(
            lambda: ways_to_prove(parts.database, member_id=who.member_id, issuer=issuer)
        )
        slots = {
            "error": error_html(str(mend)) if mend else said_html(said) if said else "",
            "who": sign_in_name_html(who.email),
            "next": next_field_html(next_path),
            "back": back_link_html(next_path),
            **_asked(ways, next_path, parts.settings.openid_name),
        }
        if ways.two_step is TwoStep.EMAIL:
            slots["again"] = f'<div class="stack">{slots["again"]}{self._pages.sent_note}</div>'
        status = 200 if mend is None else 429 if isinstance(mend, TooManyAttempts) else 401
        return self._pages.answer(request, CONFIRM_PAGE, slots, status=status, has_own_script=ways.has_passkey)


def _asked(ways: WaysToProve, next_path: str, provider_name: str) -> dict[str, str]:
    by_email = ways.two_step is TwoStep.EMAIL
    return {
        "code": "" if ways.two_step is TwoStep.NONE else code_field_html(is_by_email=by_email),
        "again": send_code_html(SEND_CODE, next_path=next_path) if by_email else "",
        "passkey": prove_by_passkey_html(next_path) if ways.has_passkey else "",
        "openid": openid_confirm_html(provider_name, next_path=next_path) if ways.has_identity else "",
    }


def _to_sign_in(next_path: str) -> Response:
    return see_other("/login?" + urlencode({"ended": 1, "next": next_path}))
