"""How our forecasts did: past forecasts of one account beside its bills, live."""

import asyncio
from functools import partial

import reflex as rx

from smarthub_dash.journeys.view_forecasts import view_forecasts
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.forecasts_view import PastForecast, StageRow, forecasts_page_view
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.usage_values import AccountChoice


class ForecastsState(rx.State):
    """What the page shows; a cache of the database."""

    is_loaded: bool = False
    trouble: str = ""
    choices: list[AccountChoice] = []
    has_choices: bool = False
    account_name: str = ""
    usage_href: str = "/usage"
    running: str = ""
    sentence: str = ""
    stages: list[StageRow] = []
    past: list[PastForecast] = []
    has_past: bool = False
    stage_words: str = ""
    later_words: str = ""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the account that the address asks for."""
        parts, now = wiring(), wiring().clock.now()
        token, number = self.router.session.client_token, self.router.url.query_parameters.get("account", "")
        scope = await opened_scope(parts, token=token, who=who(), page="forecasts", now=now)
        read = partial(view_forecasts, parts.database, scope=scope, account_number=number)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            view = await asyncio.to_thread(read, now=now, zone=parts.settings.zone)
        except Refused as refused:
            self.trouble = str(refused)
            return
        show_fields(self, forecasts_page_view(view))


FORECASTS_LIVE = LivePage("forecasts", ForecastsState.load)
