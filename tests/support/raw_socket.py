"""
A websocket client that speaks Reflex's protocol and none of its manners.

It sends what a browser never would: events of pages that are not open, another's token, no cookie, a foreign origin.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from websockets.asyncio.client import ClientConnection, connect

NAMESPACE = "/_event"
HYDRATE = "reflex___state____state.hydrate_and_load"
HYDRATED = '"is_hydrated_rx_state_":true'
QUIET_SECONDS = 0.6


class RefusedAtTheDoor(Exception):
    """The server would not open the socket; `status` is what it answered instead."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the socket was refused: {status}")
        self.status = status


@dataclass(slots=True)
class RawSocket:
    """An open socket. Everything that came in is in `frames`, oldest first."""

    connection: ClientConnection
    token: str
    frames: list[str] = field(default_factory=list)
    is_closed: bool = False

    async def send_event(self, name: str, payload: Mapping[str, Any], router_data: Mapping[str, Any]) -> None:
        """Send one event by the full name of its handler."""
        event = {"token": self.token, "name": name, "payload": dict(payload), "router_data": dict(router_data)}
        await self.send_frame("42" + NAMESPACE + "," + json.dumps(["event", event]))

    async def send_frame(self, frame: str) -> None:
        """Send a frame as it is."""
        await self.connection.send(frame)

    async def until_shown(self, page: str) -> None:
        """
        Ask for a page anew and wait until the tab has it: what was sent before was seen to by then.

        :raises TimeoutError: if nothing of it comes within a minute
        """
        # An event that is refused gets no answer, and a busy server is as silent as one that has nothing to say.
        before = len(self.frames)
        await self.send_event(HYDRATE, {}, {"pathname": page, "asPath": page, "query": {}})
        async with asyncio.timeout(60):
            while not self.is_closed and not any(HYDRATED in frame for frame in self.frames[before:]):
                await self.until_quiet()

    async def until_quiet(self) -> list[dict[str, Any]]:
        """Collect until nothing comes any more; return the updates that came, in order."""
        # An event that is refused gets no answer, so silence is the only sign of the end.
        before = len(self.frames)
        while not self.is_closed:
            try:
                frame = await asyncio.wait_for(self.connection.recv(), QUIET_SECONDS)
            except TimeoutError:
                break
            except websockets.ConnectionClosed:
                self.is_closed = True
                break
            if frame == "2":
                await self.send_frame("3")
            self.frames.append(str(frame))
        return [update for frame in self.frames[before:] if (update := _update_in(frame)) is not None]


@asynccontextmanager
async def raw_socket(
    url: str, *, token: str = "test-token", cookie: str = "", origin: str = "", load: str = ""
) -> AsyncIterator[RawSocket]:
    """
    Open a socket to a portal at `http://…`.

    Shape: `cookie` is a whole header, `name=value`; without `origin` the portal's own is sent; `load` is the path of
    the page that the tab claims to show, and makes it ask for everything at once, as a browser does.
    :raises RefusedAtTheDoor: if the server answers with anything but a socket
    """
    query = urlencode({"EIO": "4", "transport": "websocket", "token": token})
    address = f"{url.replace('http', 'ws', 1)}{NAMESPACE}/?{query}"
    headers = {"Cookie": cookie} if cookie else {}
    try:
        connection = await connect(
            address, origin=websockets.Origin(origin or url), additional_headers=headers, max_size=None
        )
    except websockets.InvalidStatus as refused:
        raise RefusedAtTheDoor(refused.response.status_code) from refused
    async with connection:
        socket = RawSocket(connection, token)
        boot = {
            "token": token,
            "name": HYDRATE,
            "payload": {},
            "router_data": {"pathname": load, "asPath": load, "query": {}},
        }
        await socket.send_frame(f"40{NAMESPACE}," + (json.dumps({"event": boot}) if load else ""))
        await socket.until_quiet()
        yield socket


def _update_in(frame: str) -> dict[str, Any] | None:
    head = f"42{NAMESPACE},"
    if not frame.startswith(head):
        return None
    name, *rest = json.loads(frame.removeprefix(head))
    return rest[0] if name == "event" and rest else None
