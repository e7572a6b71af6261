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
    ("name", "size", "scheme"),
    [
        ("Frances Calloway", {"width": 320, "height": 700}, "light"),
        ("Kingdom Feed & Seed LLC", {"width": 1280, "height": 900}, "dark"),
    ],
    ids=["narrow and light", "wide and dark"],
)
def test_a_printed_bill_leads_to_home_and_a_letter_to_a_new_password(
    postgres_portal: Portal, browser: Browser, name: str, size: ViewportSize, scheme: Literal["light", "dark"]
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

        page.get_by_role("button", name="paperless").click()
        expect(page).to_have_url(f"{postgres_portal.url}/home", timeout=PATIENCE)
        expect(page.locator("[data-live-key]")).to_have_count(1, timeout=PATIENCE)
        expect(page.get_by_text("Register", exact=False).first).to_be_visible()

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
