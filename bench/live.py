"""Commit a read in another process and tell when an open page shows it."""

import random
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from bench.children import Child, commit, importing
from bench.report import Row, limit_row, percentile
from bench.sites import Site
from bench.wire import listen

LIMIT_MS = 5_000
PAUSE_MS = (250, 750)
"""The pause between two ticks; it varies, so that commits fall on every phase of a watcher's round."""


def ticks(browser: Browser, site: Site, *, count: int) -> list[float]:
    """
    Return how long after each commit the page's text changed.

    Units: ms from the moment the commit returned; a page that was faster than that is below zero.
    :raises RuntimeError: if more than a tenth of the commits never reached the page
    """
    chance = random.Random(11)  # noqa: S311 - it spreads commits over a watcher's round
    context = site.context(browser)
    with importing(site.database, "revise", [site.account_number]) as importer:
        page = context.new_page()
        wire = listen(page, is_slow=False)
        page.goto(f"{site.base}/home", wait_until="commit", timeout=60_000)
        wire.settle(page, quiet_seconds=1.0, limit_seconds=15)
        wire.session.detach()
        page.evaluate("() => __bench.loaded(500, 20000, false)")
        if page.evaluate("(key) => __bench.follow(key)", site.account_number) is None:
            raise RuntimeError(f"{site.base}/home has no data-live-key={site.account_number}")
        seen = [_tick(page, importer) for _ in _paced(page, chance, count + 3)][3:]
    context.close()
    arrived = [took for took in seen if took is not None]
    print(f"  live: {site.name}: {len(arrived)} of {count} ticks arrived")
    if len(arrived) < 0.9 * count:
        raise RuntimeError(f"only {len(arrived)} of {count} commits reached the page of {site.name}")
    return arrived


def row(kind: str, portal: list[float], yardstick: list[float]) -> list[Row]:
    """Return the rows of one kind of database."""
    return [
        limit_row(
            f"Live, {kind}: commit to text on the page, p50 ({len(portal)} commits)",
            [percentile(portal, 0.5)],
            unit="ms",
            below=None,
            yardstick=[percentile(yardstick, 0.5)] if yardstick else [],
        ),
        limit_row(
            f"Live, {kind}: commit to text on the page, p95",
            [percentile(portal, 0.95)],
            unit="ms",
            below=150,
            yardstick=[percentile(yardstick, 0.95)] if yardstick else [],
        ),
    ]


def _paced(page: Page, chance: random.Random, count: int) -> Iterator[int]:
    for number in range(count):
        page.wait_for_timeout(chance.uniform(*PAUSE_MS))
        yield number


def _tick(page: Page, importer: Child) -> float | None:
    before = page.evaluate("() => __bench.changes.length")
    committed = commit(importer)
    changed = page.evaluate("([number, limit]) => __bench.next(number, limit)", [before, LIMIT_MS])
    return None if changed is None else changed - committed * 1_000
