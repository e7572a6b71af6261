"""Pay a bill later: a payment extension and a payment arrangement, asked for by plain forms."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from urllib.parse import urlencode

import anyio.to_thread
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.pay_later import bills_to_extend, extend_bill
from smarthub_dash.journeys.payment_plans import agree_plan, cancel_plan, plans_to_show
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other, signed_in_of
from smarthub_dash.web.later_html import PAGE, Asked, later_html
from smarthub_dash.web.proof import NOT_OURS
from smarthub_dash.web.public_html import error_html, said_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

NOT_A_CHOICE = "That did not reach us as it should. Look at the schedule again."
DONE: Mapping[str, str] = MappingProxyType(
    {
        "extended": "Your bill has more days now.",
        "agreed": "Your payment plan is agreed. A letter with it is on its way.",
        "cancelled": "The payment plan is canceled. What is left of it is due now.",
    }
)


class _Agreed(BaseModel):
    """What the form of a plan carries: the account, and what was shown."""

    model_config = ConfigDict(extra="ignore")

    account: str = Field(max_length=24)
    installments: int = Field(ge=1, le=99)
    cents: int = Field(ge=1, le=99_999_999)
    first: date
    agreed: str = Field(default="", max_length=8)


class LaterRoutes:
    """The page that offers more days and installments, and its forms."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(PAGE, self.page, methods=["GET"]),
            Route(PAGE, self.extend, methods=["POST"]),
            Route(f"{PAGE}/plan", self.agree, methods=["POST"]),
            Route(f"{PAGE}/plan/cancel", self.cancel, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Show what can be had for each account; with a number of installments, the schedule that follows."""
        number, count = request.query_params.get("plan", "")[:24], request.query_params.get("installments", "")
        asked = Asked(number, int(count)) if count.isascii() and count.isdigit() and len(count) < 3 else None
        return await self._show(request, asked=asked)

    async def extend(self, request: Request) -> Response:
        """Give a bill more days."""

        def act(who: SignedIn, form: Mapping[str, str]) -> None:
            number = form.get("account", "")[:24]
            extend_bill(self._wiring.database, member_id=who.member_id, account_number=number, moment=self._moment())

        return await self._act(request, act, done="extended")

    async def agree(self, request: Request) -> Response:
        """Agree to the schedule that was shown."""

        def act(who: SignedIn, form: Mapping[str, str]) -> None:
            told = _agreed(form)
            agree_plan(
                self._wiring.database,
                member_id=who.member_id,
                account_number=told.account,
                installment_count=told.installments,
                shown_cents=told.cents,
                shown_first_on=told.first,
                moment=self._moment(),
            )

        return await self._act(request, act, done="agreed")

    async def cancel(self, request: Request) -> Response:
        """Cancel the plan of an account."""

        def act(who: SignedIn, form: Mapping[str, str]) -> None:
            number = form.get("account", "")[:24]
            cancel_plan(self._wiring.database, member_id=who.member_id, account_number=number, moment=self._moment())

        return await self._act(request, act, done="cancelled")

    async def _act(
        self, request: Request, act: Callable[[SignedIn, Mapping[str, str]], None], *, done: str
    ) -> Response:
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        if (who := signed_in_of(request)) is None:
            return _to_sign_in()
        form = await request.form(max_files=0, max_fields=6, max_part_size=1_024)
        told = {name: str(value) for name, value in form.items()}
        try:
            await anyio.to_thread.run_sync(lambda: act(who, told))
        except Refused as refused:
            return await self._show(request, mend=str(refused), status=422)
        return see_other(f"{PAGE}?{urlencode({'done': done})}")

    async def _show(
        self, request: Request, *, asked: Asked | None = None, mend: str = "", status: int = 200
    ) -> Response:
        if (who := signed_in_of(request)) is None:
            return _to_sign_in()
        database, moment = self._wiring.database, self._moment()
        bills = await anyio.to_thread.run_sync(
            lambda: bills_to_extend(database, member_id=who.member_id, moment=moment)
        )
        plans = await anyio.to_thread.run_sync(lambda: plans_to_show(database, member_id=who.member_id, moment=moment))
        said = DONE.get(request.query_params.get("done", ""), "") if not mend else ""
        slots = {
            "error": error_html(mend) if mend else said_html(said) if said else "",
            "content": later_html(bills, plans, asked=asked, moment=moment),
        }
        return self._pages.answer(request, PAGE, slots, status=status)

    def _moment(self) -> Moment:
        return Moment(self._wiring.clock.now(), self._wiring.settings.zone)


def _agreed(form: Mapping[str, str]) -> _Agreed:
    try:
        told = _Agreed.model_validate(dict(form))
    except ValidationError:
        raise Refused(NOT_A_CHOICE) from None
    if not told.agreed:
        raise Refused("Tick that you agree to the payment plan.")
    return told


def _to_sign_in() -> Response:
    return see_other("/login?" + urlencode({"ended": 1, "next": PAGE}))
