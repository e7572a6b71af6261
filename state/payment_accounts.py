"""Manage My Stored Payment Accounts: named, chosen and removed, live. What can be charged never passes through here."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.stored_methods import (
    choose_default,
    choose_for_account,
    name_stored_method,
    remove_stored_method,
    stored_methods,
)
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.guard import for_members, freshly_proved, who
from state.live import LivePage, opened_scope, show_fields
from state.naming import BAD_FORM, named_in
from state.payment_accounts_view import ChoiceRow, MethodRow, Option, payment_accounts_view

SAVED = "Saved."
NOTHING_ENTERED = "Nothing was added. You came back before a card or bank account was entered."


class PaymentAccountsState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    rows: list[MethodRow] = []
    has_rows: bool = False
    choices: list[ChoiceRow] = []
    has_choices: bool = False
    options: list[Option] = []
    current_at: int = 0
    mend: str = ""
    """Why the last thing asked for was refused."""
    news: str = ""
    """What was done last, for the eye and the ear."""
    is_asking: bool = False
    """Whether the member is asked to be sure."""
    asked_key: str = ""
    asked_title: str = ""
    asked_needed_by: str = ""

    _told: str = ""
    """The words in the address that were told of already."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the member's payment accounts as they are now, and what somebody brought back from the processor."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=signed_in, page="payment accounts", now=moment.now)
        await self._show(moment)
        self._tell_of_entry(dict(self.router.url.query_parameters))
        if self.asked_key not in [row.key for row in self.rows]:
            self.is_asking = False
        self.is_loaded = True

    @rx.event
    @for_members
    async def save_nickname(self, form: dict[str, Any]) -> None:
        """Change what the member calls a payment account."""
        if (told := named_in(form)) is None:
            self._say(mend=BAD_FORM)
            return
        await self._do(
            told.key,
            lambda method_id, moment: name_stored_method(
                wiring().database,
                member_id=who().member_id,
                method_id=method_id,
                nickname=told.nickname,
                moment=moment,
            ),
            news=SAVED,
        )

    @rx.event
    @for_members
    @freshly_proved
    async def make_default(self, key: str) -> None:
        """Pay with a payment account wherever no other was chosen."""
        await self._do(
            key,
            lambda method_id, moment: choose_default(
                wiring().database, member_id=who().member_id, method_id=method_id, moment=moment
            ),
            news="Your default was changed.",
        )

    @rx.event
    @for_members
    @freshly_proved
    async def choose(self, number: str, key: str) -> None:
        """Pay one account with a payment account of its own, or with the default again."""
        method_id = _uuid(key)
        if not isinstance(number, str) or (method_id is None and key != ""):
            self._say(mend=BAD_FORM)
            return
        await self._act(
            lambda moment: choose_for_account(
                wiring().database,
                member_id=who().member_id,
                account_number=number,
                method_id=method_id,
                moment=moment,
            ),
            news=SAVED,
        )

    @rx.event
    @for_members
    @freshly_proved
    def ask_remove(self, key: str) -> None:
        """Ask the member to be sure before a payment account is removed."""
        row = next((row for row in self.rows if row.key == key), None)
        if row is not None:
            self.asked_key, self.asked_title, self.asked_needed_by = row.key, row.title, row.needed_by
            self.is_asking = True

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave everything as it is."""
        self.is_asking = False

    @rx.event
    @for_members
    @freshly_proved
    async def remove(self) -> None:
        """Remove the payment account that was asked about."""
        self.is_asking = False
        parts = wiring()
        await self._do(
            self.asked_key,
            lambda method_id, moment: remove_stored_method(
                parts.database,
                processor=parts.processor,
                member_id=who().member_id,
                method_id=method_id,
                moment=moment,
            ),
            news=f"{self.asked_title} was removed.",
        )

    async def _do(self, key: str, act: Callable[[UUID, Moment], object], *, news: str) -> None:
        method_id = _uuid(key)
        if method_id is None:
            self._say(mend=BAD_FORM)
            return
        await self._act(lambda moment: act(method_id, moment), news=news)

    async def _act(self, act: Callable[[Moment], object], *, news: str) -> None:
        moment = this_moment()
        refusal = await refusal_of(act, moment=moment)
        self._say(mend=refusal, news="" if refusal else news)
        await self._show(moment)

    async def _show(self, moment: Moment) -> None:
        found = await asyncio.to_thread(stored_methods, wiring().database, member_id=who().member_id, moment=moment)
        show_fields(self, payment_accounts_view(found))
        self.current_at = int(moment.now.timestamp() * 1000)

    def _tell_of_entry(self, words: dict[str, str]) -> None:
        word = words.get("method", "") or words.get("entry", "")
        if not word or word == self._told:
            return
        self._told = word
        added = next((row for row in self.rows if row.key == word), None)
        if added is not None:
            self._say(news=f"{added.title} was added.")
        elif word == "none":
            self._say(news=NOTHING_ENTERED)

    def _say(self, *, mend: str = "", news: str = "") -> None:
        self.mend, self.news = mend, news


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


PAYMENT_ACCOUNTS_LIVE = LivePage("payment accounts", PaymentAccountsState.load)
