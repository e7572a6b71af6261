"""Auto Pay by the way of the FAQ: signed up, asked above the ceiling, skipped, changed, failed, tried again, ended."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal
from tests.support.portal_money import fail_draft, let_account_owe

pytestmark = pytest.mark.browser

HOUSE = "0068340001"
AGREE = "I have read the terms and authorize these drafts."
WAYS: tuple[tuple[ViewportSize, str], ...] = (
    ({"width": 1280, "height": 900}, "Billing & Payments"),
    ({"width": 320, "height": 700}, "Bill & Pay"),
)


def walk_to_sign_up(page: Page, first: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=first, exact=True).click()
    page.get_by_role("link", name="Auto Pay Program").click()
    page.get_by_role("button", name="Sign Up for Auto Pay").click()


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible(timeout=PATIENCE)


def tick(page: Page, name: str | re.Pattern[str]) -> None:
    box = page.get_by_role("checkbox", name=name)
    box.click()
    expect(box).to_be_checked(timeout=PATIENCE)


def of_house(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{name}.* Ridge house$")).click()


def test_dee_lets_her_bills_be_drafted(postgres_portal: Portal, browser: Browser) -> None:
    let_account_owe(postgres_portal, HOUSE, cents=20_000)
    faults: list[str] = []
    for size, first in WAYS:
        with browser.new_context(viewport=size, bypass_csp=True) as context:
            sign_in(context, postgres_portal, "Dee")
            page = context.new_page()
            open_page(page, postgres_portal, "/home")
            walk_to_sign_up(page, first)
            expect(page.get_by_role("heading", name="Sign Up for Auto Pay")).to_be_visible(timeout=PATIENCE)
            faults += faults_of(page)
            if size["width"] < 768:
                faults += _sign_up(page)
                faults += _change(page)
                faults += _fail_and_end(page, postgres_portal)

    assert faults == []


def _sign_up(page: Page) -> list[str]:
    tick(page, re.compile("^Ridge house"))
    page.get_by_label("When").select_option("15")
    page.get_by_label("Ask me above").fill("40")
    page.get_by_label("Ask me above").blur()
    says(page, "That is above your ceiling: we ask you first.")
    page.get_by_role("button", name="Agree and sign up").click()
    expect(page.get_by_role("alert").filter(has_text="Read the terms and tick the box")).to_be_visible(timeout=PATIENCE)
    faults = faults_of(page)
    tick(page, AGREE)
    page.get_by_role("button", name="Agree and sign up").click()
    says(page, "Auto Pay is set up.")
    return faults + faults_of(page)


def _change(page: Page) -> list[str]:
    of_house(page, "Yes, draw")
    says(page, "The draft will be made on its day.")
    of_house(page, "Skip this draft")
    says(page, "The draft is skipped.")
    faults = faults_of(page)
    of_house(page, "Draft it after all")
    says(page, "The draft will be made after all.")
    of_house(page, "Change")
    expect(page.get_by_label("Ask me above")).to_have_value("40.00", timeout=PATIENCE)
    page.get_by_label("Ask me above").fill("")
    page.get_by_label("When").select_option("due")
    tick(page, AGREE)
    page.get_by_role("button", name="Agree and sign up").click()
    expect(page.get_by_text("on the due date of each bill, no ceiling.")).to_be_visible(timeout=PATIENCE)
    return faults


def _fail_and_end(page: Page, portal: Portal) -> list[str]:
    fail_draft(portal, HOUSE, of="Dee")
    expect(page.get_by_text("did not go through.")).to_be_visible(timeout=PATIENCE)
    faults = faults_of(page)
    of_house(page, "Try again: draw")
    says(page, "The draft is on its way.")
    of_house(page, "Cancel Auto Pay")
    faults += faults_of(page)
    page.get_by_role("dialog").get_by_role("button", name="End Auto Pay").click()
    says(page, "Auto Pay of Ridge house has ended.")
    return faults
