"""Compare rates: a year of one home's readings at every rate, with a part of its evenings moved to the night."""

import asyncio
from functools import partial

import reflex as rx

from smarthub_dash.journeys.try_rates import MOST_SHIFT, try_rates
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.rates_view import RateRow, rates_page_view
from state.usage_values import AccountChoice


class RatesState(rx.State):
    """What the page shows; worked out anew whenever it is asked."""

    is_loaded: bool = False
    trouble: str = ""
    choices: list[AccountChoice] = []
    has_choices: bool = False
    account_name: str = ""
    account_number: str = ""
    sentence: str = ""
    span_words: str = ""
    shift_words: str = ""
    rows: list[RateRow] = []
    percent: int = 0
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Compare rates for the account that the address asks for."""
        await self._show()

    @rx.event
    @for_members
    async def shift(self, percent: str) -> None:
        """Move a part of the evenings to the night, in percent."""
        told = str(percent)
        self.percent = min(int(told), MOST_SHIFT) if told.isascii() and told.isdigit() and len(told) < 4 else 0
        await self._show()

    async def _show(self) -> None:
        parts, now = wiring(), wiring().clock.now()
        token, number = self.router.session.client_token, self.router.url.query_parameters.get("account", "")
        scope = await opened_scope(parts, token=token, who=who(), page="rates", now=now)
        compare = partial(try_rates, parts.database, scope=scope, account_number=number, percent=self.percent)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            view = await asyncio.to_thread(compare, now=now, zone=parts.settings.zone)
        except Refused as refused:
            self.trouble = str(refused)
            return
        show_fields(self, rates_page_view(view))


RATES_LIVE = LivePage("rates", RatesState.load)
