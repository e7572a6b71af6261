"""One request, live: what was asked, what became of it, and a way to add to it."""

import asyncio
import re
from datetime import datetime
from typing import Any

import reflex as rx
from pydantic import ValidationError

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journeys.ask_about_bill import add_to_request, follow_request
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import Wiring, wiring
from state.frame import FrameState
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.request_view import RequestPageView, TimelineStep, request_page_view
from state.written_words import WrittenWords

PATH = re.compile(r"/report/([0-9A-Za-z-]{1,24})/?")
UNREADABLE = "What you wrote did not arrive whole. Send it again."


class RequestState(rx.State):
    """What the page of one request shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    trouble: str = ""
    title: str = ""
    about: str = ""
    account: str = ""
    badge: str = ""
    tone: str = "plain"
    sentence: str = ""
    bill_href: str = ""
    bill_words: str = ""
    steps: list[TimelineStep] = []
    may_add: bool = False
    mend: str = ""
    added_count: int = 0
    """Grows with each addition, so that the field is emptied."""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    _number: str = ""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the request that the address names, as it stands."""
        frame = await self.get_state(FrameState)
        frame.member_name = who().full_name
        frame.unread_count = who().unread_count
        await self._show(self.router.url.path)

    @rx.event
    @for_members
    async def add(self, form: dict[str, Any]) -> None:
        """Say more; the timeline follows by the journal, here and in every other tab."""
        parts, signed_in = wiring(), who()
        try:
            added = WrittenWords.model_validate(form)
            await asyncio.to_thread(
                add_to_request,
                parts.database,
                member_id=signed_in.member_id,
                request_number=self._number,
                words=added.words,
                now=parts.clock.now(),
                zone=parts.settings.zone,
            )
        except ValidationError:
            self.mend = UNREADABLE
        except Refused as refused:
            self.mend = str(refused)
        else:
            self.mend, self.added_count = "", self.added_count + 1

    async def _show(self, path: str) -> None:
        parts, signed_in = wiring(), who()
        now, found = parts.clock.now(), PATH.fullmatch(path)
        self._number = found[1].upper() if found else ""
        token = self.router.session.client_token
        scope = await opened_scope(parts, token=token, who=signed_in, page="request", now=now)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            show_fields(self, await asyncio.to_thread(read_request_page, parts, scope, self._number, now))
        except Refused as refused:
            self.trouble = str(refused)


def read_request_page(parts: Wiring, scope: AccountScope, number: str, now: datetime) -> RequestPageView:
    """
    Return a request in words.

    :raises NotYours: if it is about no account of the scope
    """
    followed = follow_request(parts.database, scope=scope, request_number=number.upper())
    return request_page_view(followed, now=now, zone=parts.settings.zone)


REQUEST_LIVE = LivePage("request", RequestState.load)
