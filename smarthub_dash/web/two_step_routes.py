"""The plain pages that set up two-step codes: the key of an app, codes by e-mail, recovery codes."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import TypeVar

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.set_up_two_step import (
    AppOffer,
    CodeWrong,
    OfferGone,
    make_recovery_codes,
    offer_app,
    offered_app,
    send_email_code,
    set_up_app,
    set_up_email_codes,
)
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import see_other
from smarthub_dash.web.proof import proved_reader, proved_sender
from smarthub_dash.web.public_html import error_html, said_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.security_html import (
    app_key_html,
    hidden_html,
    make_codes_html,
    recovery_codes_html,
    script_html,
)
from smarthub_dash.web.visits import address_of
from smarthub_dash.wiring import Wiring

APP_PAGE = "/profile/security/app"
EMAIL_PAGE = "/profile/security/email-codes"
SEND_CODE = f"{EMAIL_PAGE}/send"
CODES_PAGE = "/profile/security/recovery-codes"
KEEP_SCRIPT = "/keep-codes.js"

Result = TypeVar("Result")


class TwoStepRoutes:
    """The routes that set up a second step."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(APP_PAGE, self.app_page, methods=["GET"]),
            Route(APP_PAGE, self.set_up_app, methods=["POST"]),
            Route(EMAIL_PAGE, self.email_page, methods=["GET"]),
            Route(EMAIL_PAGE, self.set_up_email, methods=["POST"]),
            Route(SEND_CODE, self.send_code, methods=["POST"]),
            Route(CODES_PAGE, self.codes_page, methods=["GET"]),
            Route(CODES_PAGE, self.make_codes, methods=["POST"]),
        ]

    async def app_page(self, request: Request) -> Response:
        """Answer with a new key, as a picture and as text."""
        who = await proved_reader(request, self._wiring, page=APP_PAGE)
        return who if isinstance(who, Response) else await self._new_offer(request, who, mend="", status=200)

    async def set_up_app(self, request: Request) -> Response:
        """Switch codes of an app on; show the same key again if the code did not fit."""
        who = await proved_sender(request, self._wiring, page=APP_PAGE)
        if isinstance(who, Response):
            return who
        code, token = await _typed(request, "code", "offer")
        parts, now = self._wiring, self._wiring.clock.now()
        set_up = partial(set_up_app, parts.database, member_id=who.member_id, token=token, code=code)
        again = partial(offered_app, parts.database, member_id=who.member_id, token=token)
        try:
            codes = await _apart(partial(set_up, sealer=parts.sealer, now=now, zone=parts.settings.zone))
        except CodeWrong as refused:
            offer = await _apart(partial(again, sealer=parts.sealer, now=now))
            return self._offer_page(request, offer, mend=str(refused), status=422)
        except OfferGone as refused:
            return await self._new_offer(request, who, mend=str(refused), status=422)
        return self._shown(request, codes)

    async def email_page(self, request: Request) -> Response:
        """Answer with the two forms: one sends a code, one takes it."""
        who = await proved_reader(request, self._wiring, page=EMAIL_PAGE)
        if isinstance(who, Response):
            return who
        sent = "A code is on its way. Type it below." if "sent" in request.query_params else ""
        return self._email_page(request, who, sent=sent, mend="", status=200)

    async def send_code(self, request: Request) -> Response:
        """Send a code to the member's address."""
        who = await proved_sender(request, self._wiring, page=EMAIL_PAGE)
        if isinstance(who, Response):
            return who
        parts, now = self._wiring, self._wiring.clock.now()
        try:
            await _apart(lambda: send_email_code(parts.database, member_id=who.member_id, sealer=parts.sealer, now=now))
        except Refused as refused:
            return self._email_page(request, who, sent="", mend=str(refused), status=_status(refused))
        return see_other(f"{EMAIL_PAGE}?sent=1")

    async def set_up_email(self, request: Request) -> Response:
        """Switch codes by e-mail on."""
        who = await proved_sender(request, self._wiring, page=EMAIL_PAGE)
        if isinstance(who, Response):
            return who
        (code,) = await _typed(request, "code")
        parts, now = self._wiring, self._wiring.clock.now()
        address = address_of(request)
        set_up = partial(set_up_email_codes, parts.database, member_id=who.member_id, code=code, address=address)
        try:
            codes = await _apart(partial(set_up, sealer=parts.sealer, now=now, zone=parts.settings.zone))
        except Refused as refused:
            return self._email_page(request, who, sent="", mend=str(refused), status=_status(refused))
        return self._shown(request, codes)

    async def codes_page(self, request: Request) -> Response:
        """Answer with the button that makes new codes; the old ones cannot be shown."""
        who = await proved_reader(request, self._wiring, page=CODES_PAGE)
        if isinstance(who, Response):
            return who
        return self._pages.answer(request, CODES_PAGE, {"codes": make_codes_html()})

    async def make_codes(self, request: Request) -> Response:
        """Make new codes and show them, this once."""
        who = await proved_sender(request, self._wiring, page=CODES_PAGE)
        if isinstance(who, Response):
            return who
        parts, now = self._wiring, self._wiring.clock.now()
        make = partial(make_recovery_codes, parts.database, member_id=who.member_id)
        try:
            codes = await _apart(partial(make, sealer=parts.sealer, now=now, zone=parts.settings.zone))
        except Refused as refused:
            return self._pages.answer(request, CODES_PAGE, {"error": error_html(str(refused))}, status=422)
        return self._shown(request, codes)

    async def _new_offer(self, request: Request, who: SignedIn, *, mend: str, status: int) -> Response:
        parts, now = self._wiring, self._wiring.clock.now()
        offer = await _apart(lambda: offer_app(parts.database, member_id=who.member_id, sealer=parts.sealer, now=now))
        return self._offer_page(request, offer, mend=mend, status=status)

    def _offer_page(self, request: Request, offer: AppOffer, *, mend: str, status: int) -> Response:
        slots = {
            "error": error_html(mend) if mend else "",
            "key": app_key_html(offer.address, offer.key),
            "offer": hidden_html("offer", offer.token),
        }
        return self._pages.answer(request, APP_PAGE, slots, status=status)

    def _email_page(self, request: Request, who: SignedIn, *, sent: str, mend: str, status: int) -> Response:
        slots = {
            "error": error_html(mend) if mend else said_html(sent) if sent else "",
            "address": f"<strong>{escape(who.email)}</strong>",
        }
        return self._pages.answer(request, EMAIL_PAGE, slots, status=status)

    def _shown(self, request: Request, codes: Sequence[str]) -> Response:
        slots = {"codes": recovery_codes_html(codes), "script": script_html(KEEP_SCRIPT)}
        return self._pages.answer(request, CODES_PAGE, slots, has_own_script=True)


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooManyAttempts) else 422


async def _apart(work: Callable[[], Result]) -> Result:
    return await anyio.to_thread.run_sync(work)


async def _typed(request: Request, *names: str) -> tuple[str, ...]:
    form = await request.form(max_files=0, max_fields=4, max_part_size=1_024)
    return tuple(str(form.get(name, ""))[:128] for name in names)
