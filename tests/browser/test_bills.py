"""Bills as a member meets them: found, read line by line, compared, asked about, and followed live."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from smarthub_dash.domain.service.rules import RequestState
from smarthub_dash.journeys.ask_about_bill import answer_request
from smarthub_dash.journeys.view_bills import bills_request_of, view_bills
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.kit.money import money_text
from smarthub_dash.settings import settings
from tests.browser.test_accessibility import NARROW, WIDE
from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.outbox import wait_for_letter
from tests.support.portal import Portal
from tests.support.reads import opened, scope_of_member
from tests.support.visitors import cookie_of, email_of

pytestmark = pytest.mark.browser

FOLLOWED_WITHIN = 3_000


def newest_bill(portal: Portal, first_name: str) -> str:
    """Return the number of the newest bill of one of the cast."""
    with opened(portal.database_address) as database:
        scope, now = scope_of_member(database, first_name), SystemClock().now()
        view = view_bills(database, scope=scope, request=bills_request_of({}), now=now, zone=settings().zone)
    return view.bills[0].bill.bill_number


def test_boone_finds_a_bill_narrows_the_list_and_comes_back(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Boone")
    heard = listen(page)
    open_page(page, sqlite_portal, "/home")
    page.get_by_role("link", name="Billing & Payments").click()
    live = page.locator("[data-live=billing]")
    expect(live).to_be_visible(timeout=PATIENCE)

    page.get_by_text("Narrow and sort").click()
    page.get_by_role("navigation", name="Account").get_by_role("link", name="Shop", exact=True).click()
    expect(page).to_have_url(re.compile("account=0052209002"))
    expect(live.get_by_role("cell", name=re.compile("Farm house"))).to_have_count(0)
    expect(live.get_by_text("Past due").locator("visible=true").first).to_be_visible()
    page.get_by_role("link", name="Lowest first").click()
    expect(page).to_have_url(re.compile("sort=lowest"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("sort=lowest"))
    expect(page.get_by_role("link", name="Newest first")).to_have_attribute("aria-current", "true")

    page.get_by_role("link", name="Payments", exact=True).click()
    expect(page.get_by_role("table", name="Payments and credits")).to_be_visible()
    page.get_by_role("link", name="Capital credits").click()
    expect(page).to_have_url(re.compile("show=credits"))
    assert heard.complaints == []


def test_the_figures_of_a_bill_are_in_the_page_and_react_takes_them_over(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    number = newest_bill(sqlite_portal, "Ada")
    answer = httpx.get(f"{sqlite_portal.url}/bills/{number}", headers={"Cookie": cookie_of(sqlite_portal.url, "Ada")})
    sign_in(context, sqlite_portal, "Ada")
    heard = listen(page)

    open_page(page, sqlite_portal, f"/bills/{number}")

    asked = page.locator("[data-live=bill] [data-amount][data-size=total]").inner_text()
    assert asked in re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    assert answer.headers["cache-control"] == "no-store"
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert heard.complaints == []


def test_a_line_opens_on_its_count_its_reads_and_its_rate(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Boone")
    open_page(page, sqlite_portal, "/home")
    page.get_by_role("link", name="Newest bill of Farm house").click()
    bill = page.locator("[data-live=bill]")
    expect(bill).to_be_visible(timeout=PATIENCE)

    bill.get_by_text("Energy", exact=True).click()

    expect(bill.get_by_text(re.compile(r"kWh × \$0\.\d+ per kWh = \$")).locator("visible=true")).to_be_visible()
    expect(bill.get_by_text(re.compile("^Meter 04815533 counted")).locator("visible=true")).to_be_visible()
    expect(bill.get_by_text(re.compile("^Rate: .+ in force since")).locator("visible=true")).to_be_visible()
    lines = [_cents(each) for each in bill.locator(".bill-lines summary .amount").all_inner_texts()]
    assert money_text(sum(lines)) == bill.locator(".bill-sum .amount").inner_text()


def test_the_steps_of_a_walk_sum_to_the_cent_on_the_screen(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Dee")
    open_page(page, sqlite_portal, f"/bills/{newest_bill(sqlite_portal, 'Dee')}")
    walks = page.locator(".walk")
    expect(walks.first).to_be_visible(timeout=PATIENCE)

    for walk in walks.all():
        first, *steps, last = [_cents(each) for each in walk.locator(".amount").all_inner_texts()]
        assert first + sum(steps) == last
    page.get_by_text("Show as a table").first.click()
    expect(page.get_by_role("table", name="Compared with your last bill")).to_be_visible()


def test_ada_asks_about_a_bill_gets_a_letter_and_sees_the_answer_live(sqlite_portal: Portal, browser: Browser) -> None:
    with browser.new_context() as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        open_page(page, sqlite_portal, f"/bills/{newest_bill(sqlite_portal, 'Ada')}")

        page.get_by_role("button", name="Ask about this bill").click()
        page.get_by_label("Your question").fill("Why is it higher than in spring?")
        page.get_by_role("button", name="Send the question").dblclick()
        expect(page).to_have_url(re.compile("/report/R"), timeout=PATIENCE)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile("^Request R"), timeout=PATIENCE)
        number = heading.inner_text().removeprefix("Request ")
        expect(page.get_by_text("Why is it higher than in spring?")).to_be_visible()
        assert wait_for_letter(sqlite_portal, to=email_of("Ada"), subject_part=number)

        expect(page.locator(".presence")).to_have_attribute("data-state", "live", timeout=PATIENCE)
        with opened(sqlite_portal.database_address) as database:
            answer_request(
                database,
                request_number=number,
                state=RequestState.DONE,
                words="It was the heating.",
                now=SystemClock().now(),
            )
        expect(page.get_by_text("It was the heating.")).to_be_visible(timeout=FOLLOWED_WITHIN)
        expect(page.get_by_text("Done", exact=True)).to_be_visible()

        page.get_by_role("link", name=re.compile("^The bill it is about")).click()
        expect(page.get_by_role("link", name=f"Request {number}")).to_be_visible(timeout=PATIENCE)


def test_clara_finds_neither_adas_bill_nor_her_list(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    number = newest_bill(sqlite_portal, "Ada")
    answer = httpx.get(f"{sqlite_portal.url}/bills/{number}", headers={"Cookie": cookie_of(sqlite_portal.url, "Clara")})
    sign_in(context, sqlite_portal, "Clara")
    heard = listen(page)

    open_page(page, sqlite_portal, f"/bills/{number}")

    expect(page.get_by_text("We could not find that bill among yours.")).to_be_visible(timeout=PATIENCE)
    for secret in ("Ada Whitfield", "0041877001", "Redbud"):
        assert secret not in answer.text
        assert not any(secret in frame for frame in heard.frames)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_bills_keep_the_rules_light_and_dark_and_fit_their_width(
    sqlite_portal: Portal, browser: Browser, size: ViewportSize
) -> None:
    paths = (
        "/billing",
        "/billing?show=payments",
        "/billing?show=credits",
        "/billing?year=1999",
        f"/bills/{newest_bill(sqlite_portal, 'Boone')}",
        "/bills/none",
        "/report/none",
    )
    faults: list[str] = []
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        sign_in(context, sqlite_portal, "Boone")
        page = context.new_page()
        for path in paths:
            open_page(page, sqlite_portal, path)
            page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
            faults += faults_of(page)

    assert faults == []


def _cents(text: str) -> int:
    digits = int(re.sub(r"\D", "", text))
    return -digits if text.startswith("-") else digits
