"""A person is invited, makes a sign-in, sees only what was shared, and loses it in a moment when it ends."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from smarthub_dash.demo.cast import ADA
from tests.support.apart import run_apart
from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.outbox import link_in, wait_for_letter
from tests.support.portal import Portal
from tests.support.raw_socket import raw_socket

pytestmark = pytest.mark.browser

HOME, FIBER = ADA.accounts
EMAIL, PASSWORD = "nell@example.com", "a heron stood beside our gate"


def invite(page: Page, portal: Portal) -> None:
    """Invite Nell to Ada's home as a payer."""
    open_page(page, portal, "/profile/household")
    page.get_by_role("button", name="Invite someone").click()
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label(f"Home ({HOME.account_number})").check()
    page.get_by_label(re.compile("^Payer")).check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(f"An invitation is on its way to {EMAIL}.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name=f"Take back {EMAIL}")).to_be_visible()


async def what_a_tab_gets(portal: Portal, cookie: str, *, token: str) -> str:
    """Return all that a tab is sent by a socket of its own; the same token is the same tab, come back."""
    async with raw_socket(portal.url, cookie=cookie, token=token, load="/home") as socket:
        return "".join(socket.frames)


def test_nell_is_invited_sees_only_that_account_and_loses_it_in_a_moment(
    postgres_portal: Portal, browser: Browser
) -> None:
    with browser.new_context(bypass_csp=True) as adas, browser.new_context(bypass_csp=True) as nells:
        sign_in(adas, postgres_portal, "Ada")
        ada, nell = adas.new_page(), nells.new_page()
        invite(ada, postgres_portal)

        nell.goto(link_in(wait_for_letter(postgres_portal, to=EMAIL, subject_part="invites you")))
        faults = faults_of(nell)
        nell.set_viewport_size({"width": 320, "height": 700})
        faults += faults_of(nell)
        nell.get_by_label("Your name").fill("Nell Whitfield")
        nell.get_by_label("Choose a password").fill(PASSWORD)
        nell.get_by_role("button", name="Make my sign-in and accept").click()

        heard = listen(nell)
        open_page(nell, postgres_portal, "/home")
        card = nell.locator(f"[data-live-key='{HOME.account_number}']")
        expect(card).to_be_visible(timeout=PATIENCE)
        assert FIBER.account_number not in nell.content()
        name, value = next((each["name"], each["value"]) for each in nells.cookies() if each["name"] == "smarthub")
        assert HOME.account_number in run_apart(what_a_tab_gets(postgres_portal, f"{name}={value}", token="one"))

        # Ada's page has followed without a reload: Nell stands there.
        ada.get_by_role("button", name="Remove Nell Whitfield").click()
        faults += faults_of(ada)
        ada.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()

        expect(card).to_have_count(0, timeout=3_000)
        expect(nell.get_by_text("No accounts are linked to this sign-in yet")).to_be_visible()
        assert HOME.account_number not in run_apart(what_a_tab_gets(postgres_portal, f"{name}={value}", token="one"))
        expect(ada.get_by_text(f"Ada Whitfield ended the access of {EMAIL}")).to_be_visible(timeout=PATIENCE)
        assert FIBER.account_number not in "".join(heard.frames)
        assert faults == []


def test_a_pressed_button_keeps_the_keyboard_while_its_line_moves(postgres_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as context:
        sign_in(context, postgres_portal, "Dee")
        page = context.new_page()
        open_page(page, postgres_portal, "/profile/accounts")
        lines = page.locator("[data-live=linked-accounts] ol > li")
        down, up = (page.get_by_role("button", name=f"Move {way} Ridge house") for way in ("down", "up"))

        down.focus()
        page.keyboard.press("Enter")
        expect(lines.last).to_contain_text("Ridge house", timeout=PATIENCE)
        expect(up).to_be_focused()  # there is no way further down
        page.keyboard.press("Enter")

        expect(lines.first).to_contain_text("Ridge house", timeout=PATIENCE)
        expect(down).to_be_focused()


def test_a_nickname_moves_live_from_one_page_to_another(postgres_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as context:
        sign_in(context, postgres_portal, "Clara")
        accounts, home = context.new_page(), context.new_page()
        open_page(home, postgres_portal, "/home")
        open_page(accounts, postgres_portal, "/profile/accounts")

        accounts.get_by_label("Nickname").fill("The creek house")
        accounts.get_by_role("button", name="Save the nickname of Home").click()

        expect(home.get_by_role("heading", name="The creek house")).to_be_visible(timeout=3_000)
        accounts.get_by_label("Nickname").fill("Home")
        accounts.get_by_role("button", name="Save the nickname of The creek house").click()
        expect(home.get_by_role("heading", name="Home", level=3)).to_be_visible(timeout=3_000)
