"""
Wake open pages: one task in each worker follows the journal for all its tabs.

A change is read once for every tab that shows it; a tab gets only what its own scope holds, and tabs of other accounts
are not touched. News that comes while a push runs, or right after one, is gathered into the next.

What is pushed goes to the tab and not into its state, which is a cache that the next load fills anew: a state is let go
when its tab has been quiet for a while, and locking a thousand of them costs more than everything else together.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any, TypeAlias
from uuid import UUID

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journal.hub import Tab
from smarthub_dash.journal.tail import News, follow
from smarthub_dash.journeys.sign_in import living_sessions
from smarthub_dash.wiring import Wiring, wiring
from state.frame import FrameState
from state.guard import sign_in_page
from state.live import Fresh, LivePage, PushedPart
from state.sockets import OpenSockets

GATHER_SECONDS = 0.05
"""The shortest time between two pushes; a lone change goes out at once."""
SWEEP_SECONDS = 10.0
LOADING_TIME = timedelta(seconds=1)
"""How long a page may take from reading to having sent what it read."""

log = logging.getLogger(__name__)

Sids: TypeAlias = Mapping[str, str]
"""The sockets of this worker by the tokens of their tabs, as they were at one moment."""


class Pusher:
    """Carries news from the journal to the tabs of this worker."""

    def __init__(self, sockets: OpenSockets, pages: Sequence[LivePage], parts: Wiring) -> None:
        self._sockets = sockets
        self._pages = {page.name: page for page in pages}
        self._parts = parts
        self._pending = News()
        self._has_news = asyncio.Event()
        # Tabs thrown out since the last sweep, and in the time before it.
        self._leaving: set[str] = set()
        self._leaving_before: set[str] = set()

    async def run(self) -> None:
        """Follow the journal until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._gather())
            tasks.create_task(self._push_what_is_gathered())
            tasks.create_task(self._sweep())

    async def _gather(self) -> None:
        async for news in follow(self._parts.database):
            for session_hash in news.session_hashes:
                self._parts.sessions.forget(session_hash)
            for member_id in news.member_ids:
                self._parts.sessions.forget_member(member_id)
            self._take(news)

    async def _push_what_is_gathered(self) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            news, self._pending = self._pending, News()
            try:
                if again := await self.push(news):
                    asyncio.get_running_loop().call_later(LOADING_TIME.total_seconds(), self._take, again)
            except Exception:
                # One failed push must not end the task: every page would stand still until the next restart.
                log.exception("a push failed; the pages it was for are asked to load again")
                await self._reload(self._parts.hub.concerned_by(news), self._sockets.by_token())
            await asyncio.sleep(GATHER_SECONDS)

    def _take(self, news: News) -> None:
        self._pending = self._pending.joined(news)
        self._has_news.set()

    async def push(self, news: News) -> News | None:
        """
        Bring every concerned tab up to date, and throw out the tabs of ended sessions.

        Return what to push again once the pages that are loading now have loaded.
        """
        hub, sids = self._parts.hub, self._sockets.by_token()
        await self._throw_out(hub.held_by(news.session_hashes), sids)
        stale: list[Tab] = []
        by_page: defaultdict[str, list[Tab]] = defaultdict(list)
        for tab in hub.concerned_by(news):
            if tab.token in sids:
                (stale if self._must_load(tab, news) else by_page[tab.page]).append(tab)
        await self._reload(stale, sids)
        # Whatever changed of a member may be a notice; and not every page's own load counts them.
        concerned = [tab for tab in stale if tab.member_id in news.member_ids]
        await self._sockets.send(([sids[tab.token]], _telling(FrameState.count_unread)) for tab in concerned)
        for page_name, tabs in by_page.items():
            if part := self._pages[page_name].pushed:
                await self._push_part(part, tabs, sids)
        return self._for_who_loads(chain.from_iterable(by_page.values()), news)

    def _for_who_loads(self, tabs: Iterable[Tab], news: News) -> News | None:
        # A page that is loading sends what it read before this news, perhaps only after this push.
        since = self._parts.clock.now() - LOADING_TIME
        loading = {account_id for tab in tabs if tab.opened_at > since for account_id in tab.account_ids}
        again = {account_id: news.topics[account_id] for account_id in loading & news.account_ids}
        return News(again) if again else None

    def _must_load(self, tab: Tab, news: News) -> bool:
        if news.is_gap or tab.member_id in news.member_ids:
            return True
        if (pushed := self._pages[tab.page].pushed) is None:
            return True
        return not all(news.topics.get(each, pushed.topics) <= pushed.topics for each in tab.account_ids)

    async def _push_part(self, part: PushedPart, tabs: Sequence[Tab], sids: Sids) -> None:
        now, zone = self._parts.clock.now(), self._parts.settings.zone
        # All accounts of a tab, not only the changed ones: a var is sent whole, and the rest is not kept anywhere.
        first, *others = (_scope_of(tab) for tab in tabs)
        fresh = await asyncio.to_thread(part.read, self._parts.database, first.joined(others), now, zone)
        name = part.state.get_full_name()
        alike: defaultdict[frozenset[UUID], list[Tab]] = defaultdict(list)
        for tab in tabs:
            alike[tab.account_ids].append(tab)
        await self._sockets.send(
            ([sids[tab.token] for tab in same], _showing(name, part.vars_of(_picked(fresh, account_ids), now)))
            for account_ids, same in alike.items()
        )

    async def _reload(self, tabs: Sequence[Tab], sids: Sids) -> None:
        await self._sockets.send(
            ([sids[tab.token]], _telling(self._pages[tab.page].load)) for tab in tabs if tab.token in sids
        )

    async def _throw_out(self, tabs: Sequence[Tab], sids: Sids) -> None:
        # The page drops what it was told once its socket is gone: the socket is cut only if it lingers. Until then the
        # guard refuses its events, and no push reaches a tab that the hub does not know.
        await self._sockets.send(
            ([sids[tab.token]], _telling(rx.redirect(sign_in_page(self._parts.hub.path_of(tab.token)), replace=True)))
            for tab in tabs
            if tab.token in sids
        )
        for tab in tabs:
            self._parts.hub.close(tab.token)
            self._leaving.add(tab.token)

    async def _cut_who_lingers(self, sids: Sids) -> None:
        lingering, self._leaving_before, self._leaving = self._leaving_before, self._leaving, set()
        await self._sockets.cut([sids[token] for token in lingering if token in sids])

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                log.exception("a sweep failed; the next one follows")  # the database may be away for a while

    async def sweep(self) -> None:
        """Forget the tabs whose sockets are gone, throw out those whose session ended, cut those who linger."""
        hub, sids = self._parts.hub, self._sockets.by_token()
        await self._cut_who_lingers(sids)
        hub.keep_only(sids)
        held, now = {tab.session_hash for tab in hub}, self._parts.clock.now()
        alive = await asyncio.to_thread(living_sessions, self._parts.database, token_hashes=held, now=now)
        await self._throw_out(hub.held_by(held - alive), sids)


def _picked(fresh: Fresh, account_ids: Iterable[UUID]) -> Fresh:
    return {each: fresh[each] for each in account_ids if each in fresh}


def _showing(state_name: str, values: Mapping[str, Any]) -> StateUpdate:
    return StateUpdate(delta={state_name: {f"{name}{FIELD_MARKER}": value for name, value in values.items()}})


def _telling(event: Any) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type(event))


def _scope_of(tab: Tab) -> AccountScope:
    if not isinstance(tab.scope, AccountScope):
        raise TypeError(f"a tab of {tab.page} was opened without a scope")
    return tab.scope


def following(*pages: LivePage):
    """Return the lifespan task that keeps these pages current."""

    async def follow_journal(app: rx.App) -> None:
        await Pusher(OpenSockets(app), pages, wiring()).run()

    return follow_journal
