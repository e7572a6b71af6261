"""Billing & Payments: bills, payments and credits of every account, live. The address says which are shown."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import reflex as rx

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journeys.view_bills import BillsRequest, bills_request_of, view_bills
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import Wiring, wiring
from state.billing_values import BillingPageView, BillLine, CreditLine, Narrowing, PaymentLine
from state.billing_view import billing_page_view
from state.frame import FrameState
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields


class BillingState(rx.State):
    """What Billing & Payments shows; a cache of the database, built again whenever the address changes."""

    is_loaded: bool = False
    trouble: str = ""
    """Why nothing can be shown, in words for the member."""

    part: str = "bills"
    sentence: str = ""
    tabs: list[Narrowing] = []
    accounts: list[Narrowing] = []
    providers: list[Narrowing] = []
    years: list[Narrowing] = []
    sorts: list[Narrowing] = []
    has_accounts: bool = False
    has_providers: bool = False
    narrowed_words: str = ""
    bills: list[BillLine] = []
    payments: list[PaymentLine] = []
    credits: list[CreditLine] = []
    has_rows: bool = False
    empty_title: str = ""
    empty_words: str = ""
    has_choices_to_undo: bool = False
    all_href: str = "/billing"
    more_href: str = ""
    more_words: str = ""
    csv_href: str = ""
    csv_words: str = ""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show what the address asks for, as it is now."""
        parts, signed_in = wiring(), who()
        now = parts.clock.now()
        query: Mapping[str, str] = dict(self.router.url.query_parameters)
        token = self.router.session.client_token
        scope = await opened_scope(parts, token=token, who=signed_in, page="billing", now=now)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            show_fields(self, await asyncio.to_thread(read_billing, parts, scope, bills_request_of(query), now))
        except Refused as refused:
            self.trouble = str(refused)
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        frame.unread_count = who().unread_count


def read_billing(parts: Wiring, scope: AccountScope, request: BillsRequest, now: datetime) -> BillingPageView:
    """
    Return what an address asks for, in words.

    :raises NotYours: if the account asked for is not the member's
    """
    return billing_page_view(
        view_bills(parts.database, scope=scope, request=request, now=now, zone=parts.settings.zone)
    )


BILLING_LIVE = LivePage("billing", BillingState.load)
