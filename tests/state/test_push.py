"""Pushing news: to the tabs it concerns and no others, what changed and nothing else, at a cost that tabs share."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import reflex as rx

from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.journal.tail import News, cursor_at_end, news_since
from smarthub_dash.journeys.sign_in import sign_out
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.wiring import Wiring
from state.frame import FRAME_LIVE
from state.home import HOME_LIVE, HomeState
from state.push import Pusher
from state.sockets import OpenSockets
from tests.support.apart import run_apart
from tests.support.doors import SetClock, wiring_of
from tests.support.households import add_household, deliver_hour
from tests.support.sql import counted
from tests.support.tabs import Sent, Sockets, app_with, open_home

LOAD = "reflex___state____state.state___home____home_state.load"
COUNT = "reflex___state____state.state___frame____frame_state.count_unread"
REDIRECT = "_redirect"


class Worker:
    """One worker of the portal with Ada, who shares an account with Boone, and Clara, a stranger to both."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.clock = SetClock(now)
        self.parts: Wiring = wiring_of(database, self.clock)
        self.sockets = Sockets()
        self.app = app_with(self.sockets)
        self.pusher = Pusher(OpenSockets(self.app), [FRAME_LIVE, HOME_LIVE], self.parts)
        self.ada, self.of_ada = add_household(database, "Ada", meters=["1", "2"], now=now)
        self.boone, self.of_boone = add_household(database, "Boone", meters=["3"], now=now, shares=self.of_ada[:1])
        self.clara, self.of_clara = add_household(database, "Clara", meters=["4"], now=now)
        for meter in "1234":
            deliver_hour(database, meter, quantity=1_000, now=now, hours_ago=3)

    async def opens(self, token: str, member_id: UUID, **session: Any) -> None:
        await open_home(self.app, self.sockets, self.parts, member_id=member_id, token=token, **session)

    async def delivered(self, meter: str, *, quantity: int = 5_000) -> None:
        """Deliver an hour of a meter and push the news of it."""
        with self.parts.database.engine.connect() as connection:
            cursor = cursor_at_end(connection)
        deliver_hour(self.parts.database, meter, quantity=quantity, now=self.parts.clock.now())
        with self.parts.database.engine.connect() as connection:
            news = news_since(connection, cursor)
        assert news
        await self.pusher.push(news)


@pytest.fixture
def worker(database: Database, now: datetime) -> Worker:
    return Worker(database, now)


def run(act: Callable[[], Coroutine[Any, Any, None]]) -> None:
    run_apart(act())


def test_a_delivery_reaches_every_tab_that_shows_the_account_and_no_other(worker: Worker) -> None:
    async def act() -> None:
        for token, member_id in (("a1", worker.ada), ("a2", worker.ada), ("b", worker.boone), ("c", worker.clara)):
            await worker.opens(token, member_id)
        await worker.delivered("1")

    run(act)

    assert {token for token, _ in worker.sockets.sent} == {"a1", "a2", "b"}


def test_a_tab_is_sent_what_changed_and_nothing_else(worker: Worker) -> None:
    async def act() -> None:
        await worker.opens("a", worker.ada)
        await worker.delivered("1", quantity=5_000)

    run(act)

    (delta,) = worker.sockets.deltas_of("a")
    assert set(delta) <= {"used", "current_at"}
    assert delta["used"]["1"]["sentence"].startswith("6.0 kWh so far")
    assert delta["used"]["2"]["sentence"].startswith("1.0 kWh so far")


def test_what_is_read_for_all_is_given_to_each_by_their_own_scope(worker: Worker) -> None:
    async def act() -> None:
        await worker.opens("a", worker.ada)
        await worker.opens("b", worker.boone)
        await worker.pusher.push(News({each: frozenset({"usage"}) for each in (*worker.of_ada, *worker.of_boone)}))

    run(act)

    used = {token: set(delta["used"]) for token in "ab" for delta in worker.sockets.deltas_of(token) if "used" in delta}
    assert used.get("a", set()) <= {"1", "2"}
    assert used.get("b", set()) <= {"1", "3"}


def test_a_push_costs_the_same_statements_for_one_tab_and_for_a_hundred(worker: Worker) -> None:
    counts: list[int] = []

    async def act() -> None:
        for count in (1, 99):
            for number in range(count):
                await worker.opens(f"tab {count} {number}", worker.ada)
            with counted(worker.parts.database.engine) as statements:
                await worker.pusher.push(News({worker.of_ada[0]: frozenset({"usage"})}))
            counts.append(len(statements))

    run(act)

    assert counts == [2, 2]


def test_a_tab_whose_state_was_let_go_is_shown_what_changed_all_the_same(worker: Worker) -> None:
    async def act() -> None:
        await worker.opens("quiet", worker.ada)
        worker.app.state_manager._purge_token(  # ty: ignore[missing-attribute]
            rx.BaseStateToken(ident="quiet", cls=HomeState)
        )
        await worker.delivered("1")

    run(act)

    assert worker.sockets.events_of("quiet") == []
    assert any("used" in delta for delta in worker.sockets.deltas_of("quiet"))


@pytest.mark.parametrize("kind", ["gap", "another topic", "member"])
def test_news_that_a_page_cannot_show_by_itself_makes_it_load_again(worker: Worker, kind: str) -> None:
    news = {
        "gap": News(is_gap=True),
        "another topic": News({worker.of_ada[1]: frozenset({"usage", "billing"})}),
        "member": News(member_ids=frozenset({worker.ada})),
    }[kind]

    async def act() -> None:
        await worker.opens("a", worker.ada)
        await worker.opens("c", worker.clara)
        await worker.pusher.push(news)

    run(act)

    assert worker.sockets.events_of("a") == ([LOAD, COUNT] if kind == "member" else [LOAD])
    assert worker.sockets.events_of("c") == ([LOAD] if kind == "gap" else [])


def test_a_socket_that_fails_does_not_keep_the_others_from_what_changed(worker: Worker) -> None:
    async def act() -> None:
        for token in ("a1", "a2", "a3"):
            await worker.opens(token, worker.ada)
        worker.sockets.broken.add("a2")
        await worker.delivered("1")

    run(act)

    assert {token for token, _ in worker.sockets.sent} == {"a1", "a3"}


def test_a_page_that_was_loading_during_a_push_is_told_again_and_only_once(worker: Worker) -> None:
    now = worker.parts.clock.now()
    again: list[News | None] = []

    async def act() -> None:
        await worker.opens("loads", worker.ada, opened_at=now)
        await worker.opens("loaded", worker.clara, opened_at=now - timedelta(minutes=1))
        news = News({each: frozenset({"usage"}) for each in (*worker.of_ada, *worker.of_clara)})
        again.append(await worker.pusher.push(news))
        worker.clock.wait(timedelta(seconds=2))
        again.append(await worker.pusher.push(news))

    run(act)

    assert again == [News({each: frozenset({"usage"}) for each in worker.of_ada}), None]


def test_a_tab_without_a_socket_is_not_written_to(worker: Worker) -> None:
    async def act() -> None:
        await worker.opens("gone", worker.ada)
        worker.sockets.token_to_sid.clear()
        await worker.delivered("1")

    run(act)

    assert worker.sockets.sent == []


def test_signing_out_throws_out_every_tab_of_that_session_and_no_other(worker: Worker) -> None:
    async def act() -> None:
        await worker.opens("here 1", worker.ada, session_hash="here")
        await worker.opens("here 2", worker.ada, session_hash="here")
        await worker.opens("elsewhere", worker.ada, session_hash="elsewhere")
        await worker.pusher.push(News(session_hashes=frozenset({"here"})))

    run(act)

    assert worker.sockets.events_of("here 1") == worker.sockets.events_of("here 2") == [REDIRECT]
    assert worker.sockets.events_of("elsewhere") == []
    assert [tab.token for tab in worker.parts.hub] == ["elsewhere"]


def test_a_sweep_throws_out_sessions_that_ended_or_ran_out_and_forgets_closed_tabs(worker: Worker) -> None:
    database, now = worker.parts.database, worker.parts.clock.now()
    with database.unit_of_work() as session:
        alive, ended = (
            start_session(session, member_id=worker.ada, address="", user_agent="", now=now) for _ in range(2)
        )
    sign_out(database, token=ended, now=now)

    async def act() -> None:
        await worker.opens("alive", worker.ada, session_hash=hash_of(alive))
        await worker.opens("closed", worker.ada, session_hash=hash_of(alive))
        await worker.opens("ended", worker.ada, session_hash=hash_of(ended))
        del worker.sockets.token_to_sid["closed"]
        await worker.pusher.sweep()

    run(act)

    assert worker.sockets.events_of("ended") == [REDIRECT]
    assert [tab.token for tab in worker.parts.hub] == ["alive"]
    assert worker.sockets.disconnected == []


def test_a_socket_that_lingers_after_it_was_thrown_out_is_cut(worker: Worker) -> None:
    async def act() -> None:
        for token in ("leaves", "lingers"):
            await worker.opens(token, worker.ada, session_hash="ended")
        await worker.opens("stays", worker.ada, session_hash=alive)
        await worker.pusher.push(News(session_hashes=frozenset({"ended"})))
        await worker.pusher.sweep()
        # A page that is told to go needs its socket for a moment to hear of it.
        assert worker.sockets.disconnected == []
        del worker.sockets.token_to_sid["leaves"]
        await worker.pusher.sweep()
        await worker.pusher.sweep()

    now = worker.parts.clock.now()
    with worker.parts.database.unit_of_work() as session:
        alive = hash_of(start_session(session, member_id=worker.ada, address="", user_agent="", now=now))
    run(act)

    assert worker.sockets.disconnected == ["sid of lingers"]


def test_a_push_that_fails_asks_the_pages_to_load_again_and_the_next_one_works(worker: Worker) -> None:
    fails = [True]

    part = HOME_LIVE.pushed
    assert part is not None
    read_again = part.read

    def read(*args: Any) -> Any:
        if fails:
            fails.clear()
            raise ZeroDivisionError
        return read_again(*args)

    pusher = Pusher(OpenSockets(worker.app), [replace(HOME_LIVE, pushed=replace(part, read=read))], worker.parts)
    arrived: list[Sent] = []

    async def act() -> None:
        await worker.opens("a", worker.ada)
        worker.sockets.arrivals = asyncio.Queue()
        following = asyncio.create_task(pusher.run())
        for quantity in (7_000, 8_000, 0):
            # The first is the gap with which listening begins; then a read that fails, then one that does not.
            arrived.append(await asyncio.wait_for(worker.sockets.arrivals.get(), timeout=30))
            deliver_hour(worker.parts.database, "1", quantity=quantity, now=worker.parts.clock.now())
        following.cancel()

    run(act)

    assert [sent.events for sent in arrived] == [[LOAD], [LOAD], []]
    assert arrived[2].delta
