"""Paperless Billing: how each account's bills come, switched at once, the same in every open tab."""

import asyncio
from collections.abc import Callable

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.paperless import open_paperless, switch_all_paperless, switch_paperless
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.guard import for_members, who
from state.live import LivePage, open_tab, show_fields
from state.paperless_view import PaperRow, paperless_view

NOT_A_CHOICE = "That did not reach us as it should. Load the page again."
ON, OFF = "comes without paper from now on", "is printed again from now on"


class _Choice(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    number: str = Field(max_length=24)
    is_on: bool


class _ChoiceForAll(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    is_on: bool


class PaperlessState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    rows: list[PaperRow] = []
    has_rows: bool = False
    is_email_verified: bool = True
    email: str = ""
    summary: str = ""
    has_several: bool = False
    is_all_on: bool = False
    is_all_off: bool = False
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""
    mend: str = ""
    """Why the last thing asked for was refused."""
    news: str = ""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show how the member's bills come as it is now."""
        parts, signed_in, moment = wiring(), who(), _moment()
        token = self.router.session.client_token
        # No scope: every change is told to each member who sees the account, and nothing else moves this page.
        open_tab(parts, token=token, who=signed_in, page="paperless", scope=None, now=moment.now)
        await self._show(moment)
        self.is_loaded = True

    @rx.event
    @for_members
    async def switch(self, number: str, is_on: bool) -> None:
        """Let the bills of one account come without paper, or printed again."""
        try:
            chosen = _Choice.model_validate({"number": number, "is_on": is_on})
        except ValidationError:
            self.mend, self.news = NOT_A_CHOICE, ""
            return
        await self._do(
            lambda moment: switch_paperless(
                wiring().database,
                member_id=who().member_id,
                account_number=chosen.number,
                is_on=chosen.is_on,
                moment=moment,
            ),
            news=f"The bill of account {chosen.number} {ON if chosen.is_on else OFF}.",
        )

    @rx.event
    @for_members
    async def switch_all(self, is_on: bool) -> None:
        """Do so with every account that the member may manage."""
        try:
            chosen = _ChoiceForAll.model_validate({"is_on": is_on})
        except ValidationError:
            self.mend, self.news = NOT_A_CHOICE, ""
            return
        await self._do(
            lambda moment: switch_all_paperless(
                wiring().database, member_id=who().member_id, is_on=chosen.is_on, moment=moment
            ),
            news=f"Every bill that you manage {ON if chosen.is_on else OFF}.",
        )

    async def _do(self, act: Callable[[Moment], object], *, news: str) -> None:
        moment = _moment()
        try:
            await asyncio.to_thread(act, moment)
            self.mend, self.news = "", news
        except Refused as refused:
            self.mend, self.news = str(refused), ""
        await self._show(moment)

    async def _show(self, moment: Moment) -> None:
        found = await asyncio.to_thread(open_paperless, wiring().database, member_id=who().member_id, moment=moment)
        show_fields(self, paperless_view(found, moment=moment))
        self.current_at = int(moment.now.timestamp() * 1000)


def _moment() -> Moment:
    parts = wiring()
    return Moment(parts.clock.now(), parts.settings.zone)


PAPERLESS_LIVE = LivePage("paperless", PaperlessState.load)
