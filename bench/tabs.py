"""
Many open tabs without a browser: websockets that speak the portal's own protocol, in a process of their own.

Its first input line is a JSON order: the address of the socket, the packet that a real tab sent to open its page, and
one cookie for each tab. Then each line `count` is answered by what has arrived since the last.
"""

import asyncio
import json
import re
import sys
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

AT_ONCE = 25
UPDATE = '42/_event,["event"'


@dataclass(slots=True)
class Tally:
    """What one tab has received since it was last counted."""

    is_open: bool = False
    updates: int = 0
    characters: int = 0
    newest_at: float = 0.0
    fault: str = ""


@dataclass(slots=True)
class Swarm:
    """All tabs of this process."""

    order: dict[str, Any]
    tallies: list[Tally] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open_all(self) -> None:
        """Open every tab, some at a time, and wait until each has its page."""
        gate = asyncio.Semaphore(AT_ONCE)
        for cookie in self.order["cookies"]:
            tally = Tally()
            self.tallies.append(tally)
            self.tasks.append(asyncio.create_task(self._hold(cookie, tally, gate)))
        until = time.monotonic() + 300
        while time.monotonic() < until and not all(tally.updates or tally.fault for tally in self.tallies):
            await asyncio.sleep(0.1)

    async def _hold(self, cookie: str, tally: Tally, gate: asyncio.Semaphore) -> None:
        address = re.sub(r"([?&]token=)[^&]*", lambda found: f"{found[1]}{uuid.uuid4()}", self.order["address"])
        try:
            async with gate:
                socket = await connect(
                    address,
                    additional_headers={"Cookie": cookie},
                    origin=self.order["origin"],
                    compression=None,
                    max_size=None,
                    ping_interval=None,
                    open_timeout=60,
                )
                await _open(socket, self.order["packet"], tally)
            while True:
                await _read(socket, tally)
        except (WebSocketException, OSError, TimeoutError) as error:
            tally.is_open, tally.fault = False, repr(error)

    def counted(self) -> dict[str, Any]:
        """Return what arrived since the last count, and begin to count anew."""
        tallies = self.tallies
        answer = {
            "open": sum(tally.is_open for tally in tallies),
            "updated": sum(tally.updates > 0 for tally in tallies),
            "updates": sum(tally.updates for tally in tallies),
            "characters": sum(tally.characters for tally in tallies),
            "newest_at": max((tally.newest_at for tally in tallies), default=0.0),
            "fault": next((tally.fault for tally in tallies if tally.fault), ""),
        }
        for tally in tallies:
            tally.updates = tally.characters = 0
        return answer


async def _open(socket: ClientConnection, packet: str, tally: Tally) -> None:
    # The engine speaks first; then the page's packet connects and asks for its state in one.
    await asyncio.wait_for(socket.recv(), 60)
    await socket.send(packet)
    while not tally.updates:
        await asyncio.wait_for(_read(socket, tally), 60)


async def _read(socket: ClientConnection, tally: Tally) -> None:
    message = await socket.recv()
    if not isinstance(message, str):
        return
    if message == "2":
        await socket.send("3")
    elif message.startswith("40/_event"):
        tally.is_open = True
    elif message.startswith(UPDATE):
        tally.updates += 1
        tally.characters += len(message)
        tally.newest_at = time.time()


async def _main() -> None:
    swarm = Swarm(json.loads(sys.stdin.readline()))
    await swarm.open_all()
    print(json.dumps(swarm.counted()), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(swarm.counted()), flush=True)
    for task in swarm.tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(_main())
