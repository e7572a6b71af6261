"""The doors of a served portal: what it tells whom, on two workers with PostgreSQL and Valkey."""

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.support.apart import run_apart
from tests.support.portal import Portal
from tests.support.raw_socket import RefusedAtTheDoor, raw_socket
from tests.support.visitors import cookie_of, email_of

pytestmark = pytest.mark.browser


def test_a_socket_without_a_session_is_refused(postgres_portal: Portal) -> None:
    assert _opened(postgres_portal.url) == "refused with 403"


def test_a_socket_with_a_made_up_session_is_refused(postgres_portal: Portal) -> None:
    assert _opened(postgres_portal.url, cookie="smarthub=made-up") == "refused with 403"


def test_a_socket_from_a_foreign_page_is_refused(postgres_portal: Portal) -> None:
    cookie = cookie_of(postgres_portal.url, "Ada")

    assert _opened(postgres_portal.url, cookie=cookie, origin="http://evil.example") == "refused with 403"
    assert _opened(postgres_portal.url, cookie=cookie) == "open"


def test_the_sign_in_page_opens_no_socket(postgres_portal: Portal, page: Page) -> None:
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108 - Playwright marks what it gets

    page.goto(f"{postgres_portal.url}/login", wait_until="networkidle")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert sockets == []


def test_ada_signs_in_and_her_page_goes_live(postgres_portal: Portal, page: Page) -> None:
    page.goto(f"{postgres_portal.url}/login")
    page.get_by_label("E-mail").fill(email_of("Ada"))
    page.get_by_label("Password", exact=True).fill("kingdom-of-callaway")

    with page.expect_websocket() as socket:
        page.get_by_role("button", name="Sign in", exact=True).click()

    assert socket.value.url.startswith(postgres_portal.url.replace("http", "ws"))
    expect(page).not_to_have_url(f"{postgres_portal.url}/login")


def _opened(url: str, *, cookie: str = "", origin: str = "") -> str:
    async def visit() -> str:
        try:
            async with raw_socket(url, cookie=cookie, origin=origin, load="/home"):
                return "open"
        except RefusedAtTheDoor as refused:
            return f"refused with {refused.status}"

    return run_apart(visit())
