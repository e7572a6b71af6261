"""Paying as a member does: from Home in three taps, several accounts at once, twice clicked, in two tabs, on a date."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.outbox import wait_for_letter
from tests.support.portal import Portal, running_portal
from tests.support.visitors import email_of

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 320, "height": 700}
RECEIPT = re.compile(r"/billing/receipts/R")


@pytest.fixture(scope="module")
def fresh_portal(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A demo co-op of its own: what is paid here is owed elsewhere."""
    folder = tmp_path_factory.mktemp("paying")
    address = f"sqlite:///{shutil.copy(demo_sqlite, folder / 'smarthub.db')}"
    with running_portal(folder=folder, database_address=address) as portal:
        yield portal


def _phone(browser: Browser, portal: Portal, who: str) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, bypass_csp=True)
    sign_in(context, portal, who)
    return context


def _posted(page: Page) -> None:
    expect(page).to_have_url(RECEIPT, timeout=PATIENCE)
    expect(page.locator(".badge", has_text="Posted")).to_be_visible(timeout=PATIENCE)


def test_boone_pays_all_from_home_in_three_taps_and_his_desk_follows(fresh_portal: Portal, browser: Browser) -> None:
    with _phone(browser, fresh_portal, "Boone") as phone, browser.new_context() as desk:
        sign_in(desk, fresh_portal, "Boone")
        home, page = desk.new_page(), phone.new_page()
        open_page(home, fresh_portal, "/home")
        open_page(page, fresh_portal, "/home")
        heard = listen(page)

        page.get_by_role("link", name="Pay all").click()
        expect(page.get_by_role("heading", name="Check your payment")).to_be_visible(timeout=PATIENCE)
        faults = faults_of(page)
        page.get_by_role("button", name="Confirm and pay").dblclick()

        _posted(page)
        faults += faults_of(page)
        expect(home.get_by_text("Nothing is due. You are all set.")).to_be_visible(timeout=PATIENCE)
        assert faults == []
        assert heard.complaints == []

        # The receipt is to be had on paper and by letter as well.
        href = page.get_by_role("link", name="Receipt as PDF").get_attribute("href")
        assert page.request.get(f"{fresh_portal.url}{href}").headers["content-type"] == "application/pdf"
        wait_for_letter(fresh_portal, to=email_of("Boone"), subject_part="is posted")

        # Back, and a reload in the middle, lead to nothing that could be paid twice.
        page.go_back()
        open_page(page, fresh_portal, "/billing/pay?step=review")
        expect(page.get_by_role("heading", name="There is nothing to pay now")).to_be_visible(timeout=PATIENCE)
        open_page(page, fresh_portal, "/billing?show=payments")
        expect(page.get_by_role("link", name=re.compile("^Receipt of")).first).to_be_visible(timeout=PATIENCE)


def test_ada_pays_a_part_in_one_of_two_tabs_and_the_other_follows(fresh_portal: Portal, browser: Browser) -> None:
    with browser.new_context(bypass_csp=True) as context:
        sign_in(context, fresh_portal, "Ada")
        first, second = context.new_page(), context.new_page()
        open_page(second, fresh_portal, "/billing/pay?step=review")
        expect(second.get_by_role("button", name="Confirm and pay")).to_be_visible(timeout=PATIENCE)
        asked = second.locator("dl [data-main]").inner_text()
        open_page(first, fresh_portal, "/billing/pay")

        first.get_by_role("radio", name="Other amount").click()
        first.get_by_label("Amount in dollars").fill("99999999")
        expect(first.get_by_text("can be paid now.")).to_be_visible(timeout=PATIENCE)
        faults = faults_of(first)
        first.get_by_label("Amount in dollars").fill("10.00")
        first.get_by_role("link", name="Review payment").click()
        first.get_by_role("button", name="Confirm and pay $10.00").click()

        _posted(first)
        first.reload()
        _posted(first)
        expect(second.locator("dl [data-main]")).not_to_have_text(asked, timeout=PATIENCE)
        expect(second.get_by_text("This payment changed while you were here.")).to_be_visible(timeout=PATIENCE)
        assert faults == []


def test_ada_schedules_a_payment_changes_it_and_cancels_it(fresh_portal: Portal, browser: Browser) -> None:
    with _phone(browser, fresh_portal, "Ada") as context:
        page = context.new_page()
        open_page(page, fresh_portal, "/billing/pay")

        on_a_date = page.get_by_role("radio", name="On a date")
        on_a_date.click()
        expect(on_a_date).to_be_checked(timeout=PATIENCE)
        page.get_by_role("link", name="Review payment").click()
        page.get_by_role("button", name=re.compile("^Confirm .* for ")).click()
        expect(page.get_by_text("Your payment is scheduled.")).to_be_visible(timeout=PATIENCE)
        faults = faults_of(page)

        page.get_by_role("button", name=re.compile("^Change the payment")).click()
        page.get_by_role("dialog").get_by_label("Pay with").select_option(index=1)
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
        expect(page.get_by_text("The payment is changed.")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("button", name=re.compile("^Cancel the payment")).click()
        faults += faults_of(page)
        page.get_by_role("dialog").get_by_role("button", name="Cancel the payment").click()

        expect(page.get_by_text("The payment is cancelled.")).to_be_visible(timeout=PATIENCE)
        assert faults == []


def test_somebody_elses_receipt_is_not_found(fresh_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as context:
        sign_in(context, fresh_portal, "Clara")
        page = context.new_page()
        open_page(page, fresh_portal, "/billing/receipts/R2611-00000-00000")

        expect(page.get_by_text("We could not find that payment among yours.")).to_be_visible(timeout=PATIENCE)


def test_on_two_workers_a_payment_is_posted_and_followed_in_another_tab(
    postgres_portal: Portal, browser: Browser
) -> None:
    with browser.new_context() as context:
        sign_in(context, postgres_portal, "Ada")
        page, history = context.new_page(), context.new_page()
        open_page(history, postgres_portal, "/billing?show=payments")
        open_page(page, postgres_portal, "/billing/pay")

        page.get_by_role("radio", name="Other amount").click()
        page.get_by_label("Amount in dollars").fill("5.00")
        page.get_by_role("link", name="Review payment").click()
        page.get_by_role("button", name="Confirm and pay $5.00").click()

        _posted(page)
        expect(history.get_by_text("$5.00").first).to_be_visible(timeout=PATIENCE)
