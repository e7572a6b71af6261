"""What went over the wire while a page loaded, as the browser's own protocol tells it."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Error, Page

LIBRARY_BYTES = 100_000
"""A script below this size only mentions the chart library, it does not hold it."""


@dataclass(slots=True)
class Wire:
    """
    Bytes and requests of one page.

    Units: bytes with response headers, as received.
    """

    session: CDPSession
    urls: dict[str, str] = field(default_factory=dict)
    bytes_of: dict[str, float] = field(default_factory=dict)
    scripts: set[str] = field(default_factory=set)
    socket_bytes: int = 0
    socket_count: int = 0
    pending: set[str] = field(default_factory=set)
    moved_at: float = field(default_factory=time.monotonic)

    @property
    def total(self) -> float:
        return sum(self.bytes_of.values())

    @property
    def request_count(self) -> int:
        return len(self.urls) + self.socket_count

    def settle(self, page: Page, *, quiet_seconds: float, limit_seconds: float) -> None:
        """Wait until nothing was under way for a while: a page that takes over from its first HTML is then done."""
        until = time.monotonic() + limit_seconds
        while time.monotonic() < until:
            if not self.pending and time.monotonic() - self.moved_at > quiet_seconds:
                return
            page.wait_for_timeout(50)

    def library_bytes(self) -> float:
        """Return the size of the largest script that holds the chart library; nothing if there is none."""
        heavy = sorted(self.scripts, key=lambda request: -self.bytes_of.get(request, 0))
        for request in heavy:
            if self.bytes_of.get(request, 0) < LIBRARY_BYTES:
                break
            if "plotly" in self.urls[request].lower() or "plotly" in self._body(request).lower():
                return self.bytes_of[request]
        return 0.0

    def _body(self, request: str) -> str:
        try:
            return str(self.session.send("Network.getResponseBody", {"requestId": request})["body"])
        except Error:
            return ""


def listen(page: Page, *, is_slow: bool) -> Wire:
    """Begin to listen to a page, and slow its network and its processor down if asked."""
    session = page.context.new_cdp_session(page)
    wire = Wire(session)
    session.on("Network.requestWillBeSent", lambda event: _sent(wire, event))
    session.on("Network.dataReceived", lambda event: _received(wire, event))
    session.on("Network.loadingFinished", lambda event: _finished(wire, event))
    session.on("Network.loadingFailed", lambda event: _ended(wire, event))
    session.on("Network.webSocketCreated", lambda _event: _opened(wire))
    session.on("Network.webSocketFrameReceived", lambda event: _framed(wire, event))
    session.send("Network.enable")
    if is_slow:
        # Slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms; the browser does not throttle websockets' frames.
        network = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
        session.send("Network.emulateNetworkConditions", network)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return wire


def _sent(wire: Wire, event: dict[str, Any]) -> None:
    url = event["request"]["url"]
    if url.startswith(("data:", "blob:")):
        return
    if "redirectResponse" in event:
        key = f"{event['requestId']} redirected"
        wire.urls[key], wire.bytes_of[key] = url, event["redirectResponse"].get("encodedDataLength", 0)
    wire.urls[event["requestId"]] = url
    wire.moved_at = time.monotonic()
    if event.get("type") != "EventSource":
        wire.pending.add(event["requestId"])
    if event.get("type") == "Script" or url.split("?")[0].endswith((".js", ".mjs")):
        wire.scripts.add(event["requestId"])


def _received(wire: Wire, event: dict[str, Any]) -> None:
    # A stream never finishes: what it has sent so far counts.
    if event["requestId"] in wire.urls:
        so_far = wire.bytes_of.get(event["requestId"], 0)
        wire.bytes_of[event["requestId"]] = so_far + event["encodedDataLength"]


def _finished(wire: Wire, event: dict[str, Any]) -> None:
    if event["requestId"] in wire.urls:
        wire.bytes_of[event["requestId"]] = event["encodedDataLength"]
    _ended(wire, event)


def _ended(wire: Wire, event: dict[str, Any]) -> None:
    wire.pending.discard(event["requestId"])
    wire.moved_at = time.monotonic()


def _opened(wire: Wire) -> None:
    wire.socket_count += 1


def _framed(wire: Wire, event: dict[str, Any]) -> None:
    wire.moved_at = time.monotonic()
    wire.socket_bytes += len(event["response"]["payloadData"].encode())
