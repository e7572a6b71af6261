"""Home: every account of the member, live."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.first_steps import FirstSteps, first_steps
from smarthub_dash.journeys.open_dashboard import (
    open_dashboard,
    put_first_steps_away,
    read_usage_now,
)
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring, wiring
from state.first_steps_view import Step
from state.frame import FrameState
from state.guard import for_members, who
from state.home_view import HomeView, Need, Owed, Place, Used, count_text, home_view, used
from state.live import LivePage, PushedPart, opened_scope, show_fields

FILTERS = ("all", "electric", "internet")


class HomeState(rx.State):
    """What Home shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    places: list[Place] = []
    owed: dict[str, Owed] = {}
    used: dict[str, Used] = {}
    total_due: str = ""
    total_words: str = ""
    is_payable: bool = False
    needs: list[Need] = []
    has_needs: bool = False
    needs_words: str = ""
    has_accounts: bool = False
    steps: list[Step] = []
    has_steps: bool = False
    has_choices: bool = False
    count_text: str = ""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    provider: str = "all"
    search: str = ""
    is_grouped: bool = False

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the member's accounts as they are now."""
        parts, signed_in = wiring(), who()
        now, zone = parts.clock.now(), parts.settings.zone
        token = self.router.session.client_token
        scope = await opened_scope(parts, token=token, who=signed_in, page="home", now=now)
        dashboard = await asyncio.to_thread(open_dashboard, parts.database, scope=scope, now=now, zone=zone)
        steps = await asyncio.to_thread(steps_of, parts, signed_in, scope)
        self._show(home_view(dashboard, steps=steps, zone=zone), now)
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        frame.unread_count = who().unread_count

    @rx.event
    @for_members
    def choose_provider(self, provider: str) -> None:
        """Show the accounts of one provider, or of all."""
        self.provider = provider if provider in FILTERS else "all"
        self._count()

    @rx.event
    @for_members
    def look_for(self, text: str) -> None:
        """Show the accounts whose nickname, number or street holds the text."""
        self.search = str(text).strip().lower()[:60]
        self._count()

    @rx.event
    @for_members
    def group_by_place(self, is_grouped: bool) -> None:
        """Group the accounts by service location, or stop."""
        self.is_grouped = is_grouped is True

    @rx.event
    @for_members
    async def close_steps(self) -> None:
        """Put the first steps away for good."""
        parts, signed_in = wiring(), who()
        await asyncio.to_thread(
            put_first_steps_away, parts.database, member_id=signed_in.member_id, now=parts.clock.now()
        )
        parts.sessions.forget(signed_in.session_hash)
        self.has_steps = False

    def _count(self) -> None:
        cards = [card for place in self.places for card in place.cards]
        shown = [card for card in cards if self.provider in ("all", card.kind) and self.search in card.search_text]
        self.count_text = count_text(len(shown), of=len(cards))

    def _show(self, view: HomeView, now: datetime) -> None:
        show_fields(self, view)
        self.used = view.used  # what was pushed since went to the tab, not here: it may differ where this does not
        self._count()
        self.current_at = int(now.timestamp() * 1000)
        self.is_loaded = True


def steps_of(parts: Wiring, signed_in: SignedIn, scope: AccountScope) -> FirstSteps | None:
    """Return what of the first steps is done; None once they were put away."""
    if not signed_in.has_first_steps:
        return None
    return first_steps(parts.database, member_id=signed_in.member_id, scope=scope)


def _read(database: Database, scope: AccountScope, now: datetime, zone: ZoneInfo) -> Mapping[UUID, tuple[str, Used]]:
    today = local_day(now, zone)
    found = read_usage_now(database, scope=scope, now=now, zone=zone)
    return {
        account_id: (usage.account_number, used(usage, today=today, now=now, zone=zone))
        for account_id, usage in found.items()
    }


def _vars_of(fresh: Mapping[UUID, tuple[str, Used]], now: datetime) -> Mapping[str, object]:
    return {"used": dict(fresh.values()), "current_at": int(now.timestamp() * 1000)}


HOME_LIVE = LivePage(
    name="home",
    load=HomeState.load,
    pushed=PushedPart(topics=frozenset({"usage"}), state=HomeState, read=_read, vars_of=_vars_of),
)
