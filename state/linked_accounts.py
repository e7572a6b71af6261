"""Linked Accounts: name, order and unlink the accounts of this sign-in, live."""

import asyncio
from collections.abc import Callable
from typing import Any

import reflex as rx

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.linked_accounts import (
    linked_accounts,
    move_linked_account,
    name_linked_account,
    unlink_account,
)
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.guard import for_members, freshly_proved, who
from state.household_view import LinkedRow, linked_rows
from state.live import LivePage, opened_scope
from state.naming import BAD_FORM, named_in

NAMED, MOVED = "Saved.", "Moved."


class LinkedAccountsState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    rows: list[LinkedRow] = []
    has_rows: bool = False
    current_at: int = 0
    mend: str = ""
    """Why the last thing asked for was refused."""
    news: str = ""
    """What was done last, for the eye and the ear."""
    is_asking: bool = False
    """Whether the member is asked to be sure."""
    asked_number: str = ""
    asked_name: str = ""
    asked_words: str = ""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the member's accounts as they are now."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=signed_in, page="linked accounts", now=moment.now)
        await self._show(moment)
        if self.asked_number not in [row.number for row in self.rows]:
            self.is_asking = False
        self.is_loaded = True

    @rx.event
    @for_members
    async def save_nickname(self, form: dict[str, Any]) -> None:
        """Change what the member calls an account."""
        if (told := named_in(form)) is None:
            self._say(mend=BAD_FORM)
            return
        await self._do(
            lambda moment: name_linked_account(
                wiring().database,
                member_id=who().member_id,
                account_number=told.key,
                nickname=told.nickname,
                moment=moment,
            ),
            news=NAMED,
        )

    @rx.event
    @for_members
    async def move_up(self, number: str) -> None:
        """Move an account towards the top."""
        await self._move(number, is_up=True)

    @rx.event
    @for_members
    async def move_down(self, number: str) -> None:
        """Move an account towards the end."""
        await self._move(number, is_up=False)

    @rx.event
    @for_members
    @freshly_proved
    def ask_unlink(self, number: str) -> None:
        """Ask the member to be sure before an account is unlinked."""
        row = next((row for row in self.rows if row.number == number), None)
        if row is not None:
            self.asked_number, self.asked_name, self.asked_words = row.number, row.nickname, row.unlink_words
            self.is_asking = True

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave everything as it is."""
        self.is_asking = False

    @rx.event
    @for_members
    @freshly_proved
    async def unlink(self) -> None:
        """Take the account that was asked about off this sign-in."""
        number, self.is_asking = self.asked_number, False
        await self._do(
            lambda moment: unlink_account(
                wiring().database, member_id=who().member_id, account_number=number, moment=moment
            ),
            news=f"{self.asked_name} was unlinked.",
        )

    async def _move(self, number: str, *, is_up: bool) -> None:
        await self._do(
            lambda moment: move_linked_account(
                wiring().database, member_id=who().member_id, account_number=str(number), is_up=is_up, moment=moment
            ),
            news=MOVED,
        )

    async def _do(self, act: Callable[[Moment], object], *, news: str) -> None:
        moment = this_moment()
        refusal = await refusal_of(act, moment=moment)
        self._say(mend=refusal, news="" if refusal else news)
        if not refusal:
            await self._show(moment)

    async def _show(self, moment: Moment) -> None:
        found = await asyncio.to_thread(linked_accounts, wiring().database, member_id=who().member_id, moment=moment)
        self.rows, self.has_rows = linked_rows(found), bool(found)
        self.current_at = int(moment.now.timestamp() * 1000)

    def _say(self, *, mend: str = "", news: str = "") -> None:
        self.mend, self.news = mend, news


LINKED_ACCOUNTS_LIVE = LivePage("linked accounts", LinkedAccountsState.load)
