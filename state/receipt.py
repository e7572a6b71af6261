"""One receipt, live: from Processing to Posted, or why not."""

import asyncio
import re
from contextlib import suppress

import reflex as rx

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journeys.till import till_of
from smarthub_dash.journeys.view_receipt import ask_after_step, view_receipt
from smarthub_dash.kit.errors import Refused, Unavailable
from smarthub_dash.wiring import Wiring, wiring
from state.acting import this_moment
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

    _asked_for: str = ""

    @rx.event
    @for_members
    async def load(self) -> rx.event.EventType[()] | None:
        """Show the payment that the address names, as it stands."""
        parts, signed_in = wiring(), who()
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        frame.unread_count = who().unread_count
        now, token = parts.clock.now(), self.router.session.client_token
        found = PATH.fullmatch(self.router.url.path)
        scope = await opened_scope(parts, token=token, who=signed_in, page="receipt", now=now)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            view = await asyncio.to_thread(read_receipt_page, parts, scope, found[1] if found else "")
        except Refused as refused:
            self.trouble = str(refused)
            return None
        show_fields(self, view)
        query = str(sorted(self.router.url.query_parameters.items()))
        is_back = bool(view.step_href) and "payment_intent" in query and query != self._asked_for
        self._asked_for = query
        return ReceiptState.ask_bank if is_back else None

    @rx.event(background=True)
    @for_members
    async def ask_bank(self) -> None:
        """Ask where a payment stands, once for each way back from the card's bank; its news loads the page again."""
        parts, member_id = wiring(), who().member_id
        async with self:
            found = PATH.fullmatch(self.router.url.path)
        moment = this_moment()
        with suppress(Refused, Unavailable):
            await asyncio.to_thread(
                ask_after_step,
                till_of(parts),
                member_id=member_id,
                receipt_number=found[1] if found else "",
                moment=moment,
            )


def read_receipt_page(parts: Wiring, scope: AccountScope, receipt_number: str) -> ReceiptPageView:
    """
    Return the page of a receipt.

    :raises NotYours: if the member neither made the payment nor sees an account that it paid
    """
    viewed = view_receipt(parts.database, scope=scope, receipt_number=receipt_number)
    return receipt_page_view(viewed, zone=parts.settings.zone)


RECEIPT_LIVE = LivePage("receipt", ReceiptState.load)
