"""The second step, the way back to the same page, staying signed in, and being asked again."""

import re
import time
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from smarthub_dash.demo.cast import ADA, DEMO_PASSWORD
from smarthub_dash.domain.members.rules import KEPT_LIFE
from state.guard import FRESHLY
from tests.support.apart import run_apart
from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.members import PASSWORD, OwnMember, end_session_of, let_proof_age, own_member
from tests.support.portal import Portal
from tests.support.raw_socket import raw_socket
from tests.support.states import HANDLERS
from tests.support.visitors import cookie_by, email_of

pytestmark = pytest.mark.browser

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def fill_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def own_page(page: Page, portal: Portal, member: OwnMember, path: str) -> None:
    """Sign a member in by the form, and wait until the page lives."""
    page.goto(f"{portal.url}/login?next={path}")
    fill_in(page, member.email, PASSWORD)
    expect(page.locator(".presence")).to_have_attribute("data-state", "live", timeout=PATIENCE)


def test_a_code_of_the_app_is_asked_for_after_the_password_and_leads_on(postgres_portal: Portal, page: Page) -> None:
    member = own_member(postgres_portal, totp_key=KEY)
    heard = listen(page)
    page.goto(f"{postgres_portal.url}/login?next=/usage?unit=money")
    fill_in(page, member.email, PASSWORD)

    expect(page).to_have_url(re.compile(r"/sign-in/code\?next="))
    page.get_by_label("Code").fill("not it")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".note[role=alert]")).to_contain_text("not right")
    assert heard.sockets == []
    page.get_by_label("Code").fill(pyotp.TOTP(KEY).now())
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile(r"/usage\?unit=money"), timeout=PATIENCE)
    assert {cookie["name"] for cookie in page.context.cookies()} == {"smarthub"}


def test_when_a_session_ends_the_open_page_leads_to_sign_in_and_back_to_itself(
    postgres_portal: Portal, context: BrowserContext, page: Page
) -> None:
    sign_in(context, postgres_portal, "Ada")
    path = f"/usage?account={ADA.accounts[1].account_number}&range=year"
    open_page(page, postgres_portal, path)

    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "smarthub")
    end_session_of(postgres_portal, token)

    expect(page).to_have_url(re.compile(r"/login\?ended=1&next="), timeout=PATIENCE)
    expect(page.locator(".note[role=alert]")).to_contain_text("You were signed out")
    fill_in(page, email_of("Ada"), DEMO_PASSWORD)
    expect(page).to_have_url(postgres_portal.url + path, timeout=PATIENCE)


def test_staying_signed_in_is_a_box_to_tick_and_else_the_cookie_ends_with_the_browser(
    postgres_portal: Portal, page: Page
) -> None:
    page.goto(f"{postgres_portal.url}/login?next=/help")
    fill_in(page, email_of("Ada"), DEMO_PASSWORD)
    page.wait_for_url("**/help")
    (passing,) = page.context.cookies()
    page.context.clear_cookies()
    page.goto(f"{postgres_portal.url}/login?next=/help")
    page.get_by_label("Stay signed in on this device").check()
    fill_in(page, email_of("Ada"), DEMO_PASSWORD)
    page.wait_for_url("**/help")
    (kept,) = page.context.cookies()

    assert passing["expires"] == -1
    assert abs(kept["expires"] - time.time() - KEPT_LIFE.total_seconds()) < 600
    assert all(each["httpOnly"] and each["sameSite"] == "Lax" for each in (passing, kept))
    assert datetime.fromtimestamp(kept["expires"], UTC) - datetime.now(UTC) <= KEPT_LIFE + timedelta(minutes=1)


def test_a_member_is_asked_again_and_goes_on_where_they_were(postgres_portal: Portal, page: Page) -> None:
    own_page(page, postgres_portal, own_member(postgres_portal), "/profile")

    page.goto(f"{postgres_portal.url}/confirm?next=/profile")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator(".note[role=alert]")).to_contain_text("not your password")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm", exact=True).click()

    expect(page).to_have_url(f"{postgres_portal.url}/profile", timeout=PATIENCE)


def test_without_a_fresh_proof_no_handler_that_needs_one_runs_for_a_raw_socket(postgres_portal: Portal) -> None:
    member = own_member(postgres_portal)
    cookie = cookie_by(postgres_portal.url, member.email, PASSWORD)
    let_proof_age(postgres_portal, member)
    guarded = [name for name, handler in HANDLERS.items() if getattr(handler, FRESHLY, False)]
    assert guarded

    async def call_all() -> list[list[str]]:
        heard = []
        async with raw_socket(postgres_portal.url, token="direct", cookie=cookie, load="/profile") as socket:
            await socket.until_quiet()
            for name in guarded:
                socket.frames.clear()
                await socket.send_event(name, {}, {"pathname": "/profile", "asPath": "/profile"})
                await socket.until_quiet()
                heard.append([*socket.frames])
        return heard

    for frames in run_apart(call_all()):
        assert any("/confirm?next=%2Fprofile" in frame for frame in frames), frames
