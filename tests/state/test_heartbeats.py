"""The heartbeats of open sockets: each gets its own in time, and none of it needs the engine's tasks."""

import asyncio

import pytest
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.packet import PING, PONG, Packet

from state import heartbeats
from state.heartbeats import Heartbeats
from tests.support.apart import run_apart


async def asked(*sockets: AsyncSocket) -> list[str]:
    """Wait until each socket has a beat in its queue, and take it; tell whose they were."""
    async with asyncio.timeout(5):
        beats = [await socket.queue.get() for socket in sockets]
    assert [beat.packet_type for beat in beats] == [PING] * len(sockets)
    return [socket.sid for socket in sockets]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "TOGETHER_SECONDS", 0)


def _engine() -> AsyncServer:
    engine = AsyncServer(async_mode="asgi", ping_interval=0)
    engine.start_service_task = False
    Heartbeats(engine).take_over()
    return engine


def _opened(engine: AsyncServer, sid: str) -> AsyncSocket:
    socket = AsyncSocket(engine, sid)
    socket.connected = socket.upgraded = True
    engine.sockets[sid] = socket
    socket.schedule_ping()
    return socket


def test_every_open_socket_is_asked_and_asked_again_once_it_answered() -> None:
    async def act() -> list[str]:
        engine = _engine()
        one, two = _opened(engine, "one"), _opened(engine, "two")
        first = await asked(one, two)
        await one.receive(Packet(PONG))
        return first + await asked(one)

    assert run_apart(act()) == ["one", "two", "one"]


def test_a_socket_that_does_not_answer_is_not_asked_again_and_is_known_to_be_late() -> None:
    async def act() -> tuple[bool, bool]:
        engine = _engine()
        silent, alive = _opened(engine, "silent"), _opened(engine, "alive")
        await asked(silent, alive)
        for _ in range(2):
            await alive.receive(Packet(PONG))
            await asked(alive)
        return silent.queue.empty(), bool(silent.last_ping)

    assert run_apart(act()) == (True, True)


def test_a_socket_that_closed_is_not_asked() -> None:
    async def act() -> bool:
        engine = _engine()
        closed, here = _opened(engine, "closed"), _opened(engine, "here")
        closed.closed = True
        await asked(here)
        return closed.queue.empty()

    assert run_apart(act())


def test_other_tasks_of_the_engine_start_as_ever() -> None:
    async def act() -> str:
        async def said() -> str:
            return "done"

        return await _engine().start_background_task(said)

    assert run_apart(act()) == "done"
