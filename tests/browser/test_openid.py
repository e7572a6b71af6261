"""Signing in with the demo's provider, in a real browser: there, back, and in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from smarthub_dash.demo.cast import DEMO_PASSWORD
from tests.support.browsing import PATIENCE, listen
from tests.support.looking import faults_of
from tests.support.portal import Portal
from tests.support.visitors import email_of

pytestmark = pytest.mark.browser

BUTTON = "Sign in with Prairie ID"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}


@pytest.fixture
def at_login(browser: Browser, postgres_portal: Portal) -> Iterator[Page]:
    """The sign-in page of two workers: the way back may reach the other one."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{postgres_portal.url}/login?next=/usage")
        yield page


def choose(page: Page, name: str) -> None:
    """Pick somebody on the provider's page."""
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=name).click()


def test_ada_signs_in_with_her_account_elsewhere_and_is_where_she_wanted_to_go(at_login: Page) -> None:
    heard = listen(at_login)
    at_login.get_by_role("button", name=BUTTON).click()
    choose(at_login, "Ada Whitfield")

    expect(at_login).to_have_url(re.compile(r"localhost:\d+/usage"), timeout=PATIENCE)
    expect(at_login.locator(".presence")).to_have_attribute("data-state", "live", timeout=PATIENCE)
    # Nothing was blocked on the way, neither there nor back, by our policy or the provider's.
    assert heard.complaints == []


def test_nothing_of_who_she_is_stays_in_the_browsers_storage(at_login: Page) -> None:
    at_login.get_by_role("button", name=BUTTON).click()
    choose(at_login, "Ada Whitfield")
    expect(at_login).to_have_url(re.compile("/usage"), timeout=PATIENCE)

    stored = at_login.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    cookies = at_login.context.cookies()

    assert not re.search("ada|prairie", stored, re.IGNORECASE)
    assert all(cookie.get("httpOnly") for cookie in cookies if "smarthub" in cookie.get("name", ""))
    assert not [cookie for cookie in cookies if "openid" in cookie.get("name", "")]


def test_no_page_on_the_way_opens_a_socket_or_runs_a_script(at_login: Page) -> None:
    heard = listen(at_login)
    scripts: list[str] = []
    at_login.on("request", lambda asked: scripts.append(asked.url) if asked.resource_type == "script" else None)
    at_login.get_by_role("button", name=BUTTON).click()
    choose(at_login, "Clara Voss")

    expect(at_login.get_by_role("alert")).to_contain_text("not linked yet", timeout=PATIENCE)
    assert (scripts, heard.sockets) == ([], [])


def test_going_back_after_signing_in_finds_nothing_to_use_again(at_login: Page) -> None:
    at_login.get_by_role("button", name=BUTTON).click()
    choose(at_login, "Ada Whitfield")
    expect(at_login).to_have_url(re.compile("/usage"), timeout=PATIENCE)

    at_login.go_back()
    choose(at_login, "Ada Whitfield")

    expect(at_login.get_by_role("alert")).to_contain_text("Nothing was changed", timeout=PATIENCE)


def test_canceling_leads_back_to_a_calm_page(at_login: Page) -> None:
    at_login.get_by_role("button", name=BUTTON).click()
    at_login.get_by_role("button", name="Cancel and go back").click()

    expect(at_login.get_by_role("alert")).to_contain_text("did not go on at Prairie ID", timeout=PATIENCE)
    at_login.get_by_role("link", name="Sign in", exact=True).last.click()
    expect(at_login.get_by_role("button", name=BUTTON)).to_be_visible()


def test_without_script_the_way_there_and_back_is_the_same(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{sqlite_portal.url}/login")
        page.get_by_role("button", name=BUTTON).click()
        choose(page, "Ada Whitfield")

        expect(page).to_have_url(re.compile("/home"), timeout=PATIENCE)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_on_the_way_keep_the_rules_of_accessibility(
    sqlite_portal: Portal, browser: Browser, size: ViewportSize
) -> None:
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{sqlite_portal.url}/login")
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_role("heading", name="Who are you?")).to_be_visible(timeout=PATIENCE)
        faults = faults_of(page)
        choose(page, "Clara Voss")
        expect(page.get_by_role("alert")).to_be_visible(timeout=PATIENCE)
        faults += faults_of(page)

    assert faults == []


def test_clara_links_her_account_under_security_signs_in_with_it_and_unlinks_it(
    postgres_portal: Portal, browser: Browser
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        _sign_in_by_form(page, postgres_portal, "Clara")
        section = page.get_by_role("region", name="Other ways to sign in")
        expect(section.get_by_text("No account is linked yet.")).to_be_visible(timeout=PATIENCE)
        section.get_by_role("button", name="Link an account at Prairie ID").click()
        choose(page, "Clara Voss")
        expect(section.get_by_text(email_of("Clara")).first).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("From now on it can sign you in.")).to_be_visible()

        with browser.new_context() as other:
            elsewhere = other.new_page()
            elsewhere.goto(f"{postgres_portal.url}/login")
            elsewhere.get_by_role("button", name=BUTTON).click()
            choose(elsewhere, "Clara Voss")
            expect(elsewhere).to_have_url(re.compile("/home"), timeout=PATIENCE)

        section.get_by_role("button", name="Unlink").click()
        expect(section.get_by_text("No account is linked yet.")).to_be_visible(timeout=PATIENCE)


def _sign_in_by_form(page: Page, portal: Portal, first_name: str) -> None:
    page.goto(f"{portal.url}/login?next=/profile/security")
    page.get_by_label("E-mail").fill(email_of(first_name))
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
