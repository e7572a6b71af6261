"""From a notice that a journey posts to the letter that its reader finds, through the served portal's own jobs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from smarthub_dash.demo.world.mailbox import ReceivedLetter
from smarthub_dash.documents.letters import samples
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.database import open_database
from smarthub_dash.kit.sealing import Sealer
from tests.support import processes
from tests.support.browsing import PATIENCE, sign_in
from tests.support.looking import OF_LETTERS, OF_PAGES, faults_of
from tests.support.outbox import letters_to, wait_for_letter
from tests.support.portal import Portal

pytestmark = pytest.mark.browser


def _post(portal: Portal, *, key: str, to: str, now: datetime, template: str = "already_registered") -> None:
    database = open_database(portal.database_address)
    with database.unit_of_work() as session:
        post_notice(
            session,
            key=key,
            template=template,
            facts=samples()[template],
            to=[Address(Channel.EMAIL, to)],
            member_id=None,
            sealed_link=_sealer(portal).seal(f"{portal.url}/help"),
            now=now,
        )
    database.close()


def _sealer(portal: Portal) -> Sealer:
    return Sealer([(portal.folder / "secret.key").read_text()])


def test_a_notice_is_a_letter_a_moment_later_and_only_once(postgres_portal: Portal) -> None:
    now = SystemClock().now()
    to = f"once-{postgres_portal.port}@example.com"

    _post(postgres_portal, key=f"outbox {to}", to=to, now=now)
    _post(postgres_portal, key=f"outbox {to}", to=to, now=now)
    letter = wait_for_letter(postgres_portal, to=to, subject_part="already have a sign-in")

    assert postgres_portal.url in letter.text
    assert len(letters_to(postgres_portal, to)) == 1


def test_a_letter_is_read_in_the_outbox_and_its_links_open_the_portal(sqlite_portal: Portal, page: Page) -> None:
    to = "reader@example.com"
    _post(sqlite_portal, key="outbox reader", to=to, now=SystemClock().now(), template="account_linked")
    wait_for_letter(sqlite_portal, to=to, subject_part="added to your sign-in")

    page.goto(f"{sqlite_portal.url}/demo/outbox")
    page.locator("li", has_text=to).get_by_role("link").click()
    letter = page.frame_locator("iframe[title='The letter']")
    expect(letter.get_by_role("heading", level=1)).to_have_text("An account was added to your sign-in")
    expect(letter.get_by_text("Home (1004471)")).to_be_visible()
    letter.get_by_role("link", name="Choose a new password").click()

    expect(page).to_have_url(f"{sqlite_portal.url}/forgot-password", timeout=PATIENCE)


def test_a_letter_can_run_nothing(sqlite_portal: Portal, page: Page) -> None:
    to = "quiet@example.com"
    _post(sqlite_portal, key="outbox quiet", to=to, now=SystemClock().now())
    name = wait_for_letter(sqlite_portal, to=to, subject_part="sign-in").name

    answer = page.request.get(f"{sqlite_portal.url}/demo/outbox/{name}/page")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_a_letter_that_is_gone_leads_to_the_others(sqlite_portal: Portal, page: Page) -> None:
    for name in ("99999999", "x", "..%2Fsecret.key", "%2e%2e", "1e3", "¹"):
        page.goto(f"{sqlite_portal.url}/demo/outbox/{name}")
        assert "sandbox" not in page.content()
        assert page.request.get(f"{sqlite_portal.url}/demo/outbox/{name}/page").status == 404


def test_only_staff_find_the_outbox_under_staff(sqlite_portal: Portal, browser: Browser) -> None:
    for first_name, path in (("Morgan", "/staff/outbox"), ("Ada", "/home")):
        with browser.new_context() as context:
            sign_in(context, sqlite_portal, first_name)
            page = context.new_page()
            page.goto(f"{sqlite_portal.url}/staff/outbox")
            expect(page).to_have_url(sqlite_portal.url + path, timeout=PATIENCE)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_letter_keeps_the_rules_and_fits_its_width(sqlite_portal: Portal, browser: Browser, width: int) -> None:
    to, faults = "every-letter@example.com", []
    for template in samples():
        _post(sqlite_portal, key=f"{template} {to}", to=to, now=SystemClock().now(), template=template)
    processes.wait_until(
        lambda: len(letters_to(sqlite_portal, to)) == len(samples()),
        process=sqlite_portal.process,
        log=sqlite_portal.log,
        seconds=60,
    )

    with browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True) as context:
        page = context.new_page()
        for path, rules in _looked_at(letters_to(sqlite_portal, to)):
            page.goto(sqlite_portal.url + path)
            faults += faults_of(page, rules=rules)

    assert faults == []


def _looked_at(letters: Sequence[ReceivedLetter]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "/demo/outbox", OF_PAGES
    # The frame around a letter is the same each time; a letter is no page, and its reader has a main part already.
    yield f"/demo/outbox/{letters[0].name}", OF_PAGES
    yield from ((f"/demo/outbox/{letter.name}/page", OF_LETTERS) for letter in letters)
