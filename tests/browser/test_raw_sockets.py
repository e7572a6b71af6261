"""What a raw socket can reach: with another's keys nothing of theirs, and after sign-out nothing at all."""

import asyncio
import inspect
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from smarthub_dash.demo.cast import ADA
from smarthub_dash.journeys.open_dashboard import AccountNow
from tests.support.apart import run_apart
from tests.support.portal import Portal
from tests.support.raw_socket import HYDRATE, NAMESPACE, RawSocket, RefusedAtTheDoor, raw_socket
from tests.support.reads import correct_newest_read, dashboard_of, home_of
from tests.support.states import HANDLERS
from tests.support.visitors import cookie_of

pytestmark = pytest.mark.browser

ON_TWO_WORKERS = pytest.mark.parametrize("portal", ["postgresql"], indirect=True)

HOME_METER = ADA.accounts[0].meter.meter_number
EXTRAS = {"scope": "all", "is_admin": True, "skip_check": True}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only Ada may see, and the keys of her first account, by which a stranger would ask for it."""

    canaries: frozenset[str]
    keys: tuple[str, str]

    def seen_in(self, frames: Sequence[str]) -> set[str]:
        return {canary for canary in self.canaries for frame in frames if canary in frame}


@pytest.fixture
def secrets(portal: Portal) -> Secrets:
    """Ada's numbers, names, places and sentences, as this portal has them."""
    home = home_of(portal.database_address, "Ada")
    numbers = [(each.view.account_number, str(each.view.account_id)) for each in _accounts(portal)]
    sentences = {used.sentence for used in home.used.values()}
    words = {"Ada Whitfield", "Home fiber", ADA.accounts[0].location.street, HOME_METER, *sentences}
    return Secrets(frozenset({*words, *(key for pair in numbers for key in pair)}), numbers[0])


def hostile_payloads(handler: Any, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield payloads that name another's accounts, and ones of the wrong types."""
    names = list(inspect.signature(handler).parameters)[1:] or ["value"]
    odd = [
        None,
        True,
        -1,
        10**400,
        1.5,
        "x" * 10_000,
        [],
        {"account_number": keys[0]},
        [[keys]],
        "<script>",
        "' OR 1=1",
    ]
    for value in (*keys, *odd):
        yield dict.fromkeys(names, value)
    yield dict.fromkeys(names, keys[0]) | EXTRAS
    yield {}


@ON_TWO_WORKERS
def test_ada_herself_gets_what_is_hers(portal: Portal, secrets: Secrets) -> None:
    frames = _visit(portal, cookie=cookie_of(portal.url, "Ada"))

    assert secrets.seen_in(frames) >= {secrets.keys[0], "Ada Whitfield", "Home fiber", ADA.accounts[0].location.street}


@ON_TWO_WORKERS
def test_no_handler_gives_clara_anything_of_adas(portal: Portal, secrets: Secrets) -> None:
    async def ask(socket: RawSocket) -> None:
        for number, (name, handler) in enumerate(HANDLERS.items()):
            for payload in hostile_payloads(handler, secrets.keys):
                # Where a page is and what its address says is the client's to claim, so it is claimed as well.
                query = {"account": secrets.keys[0], "member": secrets.keys[1]}
                router = {"pathname": "/home", "asPath": f"/home?account={secrets.keys[0]}", "query": query}
                await socket.send_event(name, payload, router)
            if number % 4 == 3:
                # A few at a time: of a heap of events some would wait longer than a heartbeat may.
                await socket.until_shown("/home")
        await socket.until_shown("/home")
        assert not socket.is_closed

    frames = _visit(portal, cookie=cookie_of(portal.url, "Clara"), act=ask)

    assert len(frames) > len(HANDLERS)
    # What she sent herself may come back to her: an address, a text to search for.
    assert secrets.seen_in(frames) <= {*secrets.keys}


@ON_TWO_WORKERS
def test_what_is_no_handler_of_ours_does_nothing(portal: Portal, secrets: Secrets) -> None:
    home = "reflex___state____state.state___home____home_state"
    internals = "reflex___state____state.reflex___state____update_vars_internal_state"
    inert = {
        "nowhere.at_all": {},
        f"{home}._show": {"view": {}, "now": 0},
        f"{home}._follow": {"fresh": {}},
        f"{home}.reset": {},
        f"{home}.get_state": {"state_cls": "FrameState"},
        f"{home}.__init__": {},
        f"{home}.setvar": {"var_name": "total_due", "value": "$0.00"},
        f"{home}.set_total_due": {"value": "$0.00"},
        "reflex___state____state.setvar": {"var_name": "is_hydrated", "value": False},
        f"{internals}.update_vars_internal": {"vars": {f"{home}.search": "x", f"{home}.total_due": "$0.00"}},
    }

    async def ask(socket: RawSocket) -> None:
        socket.frames.clear()
        for name, payload in inert.items():
            await socket.send_event(name, payload, {"pathname": "/home"})
        for frame in ("42/_event,", "42/_event,[]", '42/_event,["event"]', '42/_event,["event",7]', "garbage", "9"):
            await socket.send_frame(frame)
        await socket.until_quiet()

    frames = _visit(portal, cookie=cookie_of(portal.url, "Clara"), act=ask)

    updates = [json.loads(frame.partition(",")[2])[1] for frame in frames if frame.startswith(f"42{NAMESPACE},")]
    assert [update for update in updates if update.get("delta") or update.get("events")] == []


def test_a_stolen_client_token_opens_nothing(portal: Portal, secrets: Secrets) -> None:
    async def steal() -> list[str]:
        ada, clara = cookie_of(portal.url, "Ada"), cookie_of(portal.url, "Clara")
        async with raw_socket(portal.url, token="adas-own", cookie=ada, load="/home") as own:
            assert secrets.seen_in(own.frames)
            async with raw_socket(portal.url, token="adas-own", cookie=clara, load="/home") as while_open:
                pass
        async with raw_socket(portal.url, token="adas-own", cookie=clara, load="/home") as after:
            return [*while_open.frames, *after.frames]

    frames = run_apart(steal())

    assert any("Clara Voss" in frame for frame in frames)
    assert secrets.seen_in(frames) == set()


@ON_TWO_WORKERS
def test_after_sign_out_the_old_socket_gets_nothing_more(portal: Portal, secrets: Secrets) -> None:
    cookie = cookie_of(portal.url, "Ada")

    async def linger(socket: RawSocket) -> None:
        await asyncio.to_thread(_sign_out, portal.url, cookie)
        await _until(socket, "/login?ended=1")
        socket.frames.clear()
        await asyncio.to_thread(correct_newest_read, portal.database_address, HOME_METER, by=1_000)
        await socket.until_quiet()
        if socket.is_closed:
            return
        # Its connection may still be there: it tries to come back on it, and to have its page once more.
        boot = {"token": socket.token, "name": HYDRATE, "payload": {}, "router_data": {"pathname": "/home"}}
        await socket.send_frame(f"40{NAMESPACE}," + json.dumps({"event": boot}))
        await socket.send_event(HYDRATE, {}, {"pathname": "/home"})
        await socket.until_quiet()

    frames = _visit(portal, cookie=cookie, act=linger)

    assert secrets.seen_in(frames) == set()


@ON_TWO_WORKERS
def test_an_ended_session_opens_no_socket(portal: Portal) -> None:
    cookie = cookie_of(portal.url, "Ada")
    _sign_out(portal.url, cookie)

    # The other worker hears of it from the journal, a moment later.
    for _ in range(50):
        try:
            _visit(portal, cookie=cookie)
        except RefusedAtTheDoor as refused:
            assert refused.status == 403
            return
    pytest.fail("an ended session still opens sockets")


def _accounts(portal: Portal) -> Sequence[AccountNow]:
    return dashboard_of(portal.database_address, "Ada").accounts


def _visit(portal: Portal, *, cookie: str, act: Any = None) -> list[str]:
    async def visit() -> list[str]:
        async with raw_socket(portal.url, token="visitor", cookie=cookie, load="/home") as socket:
            if act:
                await act(socket)
            return socket.frames

    return run_apart(visit())


async def _until(socket: RawSocket, words: str) -> None:
    for _ in range(20):
        if any(words in frame for frame in socket.frames):
            return
        await socket.until_quiet()
    pytest.fail(f"{words} never came")


def _sign_out(url: str, cookie: str) -> None:
    answer = httpx.post(f"{url}/sign-out", headers={"Cookie": cookie, "Origin": url}, timeout=20)
    assert answer.status_code == 303
