"""Whoever has no mouse registers, signs in with two steps, invites somebody and pays, by the keys alone."""

import re

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from smarthub_dash.demo.cast import CLARA
from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import small_targets_of
from tests.support.members import PASSWORD, own_member
from tests.support.portal import Portal
from tests.support.portal_money import let_account_owe

pytestmark = pytest.mark.browser

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HAS_FOCUS = "element => element === document.activeElement"


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    for _ in range(80):
        if wanted.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {wanted}")


def write(page: Page, label: str, text: str) -> None:
    """Go to a field by its label and write into it."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def test_the_keys_alone_send_the_form_that_registers(sqlite_portal: Portal, page: Page) -> None:
    page.goto(f"{sqlite_portal.url}/register")

    write(page, "Account number", "0000000000")
    write(page, "Last name or business name", "Nobody")
    write(page, "E-mail", "keys@example.com")
    tab_to(page, page.get_by_label("ZIP code of the service address"))
    page.keyboard.type("65251")
    page.keyboard.press("Enter")

    expect(page.get_by_text("If what you entered matches")).to_be_visible()


def test_the_keys_alone_sign_in_with_two_steps(sqlite_portal: Portal, page: Page) -> None:
    member = own_member(sqlite_portal, totp_key=KEY)
    page.goto(f"{sqlite_portal.url}/login")

    write(page, "E-mail", member.email)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code**")
    write(page, "Code", pyotp.TOTP(KEY).now())
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{sqlite_portal.url}/home", timeout=PATIENCE)


def test_the_keys_alone_invite_somebody_and_take_it_back(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Clara")
    open_page(page, sqlite_portal, "/profile/household")

    tab_to(page, page.get_by_role("button", name="Invite someone"))
    page.keyboard.press("Enter")
    write(page, "E-mail", "keys@example.com")
    tab_to(page, page.get_by_label(f"Home ({CLARA.accounts[0].account_number})"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Send the invitation"))
    page.keyboard.press("Enter")
    back = page.get_by_role("button", name="Take back keys@example.com")
    expect(back).to_be_visible(timeout=PATIENCE)
    tab_to(page, back)
    page.keyboard.press("Enter")

    expect(page.get_by_text("The invitation was taken back.")).to_be_visible(timeout=PATIENCE)


def test_the_keys_alone_pay_a_part_of_a_bill(postgres_portal: Portal, page: Page, context: BrowserContext) -> None:
    let_account_owe(postgres_portal, "0068340001", cents=20_000)
    sign_in(context, postgres_portal, "Dee")
    open_page(page, postgres_portal, "/billing/pay?account=0068340001")

    # Within a group the arrows move: the last choice of the first group is another amount.
    tab_to(page, page.get_by_role("radio", name="Total due"))
    page.keyboard.press("ArrowUp")
    write(page, "Amount in dollars", "3.00")
    small = small_targets_of(page)
    review = page.get_by_role("link", name="Review payment")
    expect(page.get_by_role("status").filter(has_text="$3.00")).to_be_visible(timeout=PATIENCE)
    tab_to(page, review)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your payment")).to_be_focused(timeout=PATIENCE)
    small += small_targets_of(page)
    tab_to(page, page.get_by_role("button", name="Confirm and pay $3.00"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/billing/receipts/R"), timeout=PATIENCE)
    expect(page.get_by_role("status").filter(has_text="Posted")).to_be_visible(timeout=PATIENCE)
    assert small == []
