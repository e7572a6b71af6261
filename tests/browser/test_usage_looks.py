"""A closer look at usage in a browser: an internet line, a year of hours by keys, average days; pictures and files."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from smarthub_dash.demo.cast import ADA, DEE
from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 780}
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def _look(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("region", name=name, exact=True).first).to_be_visible(timeout=PATIENCE)


@SIZES
def test_a_member_sees_how_an_internet_line_did(sqlite_portal: Portal, browser: Browser, size: ViewportSize) -> None:
    # The policy of the pages forbids what axe does, which is what it is for.
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        heard = listen(page)
        open_page(page, sqlite_portal, f"/usage?account={ADA.accounts[1].account_number}&range=bill&unit=quantity")

        _look(page, "Speed tests")
        expect(page.get_by_text(re.compile("Your plan is 300 Mbps down"))).not_to_have_count(0)
        expect(page.get_by_text("Modelled for this demo: no line was tested.")).to_be_visible()
        assert faults_of(page) == []

        _look(page, "Uptime")
        days = page.get_by_role("group", name="Uptime of each day").get_by_role("button")
        expect(days).to_have_count(90)
        days.first.focus()
        page.keyboard.press("End")
        expect(days.last).to_be_focused()
        assert faults_of(page) == []
        assert heard.complaints == []


@SIZES
def test_a_year_of_hours_is_walked_by_keys_and_saved(
    sqlite_portal: Portal, browser: Browser, size: ViewportSize
) -> None:
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        sign_in(context, sqlite_portal, "Dee")
        page = context.new_page()
        heard = listen(page)
        open_page(page, sqlite_portal, f"/usage?account={DEE.accounts[0].account_number}&range=bill&unit=quantity")

        _look(page, "Hour by hour")
        hours = page.get_by_role("slider", name="Use of each hour")
        expect(hours).to_have_attribute("data-drawn", "true")
        hours.focus()
        first = hours.get_attribute("aria-valuetext")
        page.keyboard.press("ArrowDown")
        expect(hours).not_to_have_attribute("aria-valuetext", first or "")
        assert re.search(r"\d kWh$", hours.get_attribute("aria-valuetext") or "")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save as picture").last.click()
        assert saved.value.suggested_filename.endswith(".png")
        assert faults_of(page) == []

        _look(page, "Average day")
        expect(page.get_by_role("group", name="Average day").locator(".chart-mark")).to_have_count(24)
        assert faults_of(page) == []
        assert max(map(len, heard.frames)) < 40_000
        assert heard.complaints == []


def test_a_download_ends_in_a_file_and_a_failure_in_words(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(viewport=WIDE) as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        open_page(page, sqlite_portal, f"/usage?account={ADA.accounts[0].account_number}&range=bill")
        page.get_by_text("Download usage").click()

        with page.expect_download() as saved:
            page.get_by_role("button", name="Download", exact=True).click()
        assert saved.value.suggested_filename.endswith(".csv")
        expect(page.get_by_text("Downloaded.")).to_be_visible()

        page.route("**/usage/download*", lambda route: route.abort())
        page.get_by_role("button", name="Download", exact=True).click()
        expect(page.get_by_text("The download broke off, and nothing was saved. Please try again.")).to_be_visible()
