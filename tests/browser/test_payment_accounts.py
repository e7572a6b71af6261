"""Stored payment accounts as a member meets them: entered at the processor, chosen, named, kept while needed."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PAGE = "/profile/payment-accounts"
WIDTHS = ((1280, 900), (320, 700))


def signed_in(page: Page, portal: Portal, who: str) -> None:
    page.goto(f"{portal.url}/login")
    page.get_by_role("button", name=f"Explore as {who}").click()
    page.wait_for_url("**/home")


def enter_card(page: Page, number: str) -> None:
    """Fill in the processor's page."""
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expires").fill("12 / 31")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("Clara Voss")
    page.get_by_label("ZIP code").fill("65063")
    page.get_by_role("button", name="Add a card").click()


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_a_card_is_added_on_the_processors_page_and_removed(
    sqlite_portal: Portal, browser: Browser, width: int, height: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        signed_in(page, sqlite_portal, "Clara")
        page.goto(sqlite_portal.url + PAGE)
        page.get_by_role("link", name="Add a payment account").click()
        page.get_by_role("button", name="Go on to add a card").click()
        enter_card(page, "4242424242424242")
        page.wait_for_url(re.compile(r"/profile/payment-accounts\?method="))
        expect(page.get_by_text("Visa ending in 4242 was added.")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width

        page.get_by_role("button", name="Remove Visa ending in 4242").click()
        page.get_by_role("button", name="Remove it").click()

        expect(page.get_by_text("No payment account is stored yet")).to_be_visible()


def test_who_turns_back_at_the_processor_finds_everything_as_it_was(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        signed_in(page, sqlite_portal, "Clara")
        page.goto(f"{sqlite_portal.url}{PAGE}/add")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Go on to add a bank account").click()
        page.get_by_role("link", name="Cancel and go back").click()

        expect(page.get_by_text("Nothing was added.")).to_be_visible()


def test_a_guest_pays_what_is_due_and_sees_nothing_else(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{sqlite_portal.url}/pay-now")
        page.get_by_label("Account number").fill("0052209002")
        page.get_by_label("Last name or business name").fill("Hargrove")
        page.get_by_role("button", name="Show the amount due").click()
        expect(page.get_by_role("heading", name="Amount due")).to_be_visible()
        page.get_by_role("button", name="Go on with a card").click()
        enter_card(page, "4242424242424242")
        page.get_by_role("button", name=re.compile(r"^Pay \$")).click()

        expect(page.get_by_role("heading", name="Posted")).to_be_visible()
        expect(page.get_by_text("Farm")).to_have_count(0)
