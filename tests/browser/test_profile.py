"""My Profile in a browser: changed in one tab and followed in the others, and a sign-in with another address."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import col, update

from smarthub_dash.domain.members.records import Member
from smarthub_dash.kit.database import open_database
from tests.support.browsing import PATIENCE, open_page, sign_in
from tests.support.outbox import letters_to, link_in, wait_for_letter
from tests.support.portal import Portal
from tests.support.visitors import email_of

pytestmark = pytest.mark.browser

DEE, NEW = email_of("Dee"), "dee.new@example.com"


@pytest.fixture
def dee(postgres_portal: Portal, context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser in which Dee just signed in; she is again as she was when the test ends."""
    sign_in(context, postgres_portal, "Dee")
    yield context
    database = open_database(postgres_portal.database_address)
    was = {"full_name": "Dee Okafor", "email": DEE, "phone": "", "mailing_street": "", "mailing_city": ""}
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.email).in_((DEE, NEW))).values(**was))
    database.close()


def change(page: Page, what: str, fields: dict[str, str]) -> None:
    """Open the form of a part, fill it in and save."""
    page.get_by_role("button", name=f"Change {what}").click()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Save", exact=True).click()


def kept(page: Page, part: str):
    return page.locator(f"[data-kept={part}]")


def test_what_is_changed_in_one_tab_is_followed_in_the_others(postgres_portal: Portal, dee: BrowserContext) -> None:
    first, second, home = dee.new_page(), dee.new_page(), dee.new_page()
    for page, path in ((first, "/profile"), (second, "/profile"), (home, "/home")):
        open_page(page, postgres_portal, path)

    change(first, "phone", {"Phone number": "573 642 3326"})
    expect(kept(second, "phone")).to_have_text("(573) 642-3326", timeout=PATIENCE)
    change(first, "mailing address", {"Street": "12 Elm St", "City": "Fulton", "ZIP code": "6525"})
    expect(first.get_by_text("Enter a ZIP code")).to_be_visible(timeout=PATIENCE)
    expect(first.get_by_label("ZIP code")).to_be_focused()
    expect(first.get_by_label("City")).to_have_value("Fulton")
    first.get_by_label("ZIP code").fill("65251")
    first.keyboard.press("Enter")
    expect(kept(second, "address")).to_have_text(re.compile("12 Elm St\\s+Fulton, MO 65251"), timeout=PATIENCE)
    change(first, "name", {"Full name": "Dee Byron"})

    for page in (first, second, home):
        expect(page.locator(".member-button")).to_contain_text("Dee Byron", timeout=PATIENCE)
    wait_for_letter(postgres_portal, to=DEE, subject_part="contact data")


def test_a_form_that_grew_stale_says_so_and_keeps_what_was_typed(postgres_portal: Portal, dee: BrowserContext) -> None:
    first, second = dee.new_page(), dee.new_page()
    for page in (first, second):
        open_page(page, postgres_portal, "/profile")
    second.get_by_role("button", name="Change phone").click()
    second.get_by_label("Phone number").fill("573-826-2371")

    change(first, "phone", {"Phone number": "573-642-3326"})
    expect(kept(second, "phone")).to_have_text("(573) 642-3326", timeout=PATIENCE)
    second.get_by_role("button", name="Save", exact=True).click()

    expect(second.get_by_role("alert").filter(has_text="changed elsewhere")).to_be_visible(timeout=PATIENCE)
    expect(second.get_by_label("Phone number")).to_have_value("573-826-2371")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(kept(first, "phone")).to_have_text("(573) 826-2371", timeout=PATIENCE)


def test_another_address_holds_once_the_link_in_its_letter_was_used(
    postgres_portal: Portal, dee: BrowserContext
) -> None:
    page, reader, before = dee.new_page(), dee.new_page(), len(letters_to(postgres_portal, DEE))
    open_page(page, postgres_portal, "/profile")
    page.get_by_role("button", name="Change e-mail").click()
    page.get_by_label("New e-mail address").fill(" Dee.New@example.com")
    page.get_by_role("button", name="Send the link").click()
    expect(page.locator("[data-waiting=email]")).to_contain_text(NEW, timeout=PATIENCE)
    expect(kept(page, "email")).to_have_text(DEE)

    reader.goto(link_in(wait_for_letter(postgres_portal, to=NEW, subject_part="Confirm")))
    reader.get_by_role("button", name="Use this address").click()

    expect(reader.get_by_text("from now on")).to_be_visible(timeout=PATIENCE)
    expect(kept(page, "email")).to_have_text(NEW, timeout=PATIENCE)
    # A letter of an earlier change may come late, too.
    words = "e-mail address is now"
    assert wait_for_letter(postgres_portal, to=DEE, subject_part="contact data", after=before, text_part=words)


def test_everything_comes_as_one_archive(postgres_portal: Portal, dee: BrowserContext, tmp_path: Path) -> None:
    page = dee.new_page()
    open_page(page, postgres_portal, "/profile")

    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Download everything about me").click()

    download.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None
        assert DEE in archive.read("about-me.csv").decode()
        assert len([name for name in archive.namelist() if name.endswith("bills.csv")]) == 2
