"""The way in: a page without script or socket, by mouse and by keyboard, wide and narrow."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from smarthub_dash.demo.cast import ADA, DEMO_PASSWORD
from tests.support.browsing import PATIENCE, listen
from tests.support.doors import OWN_SCRIPT
from tests.support.portal import Portal
from tests.support.visitors import email_of

pytestmark = pytest.mark.browser

PUBLIC = ("/", "/login", "/register", "/forgot-password", "/pay-now", "/help", "/accessibility", "/nowhere")
WIDTHS = pytest.mark.parametrize("width", [1280, 320])


@pytest.fixture
def at_login(browser: Browser, sqlite_portal: Portal, width: int):
    """The sign-in page in a browser of a width."""
    size: ViewportSize = {"width": width, "height": 900}
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        page.goto(f"{sqlite_portal.url}/login")
        yield page


def expect_both_accounts(page: Page) -> None:
    live = page.locator("[data-live=home]")
    for account in ADA.accounts:
        expect(live.get_by_text(account.account_number)).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_runs_no_script_of_the_build_and_opens_no_socket(
    sqlite_portal: Portal, page: Page, path: str
) -> None:
    heard = listen(page)
    scripts: list[str] = []
    page.on("request", lambda asked: scripts.append(asked.url) if asked.resource_type == "script" else None)

    answer = page.goto(sqlite_portal.url + path, wait_until="networkidle")

    assert answer
    assert "<script" not in answer.text().replace(OWN_SCRIPT, "")
    assert answer.headers["cache-control"] == "no-store"
    asked_for = [sqlite_portal.url + "/passkeys.js"] if path == "/login" else []
    assert (scripts, heard.sockets) == (asked_for, [])
    # An unknown address is an error on the console of every browser.
    assert heard.complaints == [] or path == "/nowhere"
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@WIDTHS
def test_ada_signs_in_by_one_button_and_sees_both_accounts(at_login: Page) -> None:
    at_login.get_by_role("button", name="Explore as Ada").click()

    expect_both_accounts(at_login)


@WIDTHS
def test_ada_signs_in_by_the_form_and_sees_both_accounts(at_login: Page) -> None:
    at_login.get_by_label("E-mail").fill(email_of("Ada"))
    at_login.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    at_login.get_by_role("button", name="Sign in", exact=True).click()

    expect_both_accounts(at_login)


@WIDTHS
def test_the_keyboard_alone_signs_in(at_login: Page) -> None:
    _tab_to(at_login, "email")
    at_login.keyboard.type(email_of("Ada"))
    _tab_to(at_login, "password")
    at_login.keyboard.type(DEMO_PASSWORD)
    at_login.keyboard.press("Enter")

    expect_both_accounts(at_login)


@WIDTHS
def test_a_wrong_password_is_said_beside_the_form(at_login: Page, width: int) -> None:
    at_login.get_by_label("E-mail").fill(f"nobody-{width}@cec.example")
    at_login.get_by_label("Password", exact=True).fill("wrong")
    at_login.get_by_role("button", name="Sign in", exact=True).click()

    expect(at_login.locator(".note[role=alert]")).to_contain_text("do not match")
    expect(at_login.get_by_label("Password", exact=True)).to_have_value("")


def test_without_script_the_way_in_is_the_same(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{sqlite_portal.url}/usage?account={ADA.accounts[0].account_number}")
        page.get_by_label("E-mail").fill(email_of("Ada"))
        page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

        expect(page).to_have_url(re.compile(r"/usage\?account="))
        page.goto(f"{sqlite_portal.url}/home")
        for account in ADA.accounts:
            expect(page.get_by_text(account.account_number).first).to_be_visible()


def test_the_server_does_not_say_what_it_is(sqlite_portal: Portal) -> None:
    for path in ("/", "/home", "/nowhere", "/_event/", "/sign-in", "/assets/nowhere.js"):
        answer = httpx.get(sqlite_portal.url + path)
        assert answer.headers["server"] == "SmartHub"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in answer.headers


def _tab_to(page: Page, name: str) -> None:
    field = page.locator(f"input[name={name}]")
    for _ in range(30):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the field {name} is not reached by Tab")
