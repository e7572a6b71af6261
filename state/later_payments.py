"""Payments that were put down for a later day: changed and cancelled. The list follows by the journal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.payment_choice import day_of
from smarthub_dash.journeys.schedule_payment import cancel_scheduled, change_scheduled
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.guard import for_members, who
from state.pay import PayState
from state.pay_values import LaterRow

NOT_A_CHOICE = "That did not reach us as it should. Load the page again."


class _Change(BaseModel):
    model_config = ConfigDict(extra="ignore")

    day: str
    method: UUID


class LaterState(rx.State):
    """Which scheduled payment is being changed or cancelled."""

    is_changing: bool = False
    is_cancelling: bool = False
    words: str = ""
    day_value: str = ""
    method_key: str = ""

    _chosen: str = ""

    @rx.event
    @for_members
    async def ask_change(self, key: str) -> None:
        """Open the form that changes a payment."""
        row = await self._row(key)
        self.is_changing = row is not None

    @rx.event
    @for_members
    async def ask_cancel(self, key: str) -> None:
        """Ask the member to be sure before a payment is cancelled."""
        row = await self._row(key)
        self.is_cancelling = row is not None

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave the payment as it is."""
        self.is_changing = self.is_cancelling = False

    @rx.event
    @for_members
    async def change(self, form: dict[str, Any]) -> None:
        """Pay on another day, or with another payment account."""
        member_id, database = who().member_id, wiring().database
        try:
            told, chosen = _Change.model_validate(form), UUID(self._chosen)
        except (ValidationError, ValueError):
            await self._end(mend=NOT_A_CHOICE)
            return
        if (day := day_of(told.day)) is None:
            await self._end(mend="Choose a day for the payment.")
            return
        await self._do(
            lambda moment: change_scheduled(
                database, member_id=member_id, scheduled_id=chosen, pay_on=day, method_id=told.method, moment=moment
            ),
            news="The payment is changed.",
        )

    @rx.event
    @for_members
    async def cancel(self) -> None:
        """Let the payment not be made."""
        member_id, database = who().member_id, wiring().database
        try:
            chosen = UUID(self._chosen)
        except ValueError:
            await self._end(mend=NOT_A_CHOICE)
            return
        await self._do(
            lambda moment: cancel_scheduled(database, member_id=member_id, scheduled_id=chosen, moment=moment),
            news="The payment is cancelled. Nothing will be charged.",
        )

    async def _do(self, act: Callable[[Moment], object], *, news: str) -> None:
        mend = await refusal_of(act, moment=this_moment())
        page = await self.get_state(PayState)
        await page._show()
        await self._end(mend=mend, news="" if mend else news)

    async def _row(self, key: str) -> LaterRow | None:
        page = await self.get_state(PayState)
        row = next((each for each in page.later if each.key == str(key) and each.may_change), None)
        if row is not None:
            self._chosen, self.day_value, self.method_key = row.key, row.day_value, row.method_key
            self.words = f"{row.amount} on {row.day}, for {row.accounts}."
        page._say()
        return row

    async def _end(self, *, mend: str = "", news: str = "") -> None:
        self.is_changing = self.is_cancelling = False
        page = await self.get_state(PayState)
        page._say(mend=mend, news=news)
