"""Manage Contacts: what the member may be reached by, live. Addresses and codes are typed on plain pages."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import reflex as rx

from smarthub_dash.journeys.contacts import drop_contact, read_contacts, use_again
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.contacts_view import ContactRow, contact_rows
from state.guard import for_members, freshly_proved, who
from state.live import LivePage, open_tab


class ContactsState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    rows: list[ContactRow] = []
    current_at: int = 0
    mend: str = ""
    news: str = ""
    is_asking: bool = False
    """Whether the member is asked to be sure before a contact is removed."""
    asked_key: str = ""
    asked_title: str = ""

    _told: str = ""
    """The word in the address that was told of already."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the member's contacts as they are now."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        open_tab(parts, token=token, who=signed_in, page="contacts", scope=None, now=moment.now)
        await self._show(moment)
        self._tell_of_new(dict(self.router.url.query_parameters).get("done", ""))
        if self.asked_key not in [row.key for row in self.rows]:
            self.is_asking = False
        self.is_loaded = True

    @rx.event
    @for_members
    @freshly_proved
    def ask_remove(self, key: str) -> None:
        """Ask the member to be sure before a contact is removed."""
        row = next((row for row in self.rows if row.key == key and not row.is_sign_in), None)
        if row is not None:
            self.asked_key, self.asked_title, self.is_asking = row.key, row.title, True

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave everything as it is."""
        self.is_asking = False

    @rx.event
    @for_members
    @freshly_proved
    async def remove(self) -> None:
        """Remove the contact that was asked about."""
        self.is_asking = False
        await self._act(
            self.asked_key,
            lambda contact_id, moment: drop_contact(
                wiring().database, member_id=who().member_id, contact_id=contact_id, moment=moment
            ),
            news=f"{self.asked_title} was removed.",
        )

    @rx.event
    @for_members
    async def try_again(self, key: str) -> None:
        """Use a contact again at which nothing arrived."""
        await self._act(
            key,
            lambda contact_id, moment: use_again(
                wiring().database, member_id=who().member_id, contact_id=contact_id, now=moment.now
            ),
            news="We use it again from now on.",
        )

    async def _act(self, key: str, act: Callable[[UUID, Moment], object], *, news: str) -> None:
        moment, contact_id = this_moment(), _uuid(key)
        if contact_id is None:
            return
        refusal = await refusal_of(lambda at: act(contact_id, at), moment=moment)
        self.mend, self.news = refusal, "" if refusal else news
        await self._show(moment)

    async def _show(self, moment: Moment) -> None:
        found = await asyncio.to_thread(read_contacts, wiring().database, member_id=who().member_id)
        self.rows = contact_rows(found)
        self.current_at = int(moment.now.timestamp() * 1000)

    def _tell_of_new(self, word: str) -> None:
        if word and word != self._told:
            self._told = word
            row = next((row for row in self.rows if row.key == word), None)
            if row is not None:
                self.mend, self.news = "", f"{row.title} is active."


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


CONTACTS_LIVE = LivePage("contacts", ContactsState.load)
