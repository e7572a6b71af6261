"""Paying with what is entered for it: to the processor's page and back to the same choice, and a bank's own step."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal
from tests.support.portal_money import let_account_owe

pytestmark = pytest.mark.browser

HOUSE = "0068340001"
CHOICE = f"/billing/pay?pay={HOUSE}:7.00"
ASKS_FIRST = "4000002500003155"
STAND = re.compile(r"/billing/receipts/R")


@pytest.fixture
def page(postgres_portal: Portal, browser: Browser) -> Iterator[Page]:
    """Dee at her desk, who owes something."""
    let_account_owe(postgres_portal, HOUSE, cents=20_000)
    with browser.new_context(bypass_csp=True) as context:
        sign_in(context, postgres_portal, "Dee")
        yield context.new_page()


def enter_card(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expires").fill("12 / 31")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("Dee Okafor")
    page.get_by_label("ZIP code").fill("65043")
    page.get_by_role("button", name="Add a card").click()


def is_chosen(page: Page, name: str) -> None:
    """Pass once the page shows the choice that was left, with what was brought."""
    expect(page.get_by_role("radio", name=name)).to_be_checked(timeout=PATIENCE)
    expect(page.get_by_label("Amount in dollars")).to_have_value("7.00")
    expect(page.get_by_role("checkbox", name=re.compile("^Ridge house"))).to_be_checked()


def use_once(page: Page) -> None:
    page.get_by_role("link", name="Use one without keeping it").click()
    page.get_by_role("button", name="Go on to use a card").click()


def confirm(page: Page) -> None:
    page.get_by_role("link", name="Review payment").click()
    page.get_by_role("button", name="Confirm and pay $7.00").click()
    expect(page).to_have_url(STAND, timeout=PATIENCE)


def test_dee_comes_back_to_the_same_choice_and_a_card_she_does_not_keep_pays_it(
    postgres_portal: Portal, page: Page
) -> None:
    open_page(page, postgres_portal, CHOICE)
    page.get_by_role("link", name="Add a bank account or card").click()
    faults = faults_of(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Go on to add a bank account").click()
    page.get_by_label("Routing number").fill("123456789")
    page.get_by_role("button", name="Add a bank account").click()
    expect(page.locator("#routing-bad")).to_be_visible()
    faults += faults_of(page)
    page.get_by_role("link", name="Cancel and go back").click()
    expect(page.get_by_text("Nothing was added.")).to_be_visible(timeout=PATIENCE)
    is_chosen(page, "Visa ending in 4242")

    use_once(page)
    enter_card(page, ASKS_FIRST)
    expect(page.get_by_text("Visa ending in 3155 is ready to pay with.")).to_be_visible(timeout=PATIENCE)
    is_chosen(page, "Visa ending in 3155")
    page.go_back()
    page.get_by_role("link", name="Go back").click()
    is_chosen(page, "Visa ending in 3155")
    faults += faults_of(page)
    confirm(page)
    faults += faults_of(page)
    page.get_by_role("link", name="Continue at my card's bank").click()
    page.get_by_role("button", name="Approve").click()

    expect(page.locator(".badge", has_text="Posted")).to_be_visible(timeout=PATIENCE)
    open_page(page, postgres_portal, CHOICE)
    expect(page.get_by_role("radio", name="Visa ending in 4242")).to_be_visible()
    expect(page.get_by_text("3155")).to_have_count(0)
    assert faults == []


def test_what_was_refused_says_what_to_do_and_is_paid_again_with_another_card(
    postgres_portal: Portal, page: Page
) -> None:
    open_page(page, postgres_portal, CHOICE)
    use_once(page)
    enter_card(page, ASKS_FIRST)
    is_chosen(page, "Visa ending in 3155")
    confirm(page)
    page.get_by_role("link", name="Continue at my card's bank").click()
    page.get_by_role("button", name="This is not mine").click()

    expect(page.locator(".badge", has_text="Declined")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Try again and say yes when your card's bank asks")).to_be_visible()
    faults = faults_of(page)
    page.get_by_role("link", name="Pay again").click()
    is_chosen(page, "Visa ending in 4242")
    confirm(page)
    expect(page.locator(".badge", has_text="Posted")).to_be_visible(timeout=PATIENCE)
    assert faults == []
