"""Security in a real browser: passkeys of a virtual device, a new password that throws others out, codes of an app."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, expect

from smarthub_dash.demo.cast import DEMO_PASSWORD
from smarthub_dash.domain.members.operations import rehash_password
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.kit.database import open_database
from smarthub_dash.kit.secrets import hash_password
from smarthub_dash.pages.table import PLAIN_FOR_MEMBERS
from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal
from tests.support.visitors import email_of

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}
PAGE = "/profile/security"
PLAIN = tuple(page.ROUTE for page in PLAIN_FOR_MEMBERS)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The virtual device of one browser page, which makes and holds keys."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def verify(self, is_verified: bool) -> None:
        """Let its owner pass, or anybody else who holds it."""
        told = {"authenticatorId": self._id, "isUserVerified": is_verified}
        self._session.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=WIDE) as context:
        yield context


def add_passkey(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}{PAGE}/passkey")
    page.get_by_role("button", name="Make the passkey").click()


def by_passkey(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.url}/login?next={PAGE}")
    page.get_by_role("button", name="Sign in with a passkey").click()


def leave(page: Page, portal: Portal) -> None:
    page.context.clear_cookies()
    page.goto(f"{portal.url}/login")


def test_a_passkey_is_added_signs_in_alone_and_is_removed(postgres_portal: Portal, context: BrowserContext) -> None:
    sign_in(context, postgres_portal, "Dee")
    page = context.new_page()
    device = Device(page)
    add_passkey(page, postgres_portal)
    expect(page.get_by_role("list", name="Passkeys")).to_contain_text("never used", timeout=PATIENCE)

    add_passkey(page, postgres_portal)
    expect(page.get_by_role("alert").filter(has_text="already")).to_be_visible(timeout=PATIENCE)

    leave(page, postgres_portal)
    device.verify(False)
    by_passkey(page, postgres_portal)
    expect(page.get_by_role("alert").filter(has_text="Nothing was done")).to_be_visible(timeout=PATIENCE)
    device.verify(True)
    by_passkey(page, postgres_portal)
    expect(page.get_by_role("list", name="Passkeys")).to_contain_text("last used", timeout=PATIENCE)
    expect(page.get_by_role("row").filter(has_text="This device")).to_contain_text("Passkey")

    page.get_by_role("button", name=re.compile("^Remove")).click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible(timeout=PATIENCE)
    leave(page, postgres_portal)
    by_passkey(page, postgres_portal)
    expect(page.get_by_role("alert").filter(has_text="not accepted")).to_be_visible(timeout=PATIENCE)


def test_the_field_of_the_e_mail_address_offers_the_passkeys_of_the_device(
    postgres_portal: Portal, context: BrowserContext
) -> None:
    sign_in(context, postgres_portal, "Earl")
    page = context.new_page()
    Device(page)
    add_passkey(page, postgres_portal)
    expect(page.get_by_role("list", name="Passkeys")).to_be_visible(timeout=PATIENCE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/passkey/" in request.url else None)

    leave(page, postgres_portal)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    assert asked == []  # until somebody is at the field
    page.get_by_label("E-mail").focus()  # the virtual device answers at once, where a person would choose from a list

    expect(page).to_have_url(f"{postgres_portal.url}/home", timeout=PATIENCE)
    assert [url.removeprefix(postgres_portal.url) for url in asked] == ["/passkey/sign-in/options", "/passkey/sign-in"]


def test_a_passkey_is_renamed(postgres_portal: Portal, context: BrowserContext) -> None:
    sign_in(context, postgres_portal, "Boone")
    page = context.new_page()
    Device(page)
    add_passkey(page, postgres_portal)

    page.get_by_role("button", name=re.compile("^Rename")).click(timeout=PATIENCE)
    page.get_by_label("Name", exact=True).fill("Kitchen computer")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("list", name="Passkeys")).to_contain_text("Kitchen computer", timeout=PATIENCE)


def test_a_device_is_signed_out_from_afar_within_three_seconds(postgres_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as here, browser.new_context() as away:
        for context in (here, away):
            sign_in(context, postgres_portal, "Earl")
        far = away.new_page()
        open_page(far, postgres_portal, "/home")
        page = here.new_page()
        open_page(page, postgres_portal, PAGE)

        page.get_by_role("button", name="Sign out all other devices").click()
        page.get_by_role("button", name="Sign them out").click()

        expect(far).to_have_url(re.compile("/login"), timeout=3_000)
        expect(page.get_by_role("list", name="Signed-in devices").get_by_role("listitem")).to_have_count(1)
        expect(page.get_by_text("All other devices are signed out.")).to_be_visible()


def test_a_new_password_throws_other_devices_out(postgres_portal: Portal, browser: Browser) -> None:
    new = "umbrella granite violin 1952"
    with browser.new_context() as here, browser.new_context() as away:
        for context in (here, away):
            sign_in(context, postgres_portal, "Clara")
        far = away.new_page()
        open_page(far, postgres_portal, PAGE)
        page = here.new_page()
        page.goto(f"{postgres_portal.url}{PAGE}/password")
        page.get_by_label("Present password").fill(DEMO_PASSWORD)
        page.get_by_label("New password").fill("short")
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_role("alert")).to_contain_text("at least")
        try:
            _change(page, DEMO_PASSWORD, new)

            expect(far).to_have_url(re.compile("/login"), timeout=3_000)
            expect(page.get_by_text("Your password is changed.")).to_be_visible(timeout=PATIENCE)
        finally:
            _restore(postgres_portal, "Clara")


def test_an_app_is_set_up_and_its_codes_are_asked_for(postgres_portal: Portal, context: BrowserContext) -> None:
    sign_in(context, postgres_portal, "Morgan")
    page = context.new_page()
    page.goto(f"{postgres_portal.url}{PAGE}/app")
    key = (page.locator("code.key").text_content() or "").replace(" ", "")
    page.get_by_label("Code of six digits").fill("123")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("alert")).to_contain_text("does not fit")
    assert (page.locator("code.key").text_content() or "").replace(" ", "") == key

    page.get_by_label("Code of six digits").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Switch on").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name="Switch off").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Off: your password alone signs you in.")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_keep_the_rules_and_fit(sqlite_portal: Portal, browser: Browser, size: ViewportSize) -> None:
    faults: list[str] = []
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        open_page(page, sqlite_portal, PAGE)
        expect(page.locator("[data-live=security]")).to_be_visible(timeout=PATIENCE)
        for path in (PAGE, *PLAIN):
            if path != PAGE:
                page.goto(sqlite_portal.url + path)
                expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
            faults += faults_of(page)

    assert faults == []


def test_without_script_the_page_says_so_and_the_password_works(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        page.goto(f"{sqlite_portal.url}{PAGE}/passkey")
        expect(page.get_by_text("This browser cannot make passkeys")).to_be_visible()
        context.clear_cookies()
        page.goto(f"{sqlite_portal.url}/login")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def _change(page: Page, present: str, new: str) -> None:
    page.get_by_label("Present password").fill(present)
    page.get_by_label("New password").fill(new)
    page.get_by_role("button", name="Change password").click()


def _restore(portal: Portal, first_name: str) -> None:
    """Give one of the cast the demo's password again: others sign in by it."""
    database = open_database(portal.database_address)
    with database.unit_of_work() as session:
        member = member_of_email(session, email=email_of(first_name))
        assert member
        rehash_password(session, member_id=member.id, password_hash=hash_password(DEMO_PASSWORD))
    database.close()
