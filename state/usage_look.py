"""A closer look at usage: read when it is opened and when the range has changed, never with the page."""

import asyncio
from functools import partial

import reflex as rx

from smarthub_dash.journeys.look_closer import Look, look_closer
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_usage import request_of
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.guard import for_members, who
from state.live import show_fields
from state.usage_look_values import HeatData, LookPage, LookRow, StripDay
from state.usage_look_view import look_page
from state.usage_values import ChartData


class UsageLookState(rx.State):
    """What is looked at below the bars of Usage; nothing, until something is opened."""

    look: str = ""
    title: str = ""
    sentence: str = ""
    about: str = ""
    kind: str = "electric"
    source_note: str = ""
    chart: ChartData = ChartData()
    heat: HeatData = HeatData()
    strip: list[StripDay] = []
    rows: list[LookRow] = []
    chart_heads: list[str] = []
    heads: list[str] = []
    has_rows: bool = False
    used_words: str = ""
    fixed_words: str = ""
    other_words: str = ""
    beside_words: str = ""
    line_words: str = ""

    @rx.event
    @for_members
    async def open(self, look: str) -> None:
        """Look at something of the range that the address names; what is open already is closed."""
        if look == self.look:
            show_fields(self, LookPage("", "", "", ""))
        elif look in tuple(Look):
            await self._show(Look(look))

    @rx.event
    @for_members
    async def follow(self) -> None:
        """Read again what is open: the range has changed, or something new arrived."""
        if self.look:
            await self._show(Look(self.look))

    async def _show(self, look: Look) -> None:
        parts, signed_in, now = wiring(), who(), wiring().clock.now()
        zone, asked = parts.settings.zone, dict(self.router.url.query_parameters)
        request = request_of(asked, usual_unit=signed_in.usage_unit)

        def read() -> LookPage:
            scope = scope_for(parts.database, member_id=signed_in.member_id, now=now, zone=zone)
            closer = partial(look_closer, parts.database, scope=scope, request=request, look=look)
            return look_page(closer(now=now, zone=zone), zone=zone)

        try:
            page = await asyncio.to_thread(read)
        except Refused:
            # The account that is shown now has no such thing.
            page = LookPage("", "", "", "")
        show_fields(self, page)
