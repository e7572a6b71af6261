"""Make a Payment: accounts and amounts, with what and when, one summary, one confirmation."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smarthub_dash.journeys.payment_choice import (
    LONGEST_AMOUNT,
    LONGEST_NUMBER,
    AmountKind,
    Choice,
    Wanted,
    choice_of,
    day_of,
)
from smarthub_dash.journeys.payment_sum import as_chosen
from smarthub_dash.kit.errors import Refused, Unavailable
from smarthub_dash.wiring import wiring
from state.acting import this_moment
from state.frame import FrameState
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.pay_act import CHANGED, Agreed, Confirmed, agreed_in, key_of, read_paying
from state.pay_values import LaterRow, MethodRow, PayRow, SumRow
from state.pay_view import pay_view

NOT_A_CHOICE = "That did not reach us as it should. Load the page again."
SCHEDULED = "Your payment is scheduled. It is in the list below, where you can change or cancel it."
REVIEW = "pay-review"
"""The heading of the summary, which takes the focus when it comes."""
LOOK_AGAIN = "The page was loaded anew. Look at the amounts again, then confirm."
LEAVING = timedelta(seconds=3)
"""How long the way from a confirmation to its receipt may take; what is news meanwhile is shown there."""
NOTHING_ENTERED = "Nothing was added. You came back before a card or bank account was entered."


class _Pick(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    number: str = Field(max_length=LONGEST_NUMBER)
    is_on: bool = True
    kind: AmountKind = Field(default=AmountKind.DUE, strict=False)
    typed: str = Field(default="", max_length=LONGEST_AMOUNT)


class PayState(rx.State):
    """What Make a Payment shows; a cache of the database and of what was chosen, built again at every load."""

    is_loaded: bool = False
    is_review: bool = False
    is_paying: bool = False
    """Whether a confirmation is on its way."""
    has_accounts: bool = False
    has_due: bool = False
    rows: list[PayRow] = []
    methods: list[MethodRow] = []
    has_methods: bool = False
    has_any_method: bool = False
    is_later: bool = False
    day_value: str = ""
    first_day: str = ""
    last_day: str = ""
    day_words: str = ""
    late_words: str = ""
    sum_rows: list[SumRow] = []
    count_words: str = ""
    method_name: str = ""
    amount: str = ""
    fee: str = ""
    total: str = ""
    confirm_words: str = ""
    after_words: str = ""
    problem: str = ""
    can_pay: bool = False
    here: str = ""
    add_href: str = ""
    once_href: str = ""
    review_href: str = ""
    later: list[LaterRow] = []
    has_later: bool = False
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""
    mend: str = ""
    news: str = ""

    _key: str = ""
    """Made when the page opens; all that is confirmed on it is one act."""
    _query: str = ""
    _left_at: datetime | None = None
    _kept: tuple[Choice, ...] = (Choice(),)
    """One: in a tuple, for what is a dataclass Reflex would hand out as something else."""
    _shown: Agreed | tuple[()] = ()
    """What the summary says: nothing else is ever paid."""

    @rx.event
    @for_members
    async def load(self) -> rx.event.EventSpec | None:
        """Show what may be paid now; what was chosen stays chosen while the address stays."""
        parts, signed_in = wiring(), who()
        query: Mapping[str, str] = dict(self.router.url.query_parameters)
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=signed_in, page="pay", now=parts.clock.now())
        told, asked = str(sorted(query.items())), choice_of(query)
        if told == self._query and self._is_leaving():
            return None
        was_review = self.is_review
        if told != self._query or not self._key:
            is_back = self.is_review and not asked.is_review and asked.wanted is None and bool(self._key)
            self._kept = self._kept if is_back else (asked,)
            self._query, self._key, self._shown, self._left_at = told, uuid4().hex, (), None
            self.is_paying, self.is_review = False, False
            self._say(news=SCHEDULED if query.get("done") == "scheduled" else "")
            await self._show()
            self._tell_of_entry(query)
        else:
            await self._show()
        self.is_review = asked.is_review and self.can_pay
        self.is_loaded = True
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        frame.unread_count = who().unread_count
        return rx.set_focus(REVIEW) if self.is_review and not was_review else None

    @rx.event
    @for_members
    async def choose_account(self, number: str, is_on: bool) -> None:
        """Pay an account with this payment, or leave it out."""
        await self._pick({"number": number, "is_on": is_on})

    @rx.event
    @for_members
    async def choose_amount(self, number: str, kind: str) -> None:
        """Pay the total, what is past due, or another amount of an account."""
        await self._pick({"number": number, "kind": kind})

    @rx.event
    @for_members
    async def type_amount(self, number: str, typed: str) -> None:
        """Pay what was typed for an account."""
        await self._pick({"number": number, "kind": AmountKind.OTHER.value, "typed": str(typed)[:LONGEST_AMOUNT]})

    @rx.event
    @for_members
    async def choose_method(self, key: str) -> None:
        """Pay with another stored payment account."""
        try:
            chosen = UUID(str(key)[:36])
        except ValueError:
            self._say(mend=NOT_A_CHOICE)
            return
        await self._choose(method_id=chosen)

    @rx.event
    @for_members
    async def choose_when(self, is_later: bool) -> None:
        """Pay today, or on a later day."""
        first = day_of(self.first_day) if is_later is True else None
        await self._choose(pay_on=first)

    @rx.event
    @for_members
    async def choose_day(self, day: str) -> None:
        """Pay on another day; while a day is being typed there may be none."""
        if (chosen := day_of(str(day)[:10])) is not None:
            await self._choose(pay_on=chosen)

    @rx.event(background=True)
    @for_members
    async def confirm(self) -> rx.event.EventSpec | None:
        """Pay what the summary shows, or put it down for its day; a second press finds it done."""
        async with self:
            if self.is_paying:
                return None
            if not (self._key and self._shown and self.is_review):
                self._say(mend=LOOK_AGAIN)
                await self._show()
                return None
            self.is_paying = True
            self._say()
            act = Confirmed(key_of(self._key, self._shown), self._kept[0], self._shown)
        # The processor may take its time: meanwhile nothing of the tab is held.
        return await self._settle(act)

    async def _settle(self, act: Confirmed) -> rx.event.EventSpec | None:
        try:
            href = await asyncio.to_thread(act.carry_out, who().member_id, this_moment())
        except (Refused, Unavailable) as refused:
            async with self:
                self.is_paying, self._shown = False, ()
                self._say(mend=str(refused))
                await self._show()
            return None
        async with self:
            self._left_at = this_moment().now
            self._key = ""
        return rx.redirect(href, replace=True)

    async def _pick(self, told: Mapping[str, object]) -> None:
        try:
            pick = _Pick.model_validate(told)
        except ValidationError:
            self._say(mend=NOT_A_CHOICE)
            return
        wanted = dict(self._kept[0].wanted or {})
        if pick.is_on:
            wanted[pick.number] = Wanted(pick.kind, pick.typed)
        else:
            wanted.pop(pick.number, None)
        if len(wanted) <= len(self.rows):
            await self._choose(wanted=wanted)

    async def _choose(self, **changed: object) -> None:
        self._say()
        self._kept = (replace(self._kept[0], **changed),)
        await self._show()

    async def _show(self) -> None:
        moment = this_moment()
        paying, found = await asyncio.to_thread(read_paying, who().member_id, self._kept[0], moment)
        agreed = agreed_in(found)
        if self.is_review and self._shown and agreed != self._shown:
            self._say(mend=CHANGED)
        self._shown = agreed
        if self._kept[0].wanted is None:
            self._kept = (as_chosen(found),)
        show_fields(self, pay_view(paying, found, today=moment.today))
        self.current_at = int(moment.now.timestamp() * 1000)

    def _say(self, *, mend: str = "", news: str = "") -> None:
        self.mend, self.news = mend, news

    def _tell_of_entry(self, query: Mapping[str, str]) -> None:
        added = next((row for row in self.methods if row.key == query.get("method")), None)
        if added is not None:
            self._say(news=f"{added.name} is ready to pay with.")
        elif query.get("entry") == "none":
            self._say(news=NOTHING_ENTERED)

    def _is_leaving(self) -> bool:
        """Tell whether what was confirmed is on its way, or the member is on the way to its receipt."""
        if self._left_at is not None:
            return this_moment().now - self._left_at < LEAVING
        return self.is_paying


PAY_LIVE = LivePage("pay", PayState.load)
