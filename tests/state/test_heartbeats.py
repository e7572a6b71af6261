"""The heartbeats of open sockets: each gets its own in time, and none of it needs the engine's tasks."""

import asyncio
from typing import Any

import pytest
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.packet import PONG, Packet

from state import heartbeats
from state.heartbeats import BEAT, Heartbeats
from tests.support.apart import run_apart


class Line:
    """The far end of some sockets: it notes what is written, and lets a test wait until so much was."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._more = asyncio.Event()

    def environ(self, sid: str, *, is_broken: bool = False) -> dict[str, Any]:
        async def send(message: dict[str, str]) -> None:
            if is_broken:
                raise ConnectionError("the socket is gone")
            assert message == BEAT
            self.written.append(sid)
            self._more.set()

        return {"asgi.send": send}

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.written) < count:
                self._more.clear()
                await self._more.wait()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "TOGETHER_SECONDS", 0)


def _engine(environs: dict[str, dict[str, Any]]) -> AsyncServer:
    engine = AsyncServer(async_mode="asgi", ping_interval=0)
    engine.start_service_task = False
    Heartbeats(engine, environs).take_over()
    return engine


def _opened(engine: AsyncServer, sid: str) -> AsyncSocket:
    socket = AsyncSocket(engine, sid)
    socket.connected = socket.upgraded = True
    engine.sockets[sid] = socket
    socket.schedule_ping()
    return socket


def test_every_open_socket_is_asked_and_asked_again_once_it_answered() -> None:
    async def act() -> list[str]:
        line = Line()
        engine = _engine({sid: line.environ(sid) for sid in ("one", "two")})
        one, _ = _opened(engine, "one"), _opened(engine, "two")
        await line.until(2)
        await one.receive(Packet(PONG))
        await line.until(3)
        return line.written

    assert run_apart(act()) == ["one", "two", "one"]


def test_a_socket_that_does_not_answer_is_not_asked_again_and_is_known_to_be_late() -> None:
    async def act() -> tuple[list[str], bool]:
        line = Line()
        engine = _engine({sid: line.environ(sid) for sid in ("silent", "alive")})
        silent, alive = _opened(engine, "silent"), _opened(engine, "alive")
        await line.until(2)
        for count in (3, 4):
            await alive.receive(Packet(PONG))
            await line.until(count)
        return line.written, bool(silent.last_ping)

    written, is_waited_for = run_apart(act())

    assert written == ["silent", "alive", "alive", "alive"]
    assert is_waited_for


def test_a_socket_that_is_gone_costs_the_others_nothing() -> None:
    async def act() -> list[str]:
        line = Line()
        engine = _engine({"gone": line.environ("gone", is_broken=True), "here": line.environ("here")})
        _opened(engine, "gone")
        closed = _opened(engine, "closed")
        closed.closed = True
        _opened(engine, "here")
        await line.until(1)
        return line.written

    assert run_apart(act()) == ["here"]


def test_other_tasks_of_the_engine_start_as_ever() -> None:
    async def act() -> str:
        async def said() -> str:
            return "done"

        return await _engine({}).start_background_task(said)

    assert run_apart(act()) == "done"
