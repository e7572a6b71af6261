"""Open pages follow what happens elsewhere: in every tab of everyone allowed, and in no other."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from smarthub_dash.demo.cast import ADA
from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.portal import Portal
from tests.support.reads import correct_newest_read, home_of

pytestmark = pytest.mark.browser

HOME = ADA.accounts[0]
FOLLOWED_WITHIN = 2_000


def correct(portal: Portal) -> str:
    """Import a correction of Ada's newest read as another process; return what her pages should then say."""
    correct_newest_read(portal.database_address, HOME.meter.meter_number, by=3_000)
    return home_of(portal.database_address, "Ada").used[HOME.account_number].sentence


def sentence_in(page: Page):
    """Return where a live Home says what was used."""
    return page.locator(f"[data-live-key='{HOME.account_number}'] .sentence")


@contextmanager
def tabs_of(browser: Browser, portal: Portal, first_name: str, *, contexts: int, each: int) -> Iterator[list[Page]]:
    """Open Home in several tabs of several browsers of one of the cast."""
    with ExitStack() as stack:
        pages = []
        for _ in range(contexts):
            context = stack.enter_context(browser.new_context())
            sign_in(context, portal, first_name)
            pages += [context.new_page() for _ in range(each)]
        for page in pages:
            open_page(page, portal, "/home")
        yield pages


def workers_with_sockets(portal: Portal) -> int:
    """Return how many workers of a portal hold a connection of a browser."""
    workers = psutil.Process(portal.process.pid).children(recursive=True)
    return sum(
        any(
            link.status == psutil.CONN_ESTABLISHED and link.laddr.port == portal.port
            for link in worker.net_connections("tcp")
        )
        for worker in workers
    )


def test_an_import_reaches_every_tab_of_everyone_allowed_and_no_other(
    postgres_portal: Portal, browser: Browser
) -> None:
    with tabs_of(browser, postgres_portal, "Ada", contexts=2, each=2) as pages, browser.new_context() as claras:
        sign_in(claras, postgres_portal, "Clara")
        clara = claras.new_page()
        heard = listen(clara)
        open_page(clara, postgres_portal, "/home")
        # The demo's own deliveries reach her too, four times an hour: what belongs to another comes every time.
        updates = []
        for _ in range(2):
            heard.frames.clear()
            expected = correct(postgres_portal)
            for page in pages:
                expect(sentence_in(page)).to_have_text(expected, timeout=PATIENCE)
            updates.append(heard.updates())

    assert [] in updates


def test_two_workers_hold_pages_and_both_follow_a_write_of_a_third_process(
    postgres_portal: Portal, browser: Browser
) -> None:
    with ExitStack() as stack:
        pages: list[Page] = []
        for _ in range(6):
            # The system gives each connection to one of the workers; a few pages are enough for both to have one.
            pages += stack.enter_context(tabs_of(browser, postgres_portal, "Ada", contexts=1, each=2))
            if workers_with_sockets(postgres_portal) == 2 and len(pages) >= 4:
                break
        assert workers_with_sockets(postgres_portal) == 2

        expected = correct(postgres_portal)

        for page in pages:
            expect(sentence_in(page)).to_have_text(expected, timeout=PATIENCE)


def test_a_page_follows_within_two_seconds(portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, portal, "Ada")
    open_page(page, portal, "/home")

    expected = correct(portal)

    expect(sentence_in(page)).to_have_text(expected, timeout=FOLLOWED_WITHIN)


def test_signing_out_throws_out_every_tab_of_that_browser_within_three_seconds(
    postgres_portal: Portal, browser: Browser
) -> None:
    with (
        tabs_of(browser, postgres_portal, "Ada", contexts=1, each=4) as pages,
        tabs_of(browser, postgres_portal, "Ada", contexts=1, each=1) as elsewhere,
    ):
        pages[0].get_by_role("button", name="Member menu").click()
        pages[0].get_by_role("button", name="Sign out").click()

        for page in pages[1:]:
            expect(page).to_have_url(re.compile("/login"), timeout=3_000)
        expect(pages[0]).to_have_url(re.compile(r"/login\?out=1"))
        expect(elsewhere[0].locator(".presence")).to_have_attribute("data-state", "live")
        expect(pages[1].get_by_text("You were signed out.")).to_be_visible()
        pages[1].go_back()
        assert ADA.full_name not in pages[1].content()
        pages[1].goto(f"{postgres_portal.url}/home")
        expect(pages[1]).to_have_url(re.compile("/login"))


def test_a_page_that_lost_the_network_says_so_and_is_current_when_it_returns(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Ada")
    presence = open_page(page, sqlite_portal, "/home")
    page.evaluate("window.is_the_same_page = true")

    context.set_offline(True)
    expect(presence).to_have_attribute("data-state", "lost", timeout=45_000)
    expect(presence).to_contain_text("Connection lost")
    expected = correct(sqlite_portal)
    context.set_offline(False)

    expect(presence).to_contain_text("Back online. Everything is current.", timeout=45_000)
    expect(sentence_in(page)).to_have_text(expected, timeout=PATIENCE)
    assert page.evaluate("window.is_the_same_page")


def test_a_page_that_slept_past_its_sign_in_goes_to_sign_in_when_it_returns(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Ada")
    presence = open_page(page, sqlite_portal, "/home")

    context.set_offline(True)
    expect(presence).to_have_attribute("data-state", "lost", timeout=45_000)
    context.clear_cookies()
    context.set_offline(False)

    expect(page).to_have_url(re.compile(r"/login\?ended=1&next=%2Fhome"), timeout=45_000)
    expect(page.get_by_text("You were signed out.")).to_be_visible()
