"""What is known of a home, in a browser: cards and how we know, changes, similar homes, forecasts, and rates."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from smarthub_dash.demo.cast import CLARA
from tests.support.browsing import PATIENCE, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 780}
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
ACCOUNT = CLARA.accounts[0].account_number


@SIZES
def test_cards_changes_similar_homes_forecasts_and_rates_are_walked_by_keyboard_and_keep_the_rules(
    sqlite_portal: Portal, browser: Browser, size: ViewportSize
) -> None:
    faults: list[str] = []
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        sign_in(context, sqlite_portal, "Clara")
        page = context.new_page()
        open_live(page, f"{sqlite_portal.url}/usage?account={ACCOUNT}&range=bill")
        put_a_card_away_and_bring_it_back(page)
        mark_rename_and_remove_a_change(page, faults)
        for name, heading in (("Similar homes", "Similar homes"), ("Compare rates", "Compare rates")):
            page.get_by_role("link", name=name).press("Enter")
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            expect(page.locator(".presence")).to_have_attribute("data-state", "live", timeout=PATIENCE)
            expect(page.get_by_role("link", name="Back to Usage")).to_be_visible(timeout=PATIENCE)
            faults += faults_of(page)
            page.get_by_role("link", name="Back to Usage").press("Enter")
        open_live(page, f"{sqlite_portal.url}/usage/forecasts?account={ACCOUNT}")
        expect(page.locator(".sentence")).to_contain_text("bills")
        faults += faults_of(page)

    assert faults == []


def open_live(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".presence")).to_have_attribute("data-state", "live", timeout=PATIENCE)


def put_a_card_away_and_bring_it_back(page: Page) -> None:
    card = page.locator('[data-card="split"]')
    card.get_by_text("How we know").press("Enter")
    expect(card.get_by_text("weather station")).to_be_visible()
    card.get_by_role("button", name="Put this card away").press("Enter")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Show the cards that were put away").press("Enter")
    expect(card).to_have_count(1)


def mark_rename_and_remove_a_change(page: Page, faults: list[str]) -> None:
    page.get_by_role("link", name="Mark a change at home").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Changes at home")
    page.get_by_label("What changed").fill("New heat pump")
    page.get_by_role("button", name="Mark it").press("Enter")
    expect(page.get_by_role("heading", name="New heat pump")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Too early to say")).to_be_visible()
    page.get_by_text("Rename or remove New heat pump").press("Enter")
    faults += faults_of(page)
    page.get_by_role("listitem").get_by_label("What changed").fill("Heat pump")
    page.get_by_role("button", name="Save New heat pump").press("Enter")
    expect(page.get_by_role("heading", name="Heat pump", exact=True)).to_be_visible()
    page.get_by_role("link", name="Back to Usage").press("Enter")
    expect(page.locator("[data-flags]")).to_contain_text("Heat pump", timeout=PATIENCE)
    page.get_by_role("link", name="Mark a change at home").press("Enter")
    page.get_by_text("Rename or remove Heat pump").press("Enter")
    page.get_by_role("button", name="Remove Heat pump").press("Enter")
    expect(page.get_by_text("Nothing is marked here yet.")).to_be_visible()
    page.get_by_role("link", name="Back to Usage").press("Enter")
