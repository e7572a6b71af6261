"""Budget Billing: what it would have done, begun and ended, live."""

import asyncio
from collections.abc import Callable
from functools import partial

import reflex as rx

from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.journeys.budget_billing import begin_budget, budget_accounts, end_budget
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import money_text
from smarthub_dash.wiring import wiring
from state.budget_view import AccountChoice, Fact, MonthRow, budget_view
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields


class BudgetState(rx.State):
    """What Budget Billing shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    has_accounts: bool = False
    choices: list[AccountChoice] = []
    has_choices: bool = False
    chosen: str = ""
    nickname: str = ""
    place: str = ""
    kind: str = "electric"
    provider_name: str = ""
    is_on_plan: bool = False
    plan_words: str = ""
    facts: list[Fact] = []
    may_begin: bool = False
    may_end: bool = False
    hindrance: str = ""
    end_words: str = ""
    is_fixed: bool = True
    begin_words: str = ""
    sentences: list[str] = []
    rows: list[MonthRow] = []
    has_rows: bool = False
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    is_ending: bool = False
    mend: str = ""
    news: str = ""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show budget billing as it stands now."""
        parts, signed_in = wiring(), who()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=signed_in, page="budget", now=parts.clock.now())
        await self._show()
        self.is_loaded = True

    @rx.event
    @for_members
    async def choose(self, number: str) -> None:
        """Look at another account."""
        self._say()
        self.is_ending = False
        self.chosen = str(number)[:24]
        await self._show()

    @rx.event
    @for_members
    async def choose_fixed(self, is_fixed: bool) -> None:
        """Try the same amount all year, or the rolling average."""
        self.is_fixed = is_fixed is True
        await self._show()

    @rx.event
    @for_members
    async def begin(self) -> None:
        """Begin budget billing for the account that is shown, in the kind that is tried."""
        parts = wiring()
        kind = BudgetKind.FIXED if self.is_fixed else BudgetKind.ROLLING
        act = partial(begin_budget, parts.database, member_id=who().member_id, account_number=self.chosen, kind=kind)
        cents = await self._do(act)
        if cents is not None:
            self._say(news=f"Budget billing begins with your next bill, at about {money_text(cents)} a month.")

    @rx.event
    @for_members
    def ask_end(self) -> None:
        """Ask the member to be sure before budget billing ends."""
        self._say()
        self.is_ending = self.may_end

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave budget billing as it is."""
        self.is_ending = False

    @rx.event
    @for_members
    async def end(self) -> None:
        """End budget billing for the account that is shown."""
        parts = wiring()
        self.is_ending = False
        act = partial(end_budget, parts.database, member_id=who().member_id, account_number=self.chosen)
        if await self._do(act) is not None:
            self._say(news="Budget billing has ended.")

    async def _do(self, act: Callable[..., int]) -> int | None:
        parts = wiring()
        try:
            done = await asyncio.to_thread(act, now=parts.clock.now(), zone=parts.settings.zone)
        except Refused as refused:
            self._say(mend=str(refused))
            await self._show()
            return None
        await self._show()
        return done

    async def _show(self) -> None:
        parts, member_id = wiring(), who().member_id
        now, zone = parts.clock.now(), parts.settings.zone
        scope = await asyncio.to_thread(scope_for, parts.database, member_id=member_id, now=now, zone=zone)
        accounts = await asyncio.to_thread(budget_accounts, parts.database, scope=scope, now=now, zone=zone)
        view = budget_view(accounts, chosen=self.chosen, is_fixed=self.is_fixed)
        if view is None:
            self.has_accounts = False
        else:
            show_fields(self, view)
        self.current_at = int(now.timestamp() * 1000)

    def _say(self, *, mend: str = "", news: str = "") -> None:
        self.mend, self.news = mend, news


BUDGET_LIVE = LivePage("budget", BudgetState.load)
