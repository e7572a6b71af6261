"""Usage: one range of one account, live. The address of the page says which; Back and bookmarks follow from that."""

import asyncio
from datetime import datetime

import reflex as rx

from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_usage import choose_unit, request_of, view_usage
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.guard import for_members, who
from state.live import LivePage, open_tab, show_fields
from state.usage_values import AccountChoice, Around, ChartData, FactView
from state.usage_view import usage_page_view


class UsageState(rx.State):
    """What Usage shows; a cache of the database, built again whenever the address changes."""

    is_loaded: bool = False
    trouble: str = ""
    """Why nothing can be shown, in words for the member."""

    choices: list[AccountChoice] = []
    has_choices: bool = False
    kind: str = "electric"
    account_name: str = ""
    account_number: str = ""
    span: str = "bill"
    in_money: bool = False
    unit_name: str = "kWh"
    period_name: str = ""
    title: str = ""
    sentence: str = ""
    facts: list[FactView] = []
    stamp: str = ""
    source_note: str = ""
    chart: ChartData = ChartData()
    around: Around = Around()
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the range that the address asks for, as it is now."""
        parts, signed_in = wiring(), who()
        now, zone, token = parts.clock.now(), parts.settings.zone, self.router.session.client_token
        query = dict(self.router.url.query_parameters)
        scope = await asyncio.to_thread(scope_for, parts.database, member_id=signed_in.member_id, now=now, zone=zone)
        open_tab(parts, token=token, who=signed_in, page="usage", scope=scope)
        request = request_of(query, usual_unit=signed_in.usage_unit)
        try:
            view = await asyncio.to_thread(view_usage, parts.database, scope=scope, request=request, now=now, zone=zone)
        except Refused as refused:
            self.trouble, self.is_loaded, self.current_at = str(refused), True, _milliseconds(now)
            return
        open_tab(parts, token=token, who=signed_in, page="usage", scope=scope.only(view.account.account_id))
        show_fields(self, usage_page_view(view, zone=zone))
        self.trouble, self.is_loaded, self.current_at = "", True, _milliseconds(now)
        if request.unit != signed_in.usage_unit:
            await asyncio.to_thread(choose_unit, parts.database, member_id=signed_in.member_id, unit=request.unit)
            parts.sessions.forget(signed_in.session_hash)


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


USAGE_LIVE = LivePage("usage", UsageState.load)
