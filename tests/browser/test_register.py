"""From a printed bill to Home, and back in after a forgotten password: by real letters, before any socket."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browsing import PATIENCE, listen
from tests.support.looking import faults_of
from tests.support.outbox import link_in, wait_for_letter
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

FIRST, SECOND = "a lantern over the creek", "eleven geese walk to Fulton"


def fill_in(page: Page, portal: Portal, *, email: str, name: str) -> None:
    """Fill the form with what the demo's printed bill of that name says."""
    page.goto(f"{portal.url}/register")
    bill = page.get_by_role("article", name=f"Printed bill of {name}")
    number = bill.locator("dt", has_text="Account number").locator("xpath=following-sibling::dd").inner_text()
    zip_code = bill.locator("p").nth(1).inner_text().strip()[-5:]
    page.get_by_label("Account number").fill(number)
    page.get_by_label("Last name or business name").fill(name.split()[-1] if name.startswith("Frances") else name)
    page.get_by_label("ZIP code of the service address").fill(zip_code)
    page.get_by_label("E-mail").fill(email)


@pytest.mark.parametrize(
    ("name", "size", "scheme", "is_paperless"),
    [
        ("Frances Calloway", {"width": 320, "height": 700}, "light", True),
        ("Kingdom Feed & Seed LLC", {"width": 1280, "height": 900}, "dark", False),
    ],
    ids=["narrow and light", "wide and dark"],
)
def test_a_printed_bill_leads_to_home_and_a_letter_to_a_new_password(
    postgres_portal: Portal,
    browser: Browser,
    name: str,
    size: ViewportSize,
    scheme: Literal["light", "dark"],
    is_paperless: bool,
) -> None:
    email = f"{name.split()[0].lower()}@example.com"
    with browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        heard = listen(page)
        fill_in(page, postgres_portal, email=email, name=name)
        faults = faults_of(page)
        page.get_by_role("button", name="Send me a link").click()
        expect(page.get_by_text("If what you entered matches")).to_be_visible()
        faults += faults_of(page)

        page.goto(link_in(wait_for_letter(postgres_portal, to=email, subject_part="")))
        faults += faults_of(page)
        page.get_by_label("Password", exact=True).fill(FIRST)
        page.get_by_label("The same password again").fill(FIRST)
        page.get_by_role("main").get_by_role("button").click()
        expect(page).to_have_url(f"{postgres_portal.url}/register/paperless")
        faults += faults_of(page)
        assert heard.sockets == []  # until here no page opened one

        page.get_by_role("button", name="Yes, paperless" if is_paperless else "Keep printed bills").click()
        expect(page).to_have_url(f"{postgres_portal.url}/home", timeout=PATIENCE)
        expect(page.locator("[data-live-key]")).to_have_count(1, timeout=PATIENCE)
        _walk_first_steps(page, is_paperless=is_paperless)
        faults += faults_of(page)

        context.clear_cookies()
        page.goto(f"{postgres_portal.url}/forgot-password")
        faults += faults_of(page)
        page.get_by_label("E-mail").fill(email)
        page.get_by_role("main").get_by_role("button").click()
        page.goto(link_in(wait_for_letter(postgres_portal, to=email, subject_part="password")))
        faults += faults_of(page)
        page.get_by_label("New password", exact=True).fill(SECOND)
        page.get_by_label("The same password again").fill(SECOND)
        page.get_by_role("main").get_by_role("button").click()
        expect(page).to_have_url(f"{postgres_portal.url}/login?changed=1")

        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(SECOND)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(f"{postgres_portal.url}/home", timeout=PATIENCE)
        assert faults == []


def _walk_first_steps(page: Page, *, is_paperless: bool) -> None:
    """Find on Home what is done and what waits, and where each step leads."""
    steps = page.locator("[data-live=home] .steps > li")
    expect(steps).to_have_count(3)
    done = ["true", "true" if is_paperless else "false", "false"]
    assert [each.get_attribute("data-done") for each in steps.all()] == done
    expect(steps.nth(1)).to_contain_text("Paperless Billing is on." if is_paperless else "Paperless Billing, Auto Pay")
    for at, ends in ((0, "/profile"), (1, "/settings" if is_paperless else "/billing/paperless"), (2, "/security")):
        steps.nth(at).get_by_role("link").click()
        page.wait_for_url(f"**{ends}")
        page.go_back()
        expect(steps).to_have_count(3, timeout=PATIENCE)
