"""Dollars on the usage chart: they are the bill's, to the cent, in every range."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from smarthub_dash.demo.build import build_demo
from smarthub_dash.demo.cast import ADA, BOONE, CAST, DEE
from smarthub_dash.domain.accounts.queries import AccountView, scope_of
from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.billing.queries import StatementView, statements_of
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.rates.rules.engine import price_period, price_so_far
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.journeys.billing_facts import facts_of
from smarthub_dash.journeys.metered_services import services_of_bills
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.billing import Household, a_household
from tests.support.usage import HOUR, ZONE, bring_in, cents, look

NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
TODAY = date(2026, 11, 17)
MONTHS = timedelta(days=300)
"""Enough for a change of prices, both clock changes, the gap and the blackout."""
PAYERS = [person for person in CAST if person.accounts]
METERED_CODES = ("CEC-RES", "CEC-GS-D", "CEC-TOU-NM", "CEC-WELL", "CALLABYTE-300")


@pytest.fixture(scope="module")
def coop(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A demo co-op of ten months that nobody changes."""
    path = tmp_path_factory.mktemp("coop") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    build_demo(database, now=NOW, zone=ZONE, report=lambda _words, _share: None, history=MONTHS)
    yield database
    database.close()


@pytest.fixture(scope="module")
def empty(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that fills up with households of one test."""
    path = tmp_path_factory.mktemp("empty") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


def _member(database: Database, email: str) -> UUID:
    with database.reading() as session:
        return session.exec(select(Member.id).where(col(Member.email) == email)).one()


def _bills(database: Database, member_id: UUID) -> list[tuple[AccountView, StatementView]]:
    view = look(database, member_id, span=Span.BILL, day=TODAY, now=NOW)
    with database.reading() as session:
        scope = scope_of(session, member_id=member_id, today=TODAY)
        bills = statements_of(session, scope=scope, since=date(2000, 1, 1))
    by_id = {account.account_id: account for account in view.accounts}
    return [(by_id[bill.account_id], bill) for bill in bills if bill.cancelled_on is None]


@pytest.mark.parametrize("person", PAYERS, ids=lambda person: person.first_name)
def test_the_days_of_every_bill_sum_to_it(coop: Database, person) -> None:
    member_id = _member(coop, person.email)
    bills = _bills(coop, member_id)

    assert len(bills) >= 8 * len(person.accounts)
    for account, bill in bills:
        number = account.account_number
        view = look(coop, member_id, span=Span.BILL, day=bill.start_on, now=NOW, account=number, in_money=True)
        assert view.range.period == Period(bill.start_on, bill.end_on)
        assert sum(map(cents, view.bars)) == bill.charges_cents, (number, bill.start_on)


@pytest.mark.parametrize("person", PAYERS, ids=lambda person: person.first_name)
def test_the_bars_of_a_year_are_the_bills(coop: Database, person) -> None:
    member_id = _member(coop, person.email)
    bills = _bills(coop, member_id)
    for number in {account.account_number for account, _ in bills}:
        view = look(coop, member_id, span=Span.YEAR, day=TODAY, now=NOW, account=number, in_money=True)

        of_account = {bill.start_on: bill.charges_cents for account, bill in bills if account.account_number == number}
        assert {bar.start_on: cents(bar) for bar in view.bars if bar.cost} == of_account
        assert view.bars[-1].cost is None


@pytest.mark.parametrize(("person", "at"), [(ADA, 0), (BOONE, 1), (BOONE, 2), (DEE, 0), (DEE, 1)])
def test_a_week_and_a_day_cost_what_they_cost_in_their_bill(coop: Database, person, at: int) -> None:
    member_id, number = _member(coop, person.email), person.accounts[at].account_number

    def bars(span: Span, day: date):
        return look(coop, member_id, span=span, day=day, now=NOW, account=number, in_money=True).bars

    odd_days = (date(2026, 3, 8), date(2026, 4, 1), date(2026, 9, 3), date(2026, 11, 1), date(2026, 11, 16))
    for day in odd_days:
        of_days = {bar.start_on: cents(bar) for bar in bars(Span.BILL, day)}
        for bar in bars(Span.WEEK, day):
            if bar.start_on in of_days:
                assert cents(bar) == of_days[bar.start_on], bar.start_on
        assert sum(map(cents, bars(Span.DAY, day))) == of_days[day], day


@pytest.mark.parametrize("at", range(3))
def test_the_hours_of_a_whole_bill_sum_to_it(coop: Database, at: int) -> None:
    person = (ADA, BOONE, DEE)[at]
    member_id, account = _member(coop, person.email), person.accounts[1 if person is BOONE else 0]
    bills = [bill for each, bill in _bills(coop, member_id) if each.account_number == account.account_number]
    bill = next(bill for bill in bills if date(2026, 3, 8) in Period(bill.start_on, bill.end_on))

    days = Period(bill.start_on, bill.end_on).days()
    parts = [
        look(coop, member_id, span=Span.DAY, day=day, now=NOW, account=account.account_number, in_money=True).bars
        for day in days
    ]

    assert {len(bars) for bars in parts} == {23, 24}
    assert sum(cents(bar) for bars in parts for bar in bars) == bill.charges_cents


@pytest.mark.parametrize("person", PAYERS, ids=lambda person: person.first_name)
def test_the_running_period_sums_to_the_price_so_far(coop: Database, person) -> None:
    member_id = _member(coop, person.email)
    for account in look(coop, member_id, span=Span.BILL, day=TODAY, now=NOW).accounts:
        number = account.account_number
        view = look(coop, member_id, span=Span.BILL, day=TODAY, now=NOW, account=number, in_money=True)
        assert sum(map(cents, view.bars)) == _price_so_far(coop, account)


def _price_so_far(database: Database, account: AccountView) -> int:
    cycle = billing_period_of(TODAY, read_day=account.read_day)
    with database.reading() as session:
        served = services_of_bills(session, periods={account.account_id: cycle}, zone=ZONE)
        (span,) = served.spans[account.account_id]
        use = served.use_of(span, zone=ZONE)
        facts = facts_of(session, spans=[span])[span]
        priced = price_so_far(served.schedules[span.rate_code], cycle=cycle, use_so_far=use, zone=ZONE, facts=facts)
    return sum(line.cents for line in priced.lines)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.sampled_from(METERED_CODES),
    read_day=st.integers(1, 28),
    quantities=st.lists(st.one_of(st.none(), st.integers(0, 20_000)), min_size=24, max_size=24 * 9),
    data=st.data(),
)
def test_whatever_was_read_the_ranges_agree_to_the_cent(
    empty: Database, code: str, read_day: int, quantities: list[int | None], data: st.DataObject
) -> None:
    # The clock changes on November 1: days of 25 hours are among them.
    household = a_household(empty, rate_codes=(code,), opened_on=date(2026, 10, 1), read_day=read_day)
    start, _ = epochs_of(Period(date(2026, 10, 28), date(2026, 11, 17)), ZONE)
    reads = {start + at * HOUR: quantity for at, quantity in enumerate(quantities) if quantity is not None}
    if reads and not code.startswith("CALLABYTE"):
        bring_in(empty, _meter(empty, household), reads, now=NOW)
    day = data.draw(st.dates(date(2026, 10, 28), date(2026, 11, 7)))

    def bars(span: Span, day: date):
        return look(empty, household.member_id, span=span, day=day, now=NOW, in_money=True).bars

    of_days = bars(Span.BILL, day)
    assert sum(map(cents, bars(Span.DAY, day))) == next(cents(bar) for bar in of_days if bar.start_on == day)
    assert sum(map(cents, of_days)) == _price_of(empty, household, day, read_day)


def _meter(database: Database, household: Household) -> str:
    with database.reading() as session:
        point = select(UsagePoint.meter_number).where(col(UsagePoint.account_id) == household.account_ids[0])
        return session.exec(point).one()


def _price_of(database: Database, household: Household, day: date, read_day: int) -> int:
    (account_id,) = scope_for(database, member_id=household.member_id, now=NOW, zone=ZONE).account_ids
    cycle = billing_period_of(day, read_day=read_day)
    with database.reading() as session:
        served = services_of_bills(session, periods={account_id: cycle}, zone=ZONE)
        (span,) = served.spans[account_id]
        use, versions = served.use_of(span, zone=ZONE), served.schedules[span.rate_code]
    return sum(line.cents for line in price_period(versions, period=span.period, cycle=cycle, use=use, zone=ZONE).lines)
