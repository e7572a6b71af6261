"""Manage Notifications: which news reaches which contact, live."""

import asyncio
from typing import Any
from uuid import UUID

import reflex as rx

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.notice_choices import choose_notice, choose_when, read_choices, send_test
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.choices_view import AccountLink, ContactLink, Group, choices_view, when_of
from state.guard import for_members, who
from state.live import LivePage, open_tab, show_fields

BAD_FORM = "That did not reach us as it should. Try again."


class ChoicesState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    groups: list[Group] = []
    accounts: list[AccountLink] = []
    has_accounts: bool = False
    contacts: list[ContactLink] = []
    quiet_on: str = "no"
    quiet_from: str = "1320"
    quiet_until: str = "420"
    zone_name: str = ""
    digest_every: str = "never"
    digest_at: str = "480"
    current_at: int = 0
    mend: str = ""
    news: str = ""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show what the member is told as it is now."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        open_tab(parts, token=token, who=signed_in, page="choices", scope=None, now=moment.now)
        await self._show(moment)
        self.is_loaded = True

    @rx.event
    @for_members
    async def choose(self, event: str, key: str, is_on: bool) -> None:
        """Let a contact be told of an event, or not."""
        moment, contact_id = this_moment(), _uuid(key)
        if contact_id is None or not isinstance(event, str) or not isinstance(is_on, bool):
            self.mend, self.news = BAD_FORM, ""
            return
        member_id, number = who().member_id, self._account()
        self.mend = await refusal_of(
            lambda at: choose_notice(
                wiring().database,
                member_id=member_id,
                contact_id=contact_id,
                event=event,
                account_number=number,
                is_on=is_on,
                moment=at,
            ),
            moment=moment,
        )
        self.news = "" if self.mend else "Saved."
        await self._show(moment)

    @rx.event
    @for_members
    async def save_times(self, form: dict[str, Any]) -> None:
        """Keep quiet hours and digests."""
        moment, member_id = this_moment(), who().member_id
        try:
            when = when_of({str(name): str(value)[:64] for name, value in form.items()})
        except (ValueError, KeyError):
            self.mend, self.news = BAD_FORM, ""
            return
        self.mend = await refusal_of(
            lambda at: choose_when(wiring().database, member_id=member_id, when=when, moment=at), moment=moment
        )
        self.news = "" if self.mend else "Your times are saved."
        await self._show(moment)

    @rx.event
    @for_members
    async def send_test(self, key: str) -> None:
        """Send a test to a contact."""
        moment, contact_id, member_id = this_moment(), _uuid(key), who().member_id
        row = next((each for each in self.contacts if each.key == key), None)
        if contact_id is None or row is None:
            self.mend, self.news = BAD_FORM, ""
            return
        self.mend = await refusal_of(
            lambda at: send_test(wiring().database, member_id=member_id, contact_id=contact_id, moment=at),
            moment=moment,
        )
        self.news = "" if self.mend else f"A test is on its way to {row.title}."

    async def _show(self, moment: Moment) -> None:
        found = await asyncio.to_thread(
            read_choices, wiring().database, member_id=who().member_id, account_number=self._account(), moment=moment
        )
        show_fields(self, choices_view(found))
        self.current_at = int(moment.now.timestamp() * 1000)

    def _account(self) -> str:
        return dict(self.router.url.query_parameters).get("account", "")[:32]


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


CHOICES_LIVE = LivePage("choices", ChoicesState.load)
