"""One bill, live: everything on it, and the way to ask about it."""

import asyncio
import re
from datetime import datetime
from typing import Any

import reflex as rx
from pydantic import ValidationError

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journeys.ask_about_bill import ask_about_bill
from smarthub_dash.journeys.view_bill import WantedBill, view_bill
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import Wiring, wiring
from state.bill_values import BillFact, BillPageView, LedgerView, Question, Remark, ServiceView, WalkView
from state.bill_view import bill_page_view
from state.frame import FrameState
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.written_words import WrittenWords

PATH = re.compile(r"/bills/([0-9A-Za-z-]{1,32})/?")
UNREADABLE = "Your question did not arrive whole. Send it again."


class BillState(rx.State):
    """What the page of one bill shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    trouble: str = ""
    """Why nothing can be shown, in words for the member."""

    title: str = ""
    number: str = ""
    kind: str = "electric"
    provider_name: str = ""
    account: str = ""
    account_number: str = ""
    period: str = ""
    asked: str = ""
    asked_words: str = ""
    badge: str = ""
    tone: str = "plain"
    sentence: str = ""
    remarks: list[Remark] = []
    facts: list[BillFact] = []
    services: list[ServiceView] = []
    total: str = ""
    ledger: list[LedgerView] = []
    since: list[LedgerView] = []
    has_since: bool = False
    walks: list[WalkView] = []
    has_walks: bool = False
    questions: list[Question] = []
    has_questions: bool = False
    messages: list[str] = []
    has_messages: bool = False
    may_ask: bool = False
    is_payable: bool = False
    pay_href: str = ""
    pdf_href: str = ""
    usage_href: str = ""
    is_asking: bool = False
    mend: str = ""
    """What keeps a question from being sent."""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the bill that the address names, as it is now."""
        frame = await self.get_state(FrameState)
        frame.member_name = who().full_name
        frame.unread_count = who().unread_count
        await self._show(self.router.url.path, str(self.router.url.query_parameters.get("account", "")))

    @rx.event
    @for_members
    def begin_question(self) -> None:
        """Open the form that asks about the bill."""
        self.mend, self.is_asking = "", self.may_ask

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Close the form."""
        self.is_asking = False

    @rx.event
    @for_members
    async def ask(self, form: dict[str, Any]) -> Any:
        """Send the question and follow its request; the same words twice are one request."""
        parts, signed_in = wiring(), who()
        try:
            asked = WrittenWords.model_validate(form)
            number = await asyncio.to_thread(
                ask_about_bill,
                parts.database,
                member_id=signed_in.member_id,
                bill_number=self.number,
                words=asked.words,
                now=parts.clock.now(),
                zone=parts.settings.zone,
            )
        except ValidationError:
            self.mend = UNREADABLE
            return None
        except Refused as refused:
            self.mend = str(refused)
            return None
        self.mend, self.is_asking = "", False
        return rx.redirect(f"/report/{number}")

    async def _show(self, path: str, account_number: str) -> None:
        parts, signed_in = wiring(), who()
        now, found = parts.clock.now(), PATH.fullmatch(path)
        wanted = WantedBill(found[1].upper() if found else "", account_number[:32])
        token = self.router.session.client_token
        scope = await opened_scope(parts, token=token, who=signed_in, page="bill", now=now)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            show_fields(self, await asyncio.to_thread(read_bill_page, parts, scope, wanted, now))
        except Refused as refused:
            self.trouble = str(refused)


def read_bill_page(parts: Wiring, scope: AccountScope, wanted: WantedBill, now: datetime) -> BillPageView:
    """
    Return a bill in words.

    :raises NotYours: if no account of the scope has such a bill
    """
    zone = parts.settings.zone
    return bill_page_view(
        view_bill(parts.database, scope=scope, wanted=wanted, weather=parts.weather, now=now, zone=zone), zone=zone
    )


BILL_LIVE = LivePage("bill", BillState.load)
