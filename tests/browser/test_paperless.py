"""Paperless Billing is switched in one tab and shows in another; a bill of the page opens as PDF."""

import pytest
from playwright.sync_api import Browser, expect

from smarthub_dash.demo.cast import BOONE
from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.outbox import wait_for_letter
from tests.support.paper import text_of
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

FARM = BOONE.accounts[0]


def test_boone_switches_one_account_and_every_open_page_says_so(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(bypass_csp=True) as boones:
        sign_in(boones, sqlite_portal, "Boone")
        paperless, profile = boones.new_page(), boones.new_page()
        open_page(paperless, sqlite_portal, "/billing/paperless")
        open_page(profile, sqlite_portal, "/profile")
        expect(profile.get_by_text("The bills of all 5 accounts are printed and mailed.")).to_be_visible(
            timeout=PATIENCE
        )
        faults = faults_of(paperless)

        paperless.get_by_role("button", name=f"Go paperless {FARM.nickname}", exact=True).click()

        news = f"The bill of account {FARM.account_number} comes without paper from now on."
        expect(paperless.get_by_text(news)).to_be_visible(timeout=PATIENCE)
        expect(profile.get_by_text("The bills of 1 of 5 accounts come without paper.")).to_be_visible(timeout=PATIENCE)
        wait_for_letter(sqlite_portal, to=BOONE.email, subject_part="without paper now")

        paperless.get_by_role("button", name=f"Print my bills again {FARM.nickname}", exact=True).click()
        expect(profile.get_by_text("The bills of all 5 accounts are printed and mailed.")).to_be_visible(
            timeout=PATIENCE
        )
        assert faults == []


def test_earl_opens_his_bill_as_pdf_in_large_print(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(bypass_csp=True) as earls:
        sign_in(earls, sqlite_portal, "Earl")
        page = earls.new_page()
        open_page(page, sqlite_portal, "/billing")
        page.locator("a[href^='/bills/']:not([href$='.pdf'])").first.click()
        link = page.get_by_role("link", name="Open the PDF")
        expect(link).to_be_visible(timeout=PATIENCE)

        answer = earls.request.get(f"{sqlite_portal.url}{link.get_attribute('href')}")

        assert answer.headers["content-type"] == "application/pdf"
        said = text_of(answer.body())
        assert "Earl Tisdale" in said
        assert "Message Center" in text_of(answer.body(), page=-1)
