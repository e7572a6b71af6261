"""The parts of the bench: each starts what it measures, measures it, and stops it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from bench import interaction as clicks
from bench import live as ticking
from bench import pages as loads
from bench import sites
from bench.chromium import chromium
from bench.report import Row
from tests.support.postgres import postgres_server

PORTAL = ".venv/bin/smarthub-dash serve --port {port}"


@dataclass(slots=True)
class Plan:
    """How much is measured, and of which portal."""

    rounds: int
    is_quick: bool
    is_fresh: bool
    portal_command: str
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def both(self) -> Iterator[tuple[Browser, sites.Site, sites.Site]]:
        """Serve the portal and the yardstick and sign in; yield a browser and the two."""
        with (
            chromium() as browser,
            sites.yardstick("yardstick") as yardstick,
            sites.portal(self.portal_command, name="portal", database_url="", fresh=self.is_fresh) as portal,
        ):
            # The co-op is made once in a run; later parts go on with it.
            self.is_fresh = False
            yield browser, sites.signed_in(portal, browser), yardstick


def pages(plan: Plan) -> list[Row]:
    with plan.both() as (browser, portal, yardstick):
        slow = 2 if plan.is_quick else max(3, plan.rounds * 5 // 9)
        return loads.measure(browser, portal=portal, yardstick=yardstick, rounds=plan.rounds, slow_rounds=slow)


def interaction(plan: Plan) -> list[Row]:
    with plan.both() as (browser, portal, yardstick):
        return clicks.measure(browser, portal=portal, yardstick=yardstick, rounds=plan.rounds)


def live(plan: Plan) -> list[Row]:
    count = 10 if plan.is_quick else 40
    with plan.both() as (browser, portal, yardstick):
        theirs = ticking.ticks(browser, yardstick, count=count)
        rows = ticking.row("SQLite", ticking.ticks(browser, portal, count=count), theirs)
    if plan.portal_command == sites.STAND_IN:
        return rows
    plan.notes.append(
        "The PostgreSQL server of the bench runs with fsync off; the SQLite file is synced at each commit."
    )
    with (
        postgres_server() as address,
        chromium() as browser,
        sites.portal(plan.portal_command, name="portal-postgresql", database_url=address, fresh=True) as served,
    ):
        portal = sites.signed_in(served, browser)
        return rows + ticking.row("PostgreSQL", ticking.ticks(browser, portal, count=count), [])


def swarm(plan: Plan) -> list[Row]:
    raise NotImplementedError


def queries(plan: Plan) -> list[Row]:
    raise NotImplementedError


def import_reads(plan: Plan) -> list[Row]:
    raise NotImplementedError
