"""Boone adds a number by the steps of the FAQ, chooses what it is told of, and reads his inbox."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.outbox import wait_for_letter
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

NUMBER, KEPT = "573-826-2371", "+15738262371"


def test_boone_adds_a_number_chooses_for_it_and_reads_his_inbox(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(bypass_csp=True) as boones:
        sign_in(boones, sqlite_portal, "Boone")
        page = boones.new_page()
        open_page(page, sqlite_portal, "/notifications")
        faults = faults_of(page)

        page.get_by_role("link", name="Manage Contacts", exact=True).click()
        page.get_by_role("link", name="Add a mobile number").click()
        page.get_by_label("Mobile number").fill(NUMBER)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Send a verification code").click()
        letter = wait_for_letter(sqlite_portal, to=KEPT, subject_part="Text message")
        code = re.search(r"\d{6}", letter.text)
        assert code
        page.get_by_label("Verification code").fill(code[0])
        page.get_by_role("button", name="Activate").click()
        expect(page.get_by_text("(573) 826-2371 is active.")).to_be_visible(timeout=PATIENCE)

        page.get_by_role("link", name="Notifications", exact=True).first.click()
        page.get_by_role("link", name="Manage Notifications", exact=True).click()
        due_soon = page.get_by_role("group", name="A bill is due in 3 days").get_by_role("checkbox").last
        expect(due_soon).to_be_checked(timeout=PATIENCE)
        due_soon.click()
        expect(page.get_by_text("Saved.")).to_be_visible(timeout=PATIENCE)
        page.reload()
        expect(due_soon).not_to_be_checked(timeout=PATIENCE)

        page.get_by_role("link", name="Notifications", exact=True).first.click()
        row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Your contact data has changed"))
        row.first.get_by_role("button", name="Mark as read").click()
        expect(row.first.get_by_role("button", name="Mark as unread")).to_be_visible(timeout=PATIENCE)
        assert faults == []
