"""Pay Now: plain pages from the number and the name on a bill to the receipt, each reached by GET after its form."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.domain.payments.rules import UNSETTLED, MethodKind, TenderState
from smarthub_dash.domain.payments.rules.fees import NO_FEES
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.journeys.pay_now import (
    AGAIN,
    BACK,
    CONFIRM,
    DONE,
    DUE,
    PAGE,
    GuestChoice,
    GuestOver,
    begin_again,
    begin_as_guest,
    due_of_guest,
    leave_as_guest,
    outcome_of_guest,
    pay_as_guest,
    summary_of_guest,
)
from smarthub_dash.journeys.till import NoProcessor, Till, till_of
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other
from smarthub_dash.web.cookies import guest_token_in, set_guest
from smarthub_dash.web.hosted_html import leaving_html, ways_html
from smarthub_dash.web.pay_now_html import due_html, find_form_html, outcome_html, summary_html
from smarthub_dash.web.proof import NOT_OURS
from smarthub_dash.web.public_html import error_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import visit_of
from smarthub_dash.wiring import Wiring

WAITING_AT_ONCE = 8
LOOK_AGAIN_SECONDS = 3
AWAY = "Our payment processor does not answer at the moment. Nothing was paid twice or lost. Try again in a minute."
NOTHING_ENTERED = "No card or bank account was entered. Choose once more, or come back later."

Found = TypeVar("Found")


class PayNowRoutes:
    """The routes of Pay Now."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages
        self._waiting = anyio.CapacityLimiter(WAITING_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(PAGE, self.page, methods=["GET"]),
            Route(PAGE, self.find, methods=["POST"]),
            Route(DUE, self.due, methods=["GET"]),
            Route(DUE, self.leave, methods=["POST"]),
            Route(BACK, self.back, methods=["GET"]),
            Route(CONFIRM, self.summary, methods=["GET"]),
            Route(CONFIRM, self.confirm, methods=["POST"]),
            Route(DONE, self.done, methods=["GET"]),
            Route(AGAIN, self.again, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Ask for the number and the name on a bill."""
        return self._show(request, find_form_html("", ""))

    async def find(self, request: Request) -> Response:
        """Go on to what is due; a wrong number and a wrong name are answered alike."""
        if (form := await self._form_of(request)) is None:
            return Response(NOT_OURS, status_code=403)
        number, name = (str(form.get(field, ""))[:120] for field in ("account_number", "name"))
        parts, address, now = self._wiring, visit_of(request).address, self._wiring.clock.now()
        try:
            token = await anyio.to_thread.run_sync(
                lambda: begin_as_guest(parts.database, account_number=number, name=name, address=address, now=now)
            )
        except Refused as refused:
            status = 429 if isinstance(refused, TooManyAttempts) else 422
            return self._show(request, find_form_html(number, name), mend=str(refused), status=status)
        return self._with_guest(see_other(DUE), token)

    async def due(self, request: Request) -> Response:
        """Show what is due, and with what it can be paid."""
        return await self._due(request, mend=NOTHING_ENTERED if "entry" in request.query_params else "")

    async def leave(self, request: Request) -> Response:
        """Send the guest to the processor's page."""
        if (form := await self._form_of(request)) is None:
            return Response(NOT_OURS, status_code=403)
        visit, token = visit_of(request), self._token(request)
        kind = MethodKind.BANK if form.get("kind") == MethodKind.BANK.value else MethodKind.CARD
        email = str(form.get("email", ""))[:254]
        choice = GuestChoice(kind, form.get("agree") == "yes", email, visit.address, visit.user_agent)
        now = self._wiring.clock.now()
        try:
            address = await self._at_till(lambda till: leave_as_guest(till, token=token, choice=choice, now=now))
        except GuestOver as over:
            return self._over(request, over)
        except (Refused, ProcessorAway, NoProcessor) as refused:
            status = 422 if isinstance(refused, Refused) else 503
            return await self._due(request, mend=_words(refused), email=email, status=status)
        return self._leaving(request, address)

    async def back(self, request: Request) -> Response:
        """Come back from the processor's page."""
        return see_other(CONFIRM)

    async def summary(self, request: Request) -> Response:
        """Show what is about to be paid."""
        token, now = self._token(request), self._wiring.clock.now()
        try:
            found = await self._at_till(lambda till: summary_of_guest(till, token=token, now=now))
        except GuestOver as over:
            return self._over(request, over)
        except (ProcessorAway, NoProcessor) as away:
            return self._show(request, ways_html((("Try again", CONFIRM),)), mend=_words(away), status=503)
        return self._show(request, summary_html(found)) if found else see_other(f"{DUE}?entry=none")

    async def confirm(self, request: Request) -> Response:
        """Pay."""
        if (form := await self._form_of(request)) is None:
            return Response(NOT_OURS, status_code=403)
        fee, token, now = str(form.get("fee", "")), self._token(request), self._wiring.clock.now()
        fee_cents = int(fee) if fee.isascii() and fee.isdigit() and len(fee) < 6 else -1
        try:
            await self._at_till(lambda till: pay_as_guest(till, token=token, agreed_fee_cents=fee_cents, now=now))
        except GuestOver as over:
            return self._over(request, over)
        except (Refused, ProcessorAway, NoProcessor) as refused:
            status = 422 if isinstance(refused, Refused) else 503
            return await self._due(request, mend=_words(refused), status=status)
        return see_other(DONE)

    async def done(self, request: Request) -> Response:
        """Show how the payment stands; while nobody can say, the page looks again by itself."""
        token, now = self._token(request), self._wiring.clock.now()
        is_back = "redirect_status" in request.query_params
        try:
            facts = await self._at_till(lambda till: outcome_of_guest(till, token=token, is_back=is_back, now=now))
        except GuestOver as over:
            return self._over(request, over)
        except NoProcessor as away:
            return self._show(request, "", mend=str(away), status=503)
        if facts is None:
            return see_other(DUE)
        state = TenderState(facts.tender.state)
        if state is TenderState.NEEDS_STEP and facts.tender.step_url and not is_back:
            return self._leaving(request, facts.tender.step_url)
        answer = self._show(request, outcome_html(facts))
        if state in UNSETTLED:
            answer.headers["refresh"] = f"{LOOK_AGAIN_SECONDS}; url={DONE}{'?redirect_status=' if is_back else ''}"
        return answer

    async def again(self, request: Request) -> Response:
        """Begin once more with the same account."""
        if await self._form_of(request) is None:
            return Response(NOT_OURS, status_code=403)
        token, now, database = self._token(request), self._wiring.clock.now(), self._wiring.database
        try:
            fresh = await anyio.to_thread.run_sync(lambda: begin_again(database, token=token, now=now))
        except GuestOver as over:
            return self._over(request, over)
        return self._with_guest(see_other(DUE), fresh)

    async def _due(self, request: Request, *, mend: str = "", email: str = "", status: int = 200) -> Response:
        token, now, parts = self._token(request), self._wiring.clock.now(), self._wiring
        try:
            number, cents = await anyio.to_thread.run_sync(lambda: due_of_guest(parts.database, token=token, now=now))
        except GuestOver as over:
            return self._over(request, over)
        fees = till_of(parts).fees if parts.processor else NO_FEES
        return self._show(request, due_html(number, cents, email=email, fees=fees), mend=mend, status=status)

    async def _at_till(self, act: Callable[[Till], Found]) -> Found:
        till = till_of(self._wiring)
        return await anyio.to_thread.run_sync(lambda: act(till), limiter=self._waiting)

    async def _form_of(self, request: Request) -> FormData | None:
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return None
        return await request.form(max_files=0, max_fields=6, max_part_size=1_024)

    def _token(self, request: Request) -> str:
        return guest_token_in(request.headers, self._wiring.settings)

    def _with_guest(self, answer: Response, token: str) -> Response:
        set_guest(answer, token, self._wiring.settings)
        return answer

    def _leaving(self, request: Request, address: str) -> Response:
        answer = self._show(request, leaving_html(address))
        answer.headers["refresh"] = f"0; url={address}"
        return answer

    def _over(self, request: Request, over: GuestOver) -> Response:
        return self._show(request, find_form_html("", ""), mend=str(over), status=410)

    def _show(self, request: Request, content: str, *, mend: str = "", status: int = 200) -> Response:
        slots = {"error": error_html(mend) if mend else "", "content": content}
        return self._pages.answer(request, PAGE, slots, status=status)


def _words(error: Exception) -> str:
    return AWAY if isinstance(error, ProcessorAway) else str(error)
