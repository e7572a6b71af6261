"""Usage: one range of one account, live. The address of the page says which; Back and bookmarks follow from that."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl
from uuid import UUID

import reflex as rx

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.put_cards_away import bring_back, put_away
from smarthub_dash.journeys.view_usage import UsageRequest, choose_unit, request_of, view_usage
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import Wiring, wiring
from state.frame import FrameState
from state.guard import for_members, who
from state.live import LivePage, open_tab, show_fields
from state.usage_values import AccountChoice, Around, CardRow, ChartData, DownloadRange, FactView, Flag, UsagePageView
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
    beside: str = "none"
    beside_words: str = ""
    is_electric: bool = True
    facts: list[FactView] = []
    stamp: str = ""
    bill_href: str = ""
    source_note: str = ""
    cards: list[CardRow] = []
    has_cards: bool = False
    has_put_away: bool = False
    forecasts_href: str = ""
    rates_href: str = ""
    flags: list[Flag] = []
    changes_href: str = ""
    similar_href: str = ""
    chart: ChartData = ChartData()
    around: Around = Around()
    download: DownloadRange = DownloadRange()
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    _ahead: str = ""
    """The query of a range that is already shown, while the address still follows."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the range that the address asks for, as it is now."""
        url = self.router.url
        is_shown, self._ahead = self._ahead == (url.query or None), ""
        frame = await self.get_state(FrameState)
        frame.member_name = who().full_name
        frame.unread_count = who().unread_count
        if not is_shown:
            await self._show(dict(url.query_parameters))

    @rx.event
    @for_members
    async def go(self, query: str) -> None:
        """Show a range before the address asks for it; `load` follows and finds it done."""
        await self._show(dict(parse_qsl(query.removeprefix("?"))))
        self._ahead = query.removeprefix("?")

    @rx.event
    @for_members
    async def put_away(self, kind: str) -> None:
        """Put a card of the account that is shown out of the member's sight."""
        await self._keep(partial(put_away, kind=str(kind)[:16]))

    @rx.event
    @for_members
    async def bring_back(self) -> None:
        """Show again the cards that were put away."""
        await self._keep(bring_back)

    async def _keep(self, act: Callable[..., None]) -> None:
        parts, now = wiring(), wiring().clock.now()
        told = {"member_id": who().member_id, "account_number": self.account_number, "now": now}
        await asyncio.to_thread(act, parts.database, zone=parts.settings.zone, **told)
        await self._show(dict(self.router.url.query_parameters))

    async def _show(self, query: Mapping[str, str]) -> None:
        parts, signed_in, now = wiring(), who(), wiring().clock.now()
        request = request_of(query, usual_unit=signed_in.usage_unit)
        opened = partial(_open, parts, self.router.session.client_token, signed_in, now)
        soon = partial(asyncio.get_running_loop().call_soon_threadsafe, opened)
        self.is_loaded, self.current_at, self.trouble = True, int(now.timestamp() * 1000), ""
        try:
            scope, view = await asyncio.to_thread(_read, parts, signed_in.member_id, request, now, soon)
        except Refused as refused:
            self.trouble = str(refused)
            return
        opened(scope)
        show_fields(self, view)
        if request.unit != signed_in.usage_unit:
            await asyncio.to_thread(choose_unit, parts.database, member_id=signed_in.member_id, unit=request.unit)
            parts.sessions.forget(signed_in.session_hash)


def _open(parts: Wiring, token: str, signed_in: SignedIn, now: datetime, scope: AccountScope) -> None:
    open_tab(parts, token=token, who=signed_in, page="usage", scope=scope, now=now)


def _read(
    parts: Wiring, member_id: UUID, request: UsageRequest, now: datetime, opened: Callable[[AccountScope], object]
) -> tuple[AccountScope, UsagePageView]:
    """Read a range, after the hub was told of it: the loop does that before it hears of whatever happens meanwhile."""
    zone = parts.settings.zone
    scope = scope_for(parts.database, member_id=member_id, now=now, zone=zone)
    opened(scope)
    view = view_usage(parts.database, scope=scope, request=request, now=now, zone=zone, weather=parts.weather)
    return view.scope, usage_page_view(view, zone=zone)


USAGE_LIVE = LivePage("usage", UsageState.load)
