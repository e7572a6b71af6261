"""Home: the first figures come with the page, and the live ones take their place without a word on the console."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.portal import Portal
from tests.support.reads import home_of
from tests.support.visitors import cookie_of

pytestmark = pytest.mark.browser

WIDTHS = pytest.mark.parametrize("width", [1280, 320])


@pytest.mark.parametrize("first_name", ["Ada", "Boone"])
def test_the_amounts_are_in_the_page_itself_and_nobody_stores_it(sqlite_portal: Portal, first_name: str) -> None:
    expected = home_of(sqlite_portal.database_address, first_name)

    answer = httpx.get(f"{sqlite_portal.url}/home", headers={"Cookie": cookie_of(sqlite_portal.url, first_name)})

    body = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    assert answer.headers["cache-control"] == "no-store"
    assert expected.total_due in body
    for number, owed in expected.owed.items():
        assert number in body
        assert owed.amount_due in body
        assert owed.due_words in body
    for used in expected.used.values():
        assert used.sentence in body


def test_without_a_session_the_page_has_no_figures_and_leads_to_sign_in(sqlite_portal: Portal) -> None:
    answer = httpx.get(f"{sqlite_portal.url}/home", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fhome")
    assert "$" not in answer.text


@pytest.mark.parametrize("first_name", ["Ada", "Boone", "Dee", "Morgan"])
def test_react_takes_the_first_figures_over_without_complaint(
    sqlite_portal: Portal, page: Page, context: BrowserContext, first_name: str
) -> None:
    sign_in(context, sqlite_portal, first_name)
    heard = listen(page)

    open_page(page, sqlite_portal, "/home")

    expect(page.locator("[data-live=home]")).to_be_visible()
    expect(page.locator("[data-slot=figures]:visible")).to_have_count(0)
    expect(page.get_by_text("Total due", exact=True).locator("visible=true")).to_have_count(1)
    assert heard.complaints == []
    assert len(heard.sockets) == 1


@WIDTHS
@pytest.mark.parametrize("first_name", ["Ada", "Boone"])
def test_the_first_figures_read_exactly_as_the_live_ones(
    sqlite_portal: Portal, browser: Browser, first_name: str, width: int
) -> None:
    size: ViewportSize = {"width": width, "height": 900}
    with (
        browser.new_context(java_script_enabled=False, viewport=size) as without,
        browser.new_context(viewport=size) as scripted,
    ):
        sign_in(without, sqlite_portal, first_name)
        sign_in(scripted, sqlite_portal, first_name)
        first, live = without.new_page(), scripted.new_page()
        first.goto(f"{sqlite_portal.url}/home")
        open_page(live, sqlite_portal, "/home")

        assert _words(first, "[data-slot=figures]") == _words(live, "[data-live=home]")


def test_the_live_line_tells_the_time_of_the_utility_wherever_its_reader_is(
    sqlite_portal: Portal, browser: Browser
) -> None:
    with browser.new_context(timezone_id="Asia/Tokyo") as context:
        sign_in(context, sqlite_portal, "Ada")
        presence = open_page(context.new_page(), sqlite_portal, "/home")

        expect(presence).to_have_text(re.compile(r"Updated \d{1,2}:\d\d [AP]M C[SD]T"))


def test_boone_searches_chooses_and_groups(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, sqlite_portal, "Boone")
    open_page(page, sqlite_portal, "/home")
    cards = page.locator("[data-live=home] article")
    expect(cards).to_have_count(5)

    page.get_by_role("button", name="Internet", exact=True).click()
    expect(cards).to_have_count(2, timeout=PATIENCE)

    page.get_by_role("button", name="All", exact=True).click()
    page.get_by_label("Find an account").fill("WELL")
    expect(cards).to_have_count(1, timeout=PATIENCE)
    expect(cards).to_contain_text("0052209003")

    page.get_by_label("Find an account").fill("")
    expect(cards).to_have_count(5, timeout=PATIENCE)
    # Not `check`: the box is the state's, and ticks when the state has answered.
    page.get_by_label("Group by service location").click()
    expect(page.get_by_label("Group by service location")).to_be_checked(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="8810 County Road 9447")).to_be_visible(timeout=PATIENCE)
    expect(cards).to_have_count(5)


def _words(page: Page, selector: str) -> list[str]:
    text = page.locator(selector).inner_text(timeout=PATIENCE)
    return text.split()
