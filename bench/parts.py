"""The parts of the bench: each starts what it measures, measures it, and stops it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from bench import auto_pay as drafts
from bench import bill_runs, imports, sites
from bench import confirming as confirms
from bench import insights as foreseeing
from bench import interaction as clicks
from bench import live as ticking
from bench import pages as loads
from bench import payments as paying
from bench import pdf as printing
from bench import queries as reading
from bench import rates as pricing
from bench import swarm as tabs_of
from bench.chromium import chromium
from bench.report import Row
from tests.support.databases import PostgresDatabases
from tests.support.postgres import postgres_server

PORTAL = ".venv/bin/python -m smarthub_dash.cli serve --port {port}"


@dataclass(slots=True)
class Plan:
    """How much is measured, and of which portal."""

    rounds: int
    is_quick: bool
    is_fresh: bool
    portal_command: str
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def portal(self) -> Iterator[sites.Site]:
        """Serve the portal with the co-op of this run; nobody is signed in yet."""
        with sites.portal(self.portal_command, name="portal", database_url="", fresh=self.is_fresh) as served:
            # The co-op is made once in a run; later parts go on with it.
            self.is_fresh = False
            yield served

    @contextmanager
    def both(self) -> Iterator[tuple[Browser, sites.Site, sites.Site]]:
        """Serve the portal and the yardstick and sign in; yield a browser and the two."""
        with chromium() as browser, sites.yardstick("yardstick") as yardstick, self.portal() as portal:
            yield browser, sites.signed_in(portal, browser, member="Ada"), yardstick


def pages(plan: Plan) -> list[Row]:
    with plan.both() as (browser, portal, yardstick):
        slow = 2 if plan.is_quick else max(3, plan.rounds * 5 // 9)
        return loads.measure(browser, portal=portal, yardstick=yardstick, rounds=plan.rounds, slow_rounds=slow)


def interaction(plan: Plan) -> list[Row]:
    with plan.both() as (browser, portal, yardstick):
        # Home offers filters to a household of many: Boone has five accounts.
        many = sites.signed_in(portal, browser, member="Boone")
        return clicks.measure(browser, portal=portal, many=many, yardstick=yardstick, rounds=-(-plan.rounds // 2))


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
        portal = sites.signed_in(served, browser, member="Ada")
        return rows + ticking.row("PostgreSQL", ticking.ticks(browser, portal, count=count), [])


def swarm(plan: Plan) -> list[Row]:
    tabs, ticks = (100, 3) if plan.is_quick else (1_000, 12)
    with chromium() as browser, plan.portal() as portal:
        return tabs_of.measure(browser, sites.signed_in(portal, browser, member="Ada"), tabs=tabs, ticks=ticks)


def queries(plan: Plan) -> list[Row]:
    reads, calls = (1_000_000, 50) if plan.is_quick else (10_000_000, 200)
    with reading.sqlite_addresses() as addresses:
        rows = reading.measure("SQLite", addresses, large_reads=reads, calls=calls)
    with postgres_server() as server:
        databases = PostgresDatabases(server)
        addresses = databases.create_empty(), databases.create_empty()
        return rows + reading.measure("PostgreSQL", addresses, large_reads=reads, calls=calls)


def guard(plan: Plan) -> list[Row]:
    from bench import guard as guarding  # it loads every state of the portal, which the other parts do without

    return guarding.measure(events=2_000 if plan.is_quick else 20_000, sign_ins=20 if plan.is_quick else 100)


def answers(plan: Plan) -> list[Row]:
    from bench import answers as telling  # as above: it loads every route

    return telling.measure(posts=40 if plan.is_quick else 250, note=plan.notes.append)


def import_reads(plan: Plan) -> list[Row]:
    return imports.measure(plan.is_quick)


def rates(plan: Plan) -> list[Row]:
    return pricing.measure(plan.is_quick)


def insights(plan: Plan) -> list[Row]:
    return foreseeing.measure(plan.is_quick)


def pdf(plan: Plan) -> list[Row]:
    return printing.measure(plan.is_quick)


def payments(plan: Plan) -> list[Row]:
    rows = paying.measure(plan.is_quick, note=plan.notes.append)
    with chromium() as browser, plan.portal() as portal:
        return rows + confirms.measure(browser, sites.signed_in(portal, browser, member="Ada"), is_quick=plan.is_quick)


def auto_pay(plan: Plan) -> list[Row]:
    return drafts.measure(plan.is_quick)


def bill_run(plan: Plan) -> list[Row]:
    return bill_runs.measure(plan.is_quick)
