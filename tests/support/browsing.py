"""What the browser's tests do again and again: arrive signed in, and listen to a tab's socket and console."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

from tests.support.portal import Portal
from tests.support.visitors import cookie_of

PATIENCE = 15_000
"""How long a page may take on a busy machine before a test gives up. Units: milliseconds."""


@dataclass(slots=True)
class Listening:
    """What a tab was sent and what it complained of."""

    frames: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    sockets: list[WebSocket] = field(default_factory=list)

    def updates(self) -> list[str]:
        """Return the frames that carry something; a heartbeat does not."""
        return [frame for frame in self.frames if frame.startswith("42")]


def sign_in(context: BrowserContext, portal: Portal, first_name: str) -> None:
    """Give a browser the session of one of the cast."""
    name, _, value = cookie_of(portal.url, first_name).partition("=")
    context.add_cookies([{"name": name, "value": value, "url": portal.url}])


def listen(page: Page) -> Listening:
    """Keep what a page is sent and what it writes to the console; call it before the page goes anywhere."""
    heard = Listening()

    def hear(socket: WebSocket) -> None:
        heard.sockets.append(socket)
        socket.on("framereceived", lambda frame: heard.frames.append(str(frame)))

    page.on("websocket", hear)
    page.on("pageerror", lambda error: heard.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: heard.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    return heard


def open_page(page: Page, portal: Portal, path: str) -> Locator:
    """Open a signed-in page and wait until it is live; return its live line."""
    page.goto(portal.url + path)
    presence = page.locator(".presence")
    expect(presence).to_have_attribute("data-state", "live", timeout=PATIENCE)
    return presence
