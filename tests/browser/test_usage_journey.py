"""Usage: a member walks through the ranges of a home, by pointer and by keys, and the address follows."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

DRAWN = '[data-chart][data-drawn="true"]'


def _shows(page: Page, span: str) -> None:
    """Wait until the chart of a range is drawn and its choice is marked."""
    choice = page.get_by_role("link", name=span, exact=True)
    expect(choice).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    expect(page.locator(DRAWN)).to_have_attribute("data-key", re.compile(f":{span.lower()}:"), timeout=PATIENCE)
    expect(page).to_have_url(re.compile(f"range={span.lower()}"))


@pytest.mark.parametrize("width", [1280, 320])
def test_the_ranges_follow_one_another_without_a_reload(
    sqlite_portal: Portal, page: Page, context: BrowserContext, width: int
) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=800))
    sign_in(context, sqlite_portal, "Ada")
    heard = listen(page)
    open_page(page, sqlite_portal, "/usage")
    page.evaluate("window.never_left = true")

    for span in ("Day", "Week", "Year", "Bill"):
        page.get_by_role("link", name=span, exact=True).click()
        _shows(page, span)
    page.get_by_role("link", name="Previous", exact=True).click()
    expect(page).to_have_url(re.compile("at="))
    page.get_by_role("link", name="Latest", exact=True).click()
    page.go_back()

    expect(page).to_have_url(re.compile("at="))
    assert page.evaluate("window.never_left") is True
    assert heard.complaints == []


def test_a_bar_opens_its_day_and_back_climbs_to_the_bill(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Ada")
    open_page(page, sqlite_portal, "/usage?range=bill")
    expect(page.locator(DRAWN)).to_be_visible(timeout=PATIENCE)

    # The first bar is the chart's one stop of the Tab key; Enter opens it.
    page.locator(".chart-mark").first.focus()
    expect(page.locator(".readout")).to_contain_text("kWh")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    _shows(page, "Day")
    page.get_by_role("link", name=re.compile("^Back")).click()

    _shows(page, "Bill")


def test_dollars_are_remembered_for_the_next_visit(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, sqlite_portal, "Dee")
    open_page(page, sqlite_portal, "/usage")

    page.get_by_role("link", name="$", exact=True).click()
    expect(page.get_by_text("Fixed charges and taxes").first).to_be_visible(timeout=PATIENCE)
    open_page(page, sqlite_portal, "/usage")

    expect(page.get_by_role("link", name="$", exact=True)).to_have_attribute("aria-current", "true", timeout=PATIENCE)


def test_the_table_says_what_the_chart_shows(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, sqlite_portal, "Ada")
    open_page(page, sqlite_portal, "/usage?range=week")
    expect(page.locator(DRAWN)).to_be_visible(timeout=PATIENCE)

    page.get_by_text("Show as a table").locator("visible=true").click()

    expect(page.get_by_role("row")).to_have_count(8)  # a head and seven days


def test_an_account_of_someone_else_is_refused_in_plain_words(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Clara")

    open_page(page, sqlite_portal, "/usage?account=0041877001")

    expect(page.get_by_text("We could not find that account among yours.")).to_be_visible(timeout=PATIENCE)
    assert "Redbud" not in page.content()
