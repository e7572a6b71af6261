"""One receipt, live: from Processing to Posted, or why not."""

import asyncio
import re

import reflex as rx

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journeys.view_receipt import view_receipt
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import Wiring, wiring
from state.frame import FrameState
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.pay_values import SumRow
from state.receipt_view import ReceiptFact, ReceiptPageView, receipt_page_view

PATH = re.compile(r"/billing/receipts/([0-9A-Za-z-]{1,24})/?")


class ReceiptState(rx.State):
    """What the page of one receipt shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    trouble: str = ""
    title: str = ""
    badge: str = ""
    tone: str = "plain"
    sentence: str = ""
    advice: str = ""
    facts: list[ReceiptFact] = []
    rows: list[SumRow] = []
    fee: str = ""
    total: str = ""
    is_processing: bool = False
    step_href: str = ""
    again_href: str = ""
    pdf_href: str = ""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the payment that the address names, as it stands."""
        parts, signed_in = wiring(), who()
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        now, token = parts.clock.now(), self.router.session.client_token
        found = PATH.fullmatch(self.router.url.path)
        scope = await opened_scope(parts, token=token, who=signed_in, page="receipt", now=now)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            view = await asyncio.to_thread(read_receipt_page, parts, scope, found[1] if found else "")
            show_fields(self, view)
        except Refused as refused:
            self.trouble = str(refused)


def read_receipt_page(parts: Wiring, scope: AccountScope, receipt_number: str) -> ReceiptPageView:
    """
    Return the page of a receipt.

    :raises NotYours: if the member neither made the payment nor sees an account that it paid
    """
    viewed = view_receipt(parts.database, scope=scope, receipt_number=receipt_number)
    return receipt_page_view(viewed, zone=parts.settings.zone)


RECEIPT_LIVE = LivePage("receipt", ReceiptState.load)
