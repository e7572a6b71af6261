"""Stored payment accounts as a member meets them: entered at the processor, chosen, named, kept while needed."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.looking import faults_of
from tests.support.portal import Portal
from tests.support.portal_money import let_account_owe

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


def test_a_guest_mends_a_name_and_a_declined_card_pays_what_is_due_and_sees_nothing_else(
    postgres_portal: Portal, browser: Browser
) -> None:
    let_account_owe(postgres_portal, "0073315001", cents=6_000)
    with browser.new_context(viewport={"width": 320, "height": 700}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{postgres_portal.url}/pay-now")
        page.get_by_label("Account number").fill("0073315001")
        page.get_by_label("Last name or business name").fill("Nobody")
        page.get_by_role("button", name="Show the amount due").click()
        expect(page.get_by_role("alert")).to_contain_text("do not match our records")
        faults = faults_of(page)
        page.get_by_label("Last name or business name").fill("Voss")
        page.get_by_role("button", name="Show the amount due").click()
        expect(page.get_by_role("heading", name="Amount due")).to_be_visible()
        faults += faults_of(page)
        page.get_by_role("button", name="Go on with a card").click()
        enter_card(page, "4000000000000002")
        page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
        expect(page.get_by_role("heading", name="Declined")).to_be_visible()
        faults += faults_of(page)
        page.get_by_role("button", name="Try once more").click()
        page.get_by_role("button", name="Go on with a card").click()
        enter_card(page, "4242424242424242")
        faults += faults_of(page)
        page.get_by_role("button", name=re.compile(r"^Pay \$")).click()

        expect(page.get_by_role("heading", name="Posted")).to_be_visible()
        expect(page.get_by_text("Creek")).to_have_count(0)
        assert faults == []
