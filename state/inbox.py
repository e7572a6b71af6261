"""Notifications: the inbox, live."""

import asyncio
from uuid import UUID

import reflex as rx

from smarthub_dash.journeys.inbox import read_inbox, read_notice, unread_notice
from smarthub_dash.wiring import wiring
from state.acting import this_moment
from state.frame import FrameState
from state.guard import for_members, who
from state.inbox_view import InboxRow, inbox_view, wanted_of
from state.live import LivePage, open_tab, show_fields


class InboxState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    rows: list[InboxRow] = []
    has_rows: bool = False
    is_filtered: bool = False
    shown: str = "all"
    older_href: str = ""
    current_at: int = 0

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the notices that the address asks for, as they are now."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        open_tab(parts, token=token, who=signed_in, page="inbox", scope=None, now=moment.now)
        wanted = wanted_of(dict(self.router.url.query_parameters))
        told, has_older = await asyncio.to_thread(
            read_inbox, parts.database, member_id=signed_in.member_id, wanted=wanted
        )
        view = inbox_view(told, wanted=wanted, has_older=has_older, now=moment.now, zone=moment.zone)
        show_fields(self, view)
        self.current_at = int(moment.now.timestamp() * 1000)
        self.is_loaded = True
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        frame.unread_count = signed_in.unread_count

    @rx.event
    @for_members
    async def open_notice(self, key: str):
        """Mark a notice as read, and go to the page that shows what it is about."""
        row = next((row for row in self.rows if row.key == key), None)
        if row is None:
            return None
        await self._mark(UUID(row.key))
        return rx.redirect(row.href) if row.href else None

    @rx.event
    @for_members
    async def mark_read(self, key: str) -> None:
        """Mark a notice as read."""
        if row := next((row for row in self.rows if row.key == key), None):
            await self._mark(UUID(row.key))

    @rx.event
    @for_members
    async def mark_unread(self, key: str) -> None:
        """Mark a notice as not read again."""
        if row := next((row for row in self.rows if row.key == key), None):
            parts, now = wiring(), this_moment().now
            member_id, notice_id = who().member_id, UUID(row.key)
            await asyncio.to_thread(unread_notice, parts.database, member_id=member_id, notice_id=notice_id, now=now)

    @rx.event
    @for_members
    async def mark_all(self) -> None:
        """Mark every notice as read."""
        await self._mark(None)

    async def _mark(self, notice_id: UUID | None) -> None:
        parts, now = wiring(), this_moment().now
        member_id = who().member_id
        await asyncio.to_thread(read_notice, parts.database, member_id=member_id, notice_id=notice_id, now=now)


INBOX_LIVE = LivePage("inbox", InboxState.load)
