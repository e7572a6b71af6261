"""Budget Billing: looked at, begun and ended by a member, and the same in another tab without a reload."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal

pytestmark = pytest.mark.browser


def test_clara_looks_at_budget_billing_begins_it_and_ends_it(sqlite_portal: Portal, browser: Browser) -> None:
    with (
        browser.new_context(bypass_csp=True) as wide,
        browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 700}) as narrow,
    ):
        for context in (wide, narrow):
            sign_in(context, sqlite_portal, "Clara")
        desk, phone = wide.new_page(), narrow.new_page()
        open_page(phone, sqlite_portal, "/billing/budget")

        open_page(desk, sqlite_portal, "/billing")
        desk.get_by_role("link", name="Budget Billing", exact=True).click()
        expect(desk.get_by_role("row")).to_have_count(25, timeout=PATIENCE)
        fixed = desk.locator("[data-trial]").inner_text()
        desk.get_by_role("button", name="Rolling average").click()
        expect(desk.locator("[data-trial]")).not_to_have_text(fixed, timeout=PATIENCE)
        faults = [*faults_of(desk), *faults_of(phone)]

        desk.get_by_role("button", name="Begin budget billing").click()
        expect(desk.get_by_text("On budget billing since")).to_be_visible(timeout=PATIENCE)
        expect(desk.get_by_text("a rolling average.")).to_be_visible()

        # The phone has followed without a reload.
        expect(phone.get_by_text("On budget billing since")).to_be_visible(timeout=PATIENCE)
        phone.get_by_role("button", name="End budget billing").click()
        faults += faults_of(phone)
        phone.get_by_role("dialog").get_by_role("button", name="End it").click()

        expect(desk.get_by_role("button", name="Begin budget billing")).to_be_visible(timeout=PATIENCE)
        assert faults == []


def test_earl_sees_what_was_put_off_and_when_it_is_settled(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as earls:
        sign_in(earls, sqlite_portal, "Earl")
        page = earls.new_page()
        open_page(page, sqlite_portal, "/billing/budget")

        expect(page.get_by_text("On budget billing since")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("Each bill asks for", exact=True)).to_be_visible()
        expect(page.get_by_text("Settled with the first bill from")).to_be_visible()
