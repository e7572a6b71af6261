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
from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.journal.hub import Tab
from smarthub_dash.journal.tail import News, follow
from smarthub_dash.journeys.sign_in import living_sessions
from smarthub_dash.wiring import Wiring, wiring
from state.guard import SIGN_IN_PAGE
from state.live import LivePage, PushedPart

GATHER_SECONDS = 0.05
"""The shortest time between two pushes; a lone change goes out at once."""
SWEEP_SECONDS = 5.0

log = logging.getLogger(__name__)


class Pusher:
    """Carries news from the journal to the tabs of this worker."""

    def __init__(self, app: rx.App, pages: Sequence[LivePage], parts: Wiring) -> None:
        self._app = app
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
            self._pending = self._pending.joined(news)
            self._has_news.set()

    async def _push_what_is_gathered(self) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            news, self._pending = self._pending, News()
            try:
                await self.push(news)
            except Exception:
                # One failed push must not end the task: every page would stand still until the next restart.
                log.exception("a push failed; the pages it was for are asked to load again")
                await self._reload(self._parts.hub.concerned_by(news))
            await asyncio.sleep(GATHER_SECONDS)

    async def push(self, news: News) -> None:
        """Bring every concerned tab up to date, and throw out the tabs of ended sessions."""
        hub, connected = self._parts.hub, self._sids()
        await asyncio.gather(*(self._throw_out(tab) for tab in hub.held_by(news.session_hashes)))
        stale: list[Tab] = []
        by_page: defaultdict[str, list[Tab]] = defaultdict(list)
        for tab in hub.concerned_by(news):
            if tab.token in connected:
                (stale if self._must_load(tab, news) else by_page[tab.page]).append(tab)
        await self._reload(stale)
        for page_name, tabs in by_page.items():
            if part := self._pages[page_name].pushed:
                await self._push_part(part, tabs)

    def _must_load(self, tab: Tab, news: News) -> bool:
        if news.is_gap or tab.member_id in news.member_ids:
            return True
        pushed = self._pages[tab.page].pushed
        topics = frozenset[str]().union(*(news.topics.get(each, ()) for each in tab.account_ids))
        return pushed is None or not topics <= pushed.topics

    async def _push_part(self, part: PushedPart, tabs: Sequence[Tab]) -> None:
        now, zone = self._parts.clock.now(), self._parts.settings.zone
        # All accounts of a tab, not only the changed ones: a var is sent whole, and the rest is not kept anywhere.
        first, *others = (_scope_of(tab) for tab in tabs)
        fresh = await asyncio.to_thread(part.read, self._parts.database, first.joined(others), now, zone)
        name = part.state.get_full_name()
        for tab in tabs:
            of_tab = {each: fresh[each] for each in tab.account_ids if each in fresh}
            values = {f"{var}{FIELD_MARKER}": value for var, value in part.vars_of(of_tab, now).items()}
            await self._send(tab, StateUpdate(delta={name: values}))

    async def _reload(self, tabs: Sequence[Tab]) -> None:
        for tab in tabs:
            await self._tell(tab, self._pages[tab.page].load)

    async def _throw_out(self, tab: Tab) -> None:
        # The page drops what it was told once its socket is gone: the socket is cut only if it lingers. Until then the
        # guard refuses its events, and no push reaches a tab that the hub does not know.
        await self._tell(tab, rx.redirect(SIGN_IN_PAGE, replace=True))
        self._parts.hub.close(tab.token)
        self._leaving.add(tab.token)

    async def _cut_who_lingers(self) -> None:
        lingering, self._leaving_before, self._leaving = self._leaving_before, self._leaving, set()
        if not (lingering and self._app.sio and self._app.event_namespace):
            return
        sids, namespace = self._sids(), self._app.event_namespace.namespace
        for sid in [sids[token] for token in lingering if token in sids]:
            await self._app.sio.disconnect(sid, namespace=namespace)

    async def _tell(self, tab: Tab, event: Any) -> None:
        await self._send(tab, StateUpdate(events=Event.from_event_type(event)))

    async def _send(self, tab: Tab, update: StateUpdate) -> None:
        if namespace := self._app.event_namespace:
            await namespace.emit_update(update, tab.token)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                log.exception("a sweep failed; the next one follows")  # the database may be away for a while

    async def sweep(self) -> None:
        """Forget the tabs whose sockets are gone, throw out those whose session ended, cut those who linger."""
        hub = self._parts.hub
        await self._cut_who_lingers()
        hub.keep_only(self._sids())
        held, now = {tab.session_hash for tab in hub}, self._parts.clock.now()
        alive = await asyncio.to_thread(living_sessions, self._parts.database, token_hashes=held, now=now)
        await asyncio.gather(*(self._throw_out(tab) for tab in hub.held_by(held - alive)))

    def _sids(self) -> Mapping[str, str]:
        """Return the sockets of this worker by token; Reflex builds it anew at each call."""
        namespace = self._app.event_namespace
        return namespace.token_to_sid if namespace else {}


def _scope_of(tab: Tab) -> AccountScope:
    if not isinstance(tab.scope, AccountScope):
        raise TypeError(f"a tab of {tab.page} was opened without a scope")
    return tab.scope


def following(*pages: LivePage):
    """Return the lifespan task that keeps these pages current."""

    async def follow_journal(app: rx.App) -> None:
        await Pusher(app, pages, wiring()).run()

    return follow_journal
