"""A bill in full: one reading of it, the same for screen, PDF and CSV."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.billing.queries import statements_of
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.journeys.bill_in_full import bill_in_full
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days
from tests.support.sql import counted

OPENED, TODAY = date(2025, 7, 10), date(2026, 10, 20)


def _a_year_of_bills(database: Database, zone: ZoneInfo) -> Household:
    ada = a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100"), opened_on=OPENED, read_day=10)
    measure_days(database, account_id=ada.account_ids[0], within=Period(OPENED, TODAY), wh_a_day=30_000, zone=zone)
    for month in range(8, 23):
        day = date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 10)
        run_bills(database, on=day, now=_at(day), zone=zone, report=lambda _: None)
    return ada


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _bills(database: Database, ada: Household, at: int) -> list[BillInFull]:
    with database.reading() as session:
        scope = ada.scope(session, today=TODAY).only(ada.account_ids[at])
        numbers = [bill.bill_number for bill in statements_of(session, scope=scope, since=OPENED)]
    return [bill_in_full(database, scope=scope, bill_number=number) for number in numbers]


def test_a_bill_stands_on_its_lines_and_on_the_ledger(database: Database, zone: ZoneInfo) -> None:
    ada = _a_year_of_bills(database, zone)

    newest, before, *_, oldest = _bills(database, ada, 0)

    assert sum(line.cents for line in newest.lines) == newest.totals.charges_cents == newest.bill.charges_cents
    assert newest.totals.use_cents + newest.totals.tax_cents + newest.totals.fixed_cents == newest.bill.charges_cents
    # Nothing was paid: what was owed after the last bill is what is owed before this one.
    assert newest.ledger.opening_cents == before.ledger.balance_cents == newest.ledger.previous_cents
    assert newest.ledger.entries == newest.ledger.since == ()
    assert (oldest.ledger.opening_cents, oldest.last_bill, oldest.last_year) == (0, None, None)


def test_a_payment_between_two_bills_stands_between_them(database: Database, zone: ZoneInfo) -> None:
    ada = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)
    run_bills(database, on=date(2025, 8, 10), now=_at(date(2025, 8, 10)), zone=zone, report=lambda _: None)
    _pay(database, ada, 5_000, date(2025, 8, 10), number="1")  # later on the day of the bill
    run_bills(database, on=date(2025, 9, 10), now=_at(date(2025, 9, 10)), zone=zone, report=lambda _: None)
    _pay(database, ada, 700, date(2025, 9, 20), number="2")

    newest, oldest = _bills(database, ada, 0)

    assert [(each.kind, each.cents) for each in newest.ledger.entries] == [(LedgerKind.PAYMENT, -5_000)]
    assert newest.ledger.opening_cents == oldest.ledger.balance_cents
    assert newest.ledger.previous_cents == newest.ledger.opening_cents - 5_000
    assert [each.cents for each in newest.ledger.since] == [-700]
    assert [each.cents for each in oldest.ledger.since] == [-5_000]


def test_the_last_bill_and_the_one_of_last_year_stand_beside_it(database: Database, zone: ZoneInfo) -> None:
    ada = _a_year_of_bills(database, zone)

    newest, before, *_ = _bills(database, ada, 0)

    assert newest.last_bill
    assert newest.last_bill.bill.bill_number == before.bill.bill_number
    assert newest.last_bill.lines == before.lines
    assert newest.last_year
    assert newest.last_year.bill.period == Period(date(2025, 9, 10), date(2025, 10, 10))


def test_a_made_up_rate_says_so_wherever_it_is_named(database: Database, zone: ZoneInfo) -> None:
    ada = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)
    run_bills(database, on=date(2025, 8, 10), now=_at(date(2025, 8, 10)), zone=zone, report=lambda _: None)

    (bill,) = _bills(database, ada, 0)

    assert {line.rate_title for line in bill.lines} == {"Fiber 100 Mbps, illustrative"}


def test_another_household_never_meets_the_bill(database: Database, zone: ZoneInfo) -> None:
    ada = _a_year_of_bills(database, zone)
    clara = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=9)
    with database.reading() as session:
        (number, *_) = [
            bill.bill_number for bill in statements_of(session, scope=ada.scope(session, today=TODAY), since=OPENED)
        ]
        scope = clara.scope(session, today=TODAY)

    with pytest.raises(NotYours):
        bill_in_full(database, scope=scope, bill_number=number)


def test_a_bill_is_read_in_as_many_statements_whatever_is_on_it(database: Database, zone: ZoneInfo) -> None:
    ada = _a_year_of_bills(database, zone)
    with database.reading() as session:
        scope = ada.scope(session, today=TODAY)
        numbers = [bill.bill_number for bill in statements_of(session, scope=scope, since=OPENED)]

    counts = set()
    for number in (numbers[0], numbers[-1]):
        with counted(database.engine) as statements:
            bill_in_full(database, scope=scope, bill_number=number)
        counts.add(len(statements))

    assert counts == {10}


def _pay(database: Database, ada: Household, cents: int, on: date, *, number: str) -> None:
    account_id = ada.account_ids[0]
    receive_payment(database, account_id=account_id, cents=cents, receipt_number=number, received_on=on, now=_at(on))
