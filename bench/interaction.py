"""Click as a member does: a range of the Usage page until it is drawn, a filter of Home until its words change."""

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from bench.report import Row, fact_row, limit_row, percentile, ratio_row
from bench.sites import Site
from bench.wire import listen

RANGES = ("Week", "Day", "Year", "Bill")
FILTERS = ("Electric", "All", "Internet", "All")
PASSES = 4
"""The first pass warms the page up and is thrown away: a member clicks more than once."""
LIMIT_MS = 5_000
STEP_MS = (60, 200)
"""The pause before a click; its length varies, so that clicks fall on every phase of a frame."""


@dataclass(slots=True)
class Clicks:
    """
    What one site answered.

    Units: ms from the click.
    """

    ranges: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)
    reloads: int = 0
    urls_unchanged: int = 0


def measure(browser: Browser, *, portal: Site, many: Site, yardstick: Site, rounds: int) -> list[Row]:
    """Click through both sites in turn, round after round, and return the rows of the table."""
    taken = {site.name: Clicks() for site in (portal, yardstick)}
    chance = random.Random(7)  # noqa: S311 - it spreads clicks over a frame
    for number in range(rounds):
        for site in (portal, yardstick) if number % 2 else (yardstick, portal):
            context = site.context(browser)
            _ranges(context.new_page(), site, taken[site.name], chance)
            context.close()
            context = (many if site is portal else site).context(browser)
            _texts(context.new_page(), site, taken[site.name], chance)
            context.close()
        print(
            f"  interaction: round {number + 1} of {rounds}: " + ", ".join(_said(name, taken[name]) for name in taken)
        )
    return _rows(taken[portal.name], taken[yardstick.name])


def _ranges(page: Page, site: Site, clicks: Clicks, chance: random.Random) -> None:
    _open(page, f"{site.base}/usage", first=RANGES[0])
    for at, name in enumerate(RANGES * PASSES):
        page.wait_for_timeout(chance.uniform(*STEP_MS))
        before = page.evaluate("() => (__bench.mark = 1, location.href)")
        took = page.evaluate("([name, limit]) => __bench.range(name, limit)", [name, LIMIT_MS])
        if at >= len(RANGES):
            clicks.ranges.append(took)
        page.wait_for_timeout(40)
        clicks.urls_unchanged += page.evaluate("() => location.href") == before
        clicks.reloads += page.evaluate("() => __bench.mark") != 1
    page.close()


def _texts(page: Page, site: Site, clicks: Clicks, chance: random.Random) -> None:
    _open(page, f"{site.base}/home", first=FILTERS[0])
    for at, name in enumerate(FILTERS * PASSES):
        page.wait_for_timeout(chance.uniform(*STEP_MS))
        took = page.evaluate("([name, limit]) => __bench.text(name, limit)", [name, LIMIT_MS])
        if at >= len(FILTERS):
            clicks.texts.append(took)
    page.close()


def _open(page: Page, url: str, *, first: str) -> None:
    wire = listen(page, is_slow=False)
    page.goto(url, wait_until="commit", timeout=60_000)
    wire.settle(page, quiet_seconds=0.5, limit_seconds=15)
    if not page.evaluate("([name, limit]) => __bench.ready(name, limit)", [first, LIMIT_MS]):
        raise RuntimeError(f"{url} has nothing named {first} to click")
    seen = page.evaluate("() => __bench.loaded(500, 20000, false)")
    if seen["charts"] is None:
        raise RuntimeError(f"the charts of {url} were not drawn: {seen}")
    wire.session.detach()


def _rows(portal: Clicks, yardstick: Clicks) -> list[Row]:
    followed = portal.urls_unchanged == 0 and portal.reloads == 0
    said = "yes" if followed else f"{portal.urls_unchanged} clicks left it, {portal.reloads} reloaded"
    return [
        ratio_row(
            "Usage: range switch, click to drawn, median", portal.ranges, yardstick.ranges, unit="ms", at_most=1.4
        ),
        _tail_row("Usage: range switch, click to drawn, p95", portal.ranges, yardstick.ranges, below=None),
        fact_row("Usage: the address follows the range without a reload", said, is_met=followed),
        _tail_row("Home: a click that changes text, p95", portal.texts, yardstick.texts, below=20),
    ]


def _tail_row(measure: str, portal: Sequence[float], yardstick: Sequence[float], *, below: float | None) -> Row:
    ours, theirs = ([percentile(values, 0.95)] if values else [] for values in (portal, yardstick))
    return limit_row(f"{measure} ({len(portal)} clicks)", ours, unit="ms", below=below, yardstick=theirs)


def _said(name: str, clicks: Clicks) -> str:
    return (
        f"{name} {statistics.median(clicks.ranges):.0f} ms to drawn, {statistics.median(clicks.texts):.1f} ms to text"
    )
