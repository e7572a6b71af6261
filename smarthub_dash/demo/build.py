"""
Build the demo co-op: two years of its life, through the journeys that run every day.

Reads are imported as a delivery is; then day by day bills are run and payments received. The mark that it is finished
is written last, so a build that was cut short is seen at the next start and begun anew.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from smarthub_dash.demo.auto_pay import sign_cast_up
from smarthub_dash.demo.cast import ACCOUNTS, CAST
from smarthub_dash.demo.families import share_among_cast
from smarthub_dash.demo.habits import pay_as_usual
from smarthub_dash.demo.headend import deliveries_of
from smarthub_dash.demo.office import close_of_day, office_acts
from smarthub_dash.demo.paper import set_out_paper
from smarthub_dash.demo.parts import CastAccount
from smarthub_dash.demo.payment_accounts import keep_cast_methods
from smarthub_dash.demo.population import (
    Opening,
    add_missing_members,
    connect_missing_services,
    publish_missing_rates,
    settle,
)
from smarthub_dash.demo.records import DemoBuild
from smarthub_dash.demo.running import deliver_line_checks
from smarthub_dash.demo.station import RedatedStation
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import Provider, billing_period_of, billing_periods
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.billing.rules import DAYS_TO_PAY, BudgetKind
from smarthub_dash.domain.members.records import Member
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.budget_billing import begin_budget
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.import_reads import ImportProgress, import_reads
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.work_out_insights import work_out_insights
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period, epoch_of_day
from smarthub_dash.migrations import migrate, tables

Report: TypeAlias = Callable[[str, float], None]
"""Told in words what is done, and how far the whole is, from 0 to 1."""

VERSION = "5"
"""Of the cast: a co-op of an earlier one gets those who came since at the next start."""
HISTORY = timedelta(days=762)
"""Twenty-five billing periods: a year of bills beside the year before."""

DAYS_TO_WAIT_FOR_READS: Mapping[str, int] = {Provider.CEC: 3}
BILL_HOUR, CLOSE_HOUR, MAIL_HOUR, OFFICE_HOUR = time(3, 10), time(3, 25), time(9, 30), time(14, 0)
BILLS_BEFORE_BUDGET = 14
READS_SHARE = 0.6


class NotADemo(Refused):
    """The database holds members that no demo made."""


def build_demo(
    database: Database, *, now: datetime, zone: ZoneInfo, report: Report, history: timedelta = HISTORY
) -> None:
    """
    Make the demo co-op in a migrated database, or complete one of an earlier version.

    One process builds, before any server starts. A short history serves tests that need no years.
    :raises NotADemo: if the database holds anything else
    """
    if _built_version(database) == VERSION:
        report("The demo co-op is there", 1.0)
        return
    today = local_day(now, zone)
    openings = tuple(Opening(account, _opened_on(account, today - history)) for account in ACCOUNTS)
    report("Members, accounts and rates", 0.0)
    if is_demo_built(database):
        openings = _complete(database, openings, now=now)
    else:
        _begin(database, now=now)
        settle(database, openings, now=now)
    if openings:
        _import_history(database, openings, now=now, zone=zone, report=report)
        _live_through(database, openings, now=now, zone=zone, report=report)
    share_among_cast(database, moment=Moment(now, zone))
    keep_cast_methods(database, today=today, now=now)
    sign_cast_up(database, moment=Moment(now, zone))
    work_out_insights(database, weather=RedatedStation(zone), now=now, zone=zone, report=lambda _: None)
    deliver_line_checks(database, now=now)
    set_out_paper(database, since=today - history, moment=Moment(now, zone))
    with database.unit_of_work() as session:
        build = session.get_one(DemoBuild, 1)
        build.version, build.finished_at = VERSION, now
    report("The demo co-op is built", 1.0)


def is_demo_built(database: Database) -> bool:
    """Return whether the database holds a whole demo co-op, of this version or an earlier one."""
    return bool(_built_version(database))


def _built_version(database: Database) -> str:
    with database.reading() as session:
        build = session.get(DemoBuild, 1)
        return build.version if build is not None and build.finished_at is not None else ""


def _complete(database: Database, openings: tuple[Opening, ...], *, now: datetime) -> tuple[Opening, ...]:
    """Add whoever joined the cast since an earlier version built the co-op; return the openings that lack a past."""
    publish_missing_rates(database, now=now)
    with database.unit_of_work() as session:
        add_missing_members(session, now=now)
        billed = select(Account.account_number).join(Statement, col(Statement.account_id) == col(Account.id)).distinct()
        with_bills = set(session.exec(billed).all())
    missing = tuple(each for each in openings if each.account.account_number not in with_bills)
    connect_missing_services(database, missing, now=now)
    return missing


def _begin(database: Database, *, now: datetime) -> None:
    with database.reading() as session:
        was_cut_short = session.get(DemoBuild, 1) is not None
        is_foreign = not was_cut_short and session.exec(select(Member.id).limit(1)).first() is not None
    if is_foreign:
        raise NotADemo("This database holds members of its own. The demo co-op needs an empty one.")
    if was_cut_short:
        _start_over(database)
    with database.unit_of_work() as session:
        session.add(DemoBuild(version=VERSION, started_at=now))


def _start_over(database: Database) -> None:
    # The ledger refuses DELETE, as it must: what is left of a build goes with its tables.
    tables()
    with database.unit_of_work() as session:
        connection = session.connection()
        SQLModel.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    migrate(database)


def _opened_on(account: CastAccount, day: date) -> date:
    return billing_period_of(day, read_day=account.read_day).start_on


def _import_history(
    database: Database, openings: tuple[Opening, ...], *, now: datetime, zone: ZoneInfo, report: Report
) -> None:
    given = tuple(
        delivery
        for opening in openings
        for delivery in deliveries_of(
            opening.account.meter,
            start_epoch=epoch_of_day(opening.opened_on, zone),
            end_epoch=int(now.timestamp()),
            zone=zone,
        )
    )
    read_count = sum(delivery.start_epochs.size for delivery in given)

    def tell(progress: ImportProgress) -> None:
        report(f"{progress.reads:,} of {read_count:,} meter reads", READS_SHARE * progress.reads / read_count)

    file = DeliveredReads("two years of meter reads", given, "demo head end")
    import_reads(database, file=file, now=now, zone=zone, report=tell)


def _live_through(
    database: Database, openings: tuple[Opening, ...], *, now: datetime, zone: ZoneInfo, report: Report
) -> None:
    today = local_day(now, zone)
    bill_days = {day for opening in openings for day in _bill_days(opening, today)}
    mail_days = {day for opening in openings for day in _mail_days(opening, today)}
    budget_days = {day: opening for opening in openings for day in _budget_days(opening, today)}
    acts = office_acts(openings, today=today)
    late_days, act_days = _late_days(openings, today), {act.on for act in acts}
    days = sorted(bill_days | mail_days | budget_days.keys() | late_days | act_days | {today})
    for done, day in enumerate(days, start=1):
        if day in bill_days:
            issued_at = min(datetime.combine(day, BILL_HOUR, zone), now)
            run_bills(
                database, on=day, now=issued_at, zone=zone, report=lambda _: None, days_to_wait=DAYS_TO_WAIT_FOR_READS
            )
        close_of_day(database, on=day, now=min(datetime.combine(day, CLOSE_HOUR, zone), now))
        if day in mail_days:
            arrived_at = min(datetime.combine(day, MAIL_HOUR, zone), now)
            pay_as_usual(database, on=day, unpaid_since=today - timedelta(days=31), now=arrived_at)
        if day in budget_days:
            _join_budget(database, budget_days[day].account, now=datetime.combine(day, MAIL_HOUR, zone), zone=zone)
        for act in acts:
            if act.on == day:
                act.work(database, day, min(datetime.combine(day, OFFICE_HOUR, zone), now), zone)
        report(f"Bills and payments of {day:%B %Y}", READS_SHARE + (1 - READS_SHARE) * done / len(days))


def _bill_days(opening: Opening, today: date) -> Iterator[date]:
    served = Period(opening.opened_on, today)
    wait = DAYS_TO_WAIT_FOR_READS.get(opening.account.provider, 0)
    for period in billing_periods(served, read_day=opening.account.read_day):
        # What was not read by then is estimated: the bill of such a period comes that much later.
        yield from (day for day in {period.end_on, period.end_on + timedelta(days=wait)} if day <= today)


def _mail_days(opening: Opening, today: date) -> Iterator[date]:
    for day in _bill_days(opening, today):
        arrives_on = day + timedelta(days=opening.account.pays_after_days)
        if arrives_on <= today:
            yield arrives_on


def _budget_days(opening: Opening, today: date) -> Iterator[date]:
    if not opening.account.joins_budget:
        return
    ends = (
        period.end_on for period in billing_periods(Period(opening.opened_on, today), read_day=opening.account.read_day)
    )
    # So late that the plan is under way, with some of the winter's bills put off.
    for end_on in islice(ends, BILLS_BEFORE_BUDGET - 1, BILLS_BEFORE_BUDGET):
        day = end_on + timedelta(days=2 * opening.account.pays_after_days)
        if day < today:
            yield day


def _join_budget(database: Database, account: CastAccount, *, now: datetime, zone: ZoneInfo) -> None:
    (owner,) = (person for person in CAST if account in person.accounts)
    with database.reading() as session:
        member_id = session.exec(select(Member.id).where(Member.email == owner.email)).one()
    begin_budget(
        database,
        member_id=member_id,
        account_number=account.account_number,
        kind=BudgetKind.FIXED,
        now=now,
        zone=zone,
    )


def _late_days(openings: tuple[Opening, ...], today: date) -> set[date]:
    """Return the days on which bills that were left unpaid become late."""
    behind = [opening for opening in openings if opening.account.falls_behind]
    late = {day + timedelta(days=DAYS_TO_PAY + more) for o in behind for day in _bill_days(o, today) for more in (1, 6)}
    return {day for day in late if day <= today}
