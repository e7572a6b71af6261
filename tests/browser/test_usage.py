"""Usage in a browser: ranges by name, the address that follows, keys, the table, dollars, and news without a reload."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from smarthub_dash.demo.cast import ADA, BOONE
from tests.support.browsing import PATIENCE, listen, open_page, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal
from tests.support.reads import correct_newest_read
from tests.support.visitors import cookie_of

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 780}
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
HOME = ADA.accounts[0]


@pytest.fixture
def usage(request: pytest.FixtureRequest, browser: Browser, sqlite_portal: Portal) -> Iterator[Page]:
    """A tab of Ada's in the size that the test names, with Usage drawn and marked, so that a reload would show."""
    size = request.getfixturevalue("size") if "size" in request.fixturenames else WIDE
    with browser.new_context(viewport=size) as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        _open(page, sqlite_portal, f"account={HOME.account_number}&range=bill&unit=quantity")
        page.evaluate("window.isTheSame = true")
        yield page
        assert page.evaluate("window.isTheSame")


@SIZES
def test_every_range_has_its_name_and_the_address_follows_without_a_reload(usage: Page, size: ViewportSize) -> None:
    for name, bars in (("Week", 7), ("Day", 24), ("Year", 13), ("Bill", None)):
        usage.get_by_role("link", name=name, exact=True).click()
        _expect_range(usage, name)
        if bars:
            expect(usage.locator(".chart-mark")).to_have_count(bars)
    usage.go_back()
    _expect_range(usage, "Year")
    usage.go_back()
    _expect_range(usage, "Day")
    usage.go_forward()
    _expect_range(usage, "Year")
    expect(usage.locator(".chart-mark")).to_have_count(13)


@SIZES
def test_home_leads_to_the_usage_of_an_account(usage: Page, size: ViewportSize) -> None:
    usage.get_by_role("navigation", name="Main").locator("visible=true").get_by_role("link", name="Home").click()
    usage.get_by_role("link", name="Usage of Home fiber").click()

    expect(usage).to_have_url(re.compile(f"/usage.*account={ADA.accounts[1].account_number}"))
    # The address is there before the page is, on a busy machine by seconds.
    expect(usage.get_by_role("heading", level=2)).to_have_text("Home fiber", timeout=20_000)
    _expect_drawn(usage)


@SIZES
def test_previous_next_and_latest_walk_through_time(usage: Page, size: ViewportSize) -> None:
    period = usage.locator(".period .name")
    latest = period.inner_text()

    usage.get_by_role("link", name="Previous").click()
    expect(period).not_to_have_text(latest)
    before = period.inner_text()
    usage.get_by_role("link", name="Previous").click()
    expect(period).not_to_have_text(before)
    usage.get_by_role("link", name="Next").click()
    expect(period).to_have_text(before)
    usage.get_by_role("link", name="Latest").click()
    expect(period).to_have_text(latest)
    expect(usage.get_by_role("link", name="Next")).to_have_count(0)


@SIZES
def test_a_press_on_a_bar_goes_down_and_back_climbs(usage: Page, size: ViewportSize) -> None:
    usage.get_by_role("link", name="Year", exact=True).click()
    _expect_range(usage, "Year")
    usage.locator(".chart-mark").nth(6).click()
    _expect_range(usage, "Bill")
    period = usage.locator(".period .name").inner_text()
    usage.locator(".chart-mark").nth(9).click()
    _expect_range(usage, "Day")
    expect(usage.locator(".chart-mark").first).to_have_attribute("aria-label", re.compile("^12:00 AM to 1:00 AM, "))

    usage.get_by_role("link", name="Back", exact=True).click()
    _expect_range(usage, "Bill")
    expect(usage.locator(".period .name")).to_have_text(period)
    usage.get_by_role("link", name="Back", exact=True).click()
    _expect_range(usage, "Year")
    expect(usage.get_by_role("link", name="Back", exact=True)).to_have_count(0)


@SIZES
def test_arrow_keys_walk_the_bars_and_enter_opens_one(usage: Page, size: ViewportSize) -> None:
    usage.get_by_role("link", name="Year", exact=True).click()
    _expect_range(usage, "Year")
    marks, readout = usage.locator(".chart-mark"), usage.locator(".readout")
    expect(usage.locator(".chart-mark[tabindex='0']")).to_have_count(1)

    marks.first.focus()
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 12), ("Home", 0)):
        usage.keyboard.press(key)
        expect(marks.nth(at)).to_be_focused()
        said = (marks.nth(at).get_attribute("aria-label") or "").removesuffix(". Open it")
        expect(readout).to_have_text(said)
    usage.keyboard.press("End")
    usage.keyboard.press("Enter")
    _expect_range(usage, "Bill")


@SIZES
def test_the_table_holds_what_the_bars_say(usage: Page, size: ViewportSize) -> None:
    usage.get_by_text("Show as a table").click()

    rows = usage.locator(".as-table tbody tr")
    expect(rows).to_have_count(usage.locator(".chart-mark").count())
    for row, mark in zip(rows.all(), usage.locator(".chart-mark").all(), strict=True):
        cells = [cell for cell in row.locator("th, td").all_inner_texts() if cell not in ("", "–")]
        assert (mark.get_attribute("aria-label") or "").removesuffix(". Open it") == ", ".join(cells)


def test_dollars_are_kept_for_the_next_visit(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, sqlite_portal, "Boone")
    _open(page, sqlite_portal, "")
    page.get_by_role("link", name="$", exact=True).click()
    expect(page.locator(".sentence")).to_contain_text("$")
    expect(page.get_by_role("link", name="$", exact=True)).to_have_attribute("aria-current", "true")

    _open(page, sqlite_portal, "")

    expect(page.get_by_role("link", name="$", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="kWh", exact=True).click()
    expect(page.locator(".sentence")).to_contain_text("kWh")


def test_each_account_is_one_press_away(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, sqlite_portal, "Boone")
    _open(page, sqlite_portal, "unit=quantity")
    for name, unit in (("Shop", "kWh"), ("Shop fiber", "GB"), ("Well", "kWh")):
        page.get_by_role("navigation", name="Account").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=2)).to_have_text(name)
        expect(page.locator(".sentence")).to_contain_text(f"{unit} used so far in this billing period")
    assert f"account={BOONE.accounts[2].account_number}" in page.url


def test_a_read_imported_elsewhere_shows_without_a_reload(sqlite_portal: Portal, usage: Page) -> None:
    usage.get_by_role("link", name="Day", exact=True).click()
    _expect_range(usage, "Day")
    before = usage.locator(".sentence").inner_text()

    correct_newest_read(sqlite_portal.database_address, HOME.meter.meter_number, by=2_000)

    expect(usage.locator(".sentence")).not_to_have_text(before, timeout=PATIENCE)
    expect(usage.locator(".plot")).to_have_attribute("data-by", "plotly")


def test_the_bars_that_come_with_the_page_stand_where_plotly_draws_them(usage: Page) -> None:
    for at in ("2026-02-03", "2026-09-03"):
        usage.goto(re.sub(r"\?.*", f"?account={HOME.account_number}&range=bill&unit=money&at={at}", usage.url))
        _expect_drawn(usage)
        sketched, plotted = usage.locator(".sketch path"), usage.locator(".plot-canvas .trace.bars")
        boxes = [path.bounding_box() for path in sketched.all() if path.get_attribute("d")]
        drawn = [trace.bounding_box() for trace in plotted.all()]
        assert len(boxes) == len(drawn) == 2
        for mine, theirs in zip(boxes, drawn, strict=True):
            assert mine
            assert theirs
            for side in ("x", "y", "width", "height"):
                assert abs(mine[side] - theirs[side]) <= 1.6, (at, side)
    usage.evaluate("window.isTheSame = true")


def test_nothing_moves_while_the_page_comes_alive(sqlite_portal: Portal, page: Page, context: BrowserContext) -> None:
    sign_in(context, sqlite_portal, "Ada")
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver((list) => list.getEntries().forEach((each) => "
        "{ window.shifts += each.value; })).observe({ type: 'layout-shift', buffered: true });"
    )
    heard = listen(page)

    _open(page, sqlite_portal, "unit=quantity")

    assert page.evaluate("window.shifts") < 0.02
    assert heard.complaints == []


def test_the_first_figures_are_in_the_page_itself(sqlite_portal: Portal) -> None:
    url = f"{sqlite_portal.url}/usage?account={HOME.account_number}&range=day&at=2026-09-03&unit=quantity"
    answer = httpx.get(url, headers={"Cookie": cookie_of(sqlite_portal.url, "Ada")})

    assert "The meter measured zero for 8 hours." in answer.text
    assert 'class="layer-used"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "query",
    [
        "range=foo&at=2026-99-99&unit=x",
        "at=0001-01-01",
        "at=9999-12-31&range=year",
        "range=%00&at=%00%00%00%00%00%00%00%00%00%00",
        f"range=day&junk={'x' * 7_000}",
    ],
    ids=range(5),
)
def test_an_odd_address_shows_something_near(
    sqlite_portal: Portal, page: Page, context: BrowserContext, query: str
) -> None:
    sign_in(context, sqlite_portal, "Ada")
    heard = listen(page)

    _open(page, sqlite_portal, query)

    expect(page.locator(".sentence")).to_be_visible()
    assert heard.complaints == []


def test_an_account_of_someone_else_is_refused_in_plain_words(
    sqlite_portal: Portal, page: Page, context: BrowserContext
) -> None:
    sign_in(context, sqlite_portal, "Clara")

    page.goto(f"{sqlite_portal.url}/usage?account={HOME.account_number}")

    expect(page.get_by_text("We could not find that account among yours.")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".sentence")).to_have_count(0)
    assert "kWh" not in page.locator("main").inner_text()


@SIZES
def test_no_range_breaks_a_rule_of_accessibility(sqlite_portal: Portal, browser: Browser, size: ViewportSize) -> None:
    # The policy of the pages forbids what axe does, which is what it is for.
    with browser.new_context(viewport=size, bypass_csp=True) as context:
        sign_in(context, sqlite_portal, "Ada")
        page = context.new_page()
        for query in ("range=day&at=2026-09-03&unit=quantity", "range=bill&at=2026-02-03&unit=money", "range=year"):
            _open(page, sqlite_portal, f"account={HOME.account_number}&{query}")
            page.get_by_text("Show as a table").click()
            assert faults_of(page) == []


def _open(page: Page, portal: Portal, query: str) -> None:
    open_page(page, portal, f"/usage?{query}")
    _expect_drawn(page)


def _expect_drawn(page: Page) -> Locator:
    plot = page.locator(".plot[data-by=plotly]")
    expect(plot).to_have_attribute("data-drawn", "true", timeout=PATIENCE)
    return plot


def _expect_range(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(f"range={name.lower()}&"))
    choice = page.get_by_role("navigation", name="Range").get_by_role("link", name=name, exact=True)
    expect(choice).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    expect(page.locator(".plot[data-by=plotly]")).to_have_attribute("data-key", re.compile(f":{name.lower()}:"))
