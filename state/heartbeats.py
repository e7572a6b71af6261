"""
The heartbeats of a worker's open sockets, sent together.

The engine keeps a task and a timer for each socket, which wake up one by one: with a thousand tabs that was much of
what a quiet worker did. Here the beats that are due are given to the engine in one go, once a second. They go through
its queues: its writers close a socket for which nothing has passed through the queue for longer than a beat.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import reflex as rx
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.packet import PING, Packet

TOGETHER_SECONDS = 1.0


def beat_together(app: rx.App) -> None:
    """
    Keep the heartbeats of an app's sockets in one place.

    The engine's patrol, which visits every socket in turn, a hundred times a second with a thousand of them, is off: a
    socket that falls silent ends by itself.
    """
    if app.sio:
        app.sio.eio.start_service_task = False
        Heartbeats(app.sio.eio).take_over()


class Heartbeats:
    """The sockets that wait for their next beat, in the order in which they are due: all wait equally long."""

    def __init__(self, engine: AsyncServer) -> None:
        self._engine = engine
        self._start_otherwise: Callable[..., Any] = engine.start_background_task
        self._waiting: deque[tuple[float, AsyncSocket]] = deque()
        self._task: asyncio.Task[None] | None = None

    def take_over(self) -> None:
        """Let the engine bring its sockets here when it would start a task for the next beat of one."""
        setattr(self._engine, "start_background_task", self._start)  # noqa: B010 - the engine has no such setting

    def _start(self, target: Callable[..., Any], *arguments: Any) -> Any:
        socket = getattr(target, "__self__", None)
        if not (isinstance(socket, AsyncSocket) and target == socket._send_ping):
            return self._start_otherwise(target, *arguments)
        self._waiting.append((time.monotonic() + self._engine.ping_interval, socket))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._beat())
        return None

    async def _beat(self) -> None:
        while self._waiting:
            await asyncio.sleep(TOGETHER_SECONDS)
            now = time.monotonic()
            while self._waiting and self._waiting[0][0] <= now:
                _, socket = self._waiting.popleft()
                if not (socket.closed or socket.closing):
                    socket.last_ping = time.time()
                    socket.queue.put_nowait(Packet(PING))
