"""Bill runs: one bill each, however often and however badly they run."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.queries import charges_of, statements_of
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.rules import StandingState
from smarthub_dash.journal.records import JournalEvent
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import BillRunSummary, run_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import a_household, measure_days, measure_hours

OPENED = date(2025, 7, 10)


def run(
    database: Database, zone: ZoneInfo, *, on: date, report: Callable[[str], None] = lambda _: None
) -> BillRunSummary:
    return run_bills(database, on=on, now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC), zone=zone, report=report)


def test_a_period_that_ended_is_billed_with_what_was_measured(database: Database, zone: ZoneInfo) -> None:
    ada = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    measure_days(
        database, account_id=ada.account_ids[0], within=Period(OPENED, date(2025, 8, 12)), wh_a_day=30_000, zone=zone
    )

    summary = run(database, zone, on=date(2025, 8, 10))

    with database.reading() as session:
        scope = ada.scope(session, today=date(2025, 8, 10))
        (bill,) = statements_of(session, scope=scope, since=OPENED)
        lines = charges_of(session, scope=scope, bill_number=bill.bill_number)
        (standing,) = standings(session, scope=scope, today=date(2025, 8, 10)).values()
    # 31 days of 30 kWh: 930 x 0.1065 = 99.045 -> 99.05; 930 x 0.0018 = 1.674 -> 1.67; 1.5 % of 132.72 = 1.9908 -> 1.99
    assert [line.cents for line in lines] == [3200, 9905, 167, 199]
    assert (bill.start_on, bill.end_on, bill.due_on) == (OPENED, date(2025, 8, 10), date(2025, 8, 30))
    assert summary == BillRunSummary(1, 13471, ())
    assert (standing.amount_due_cents, standing.due_on, standing.state) == (
        13471,
        date(2025, 8, 30),
        StandingState.DUE,
    )


def test_a_period_is_not_billed_before_its_last_day_is_over(database: Database, zone: ZoneInfo) -> None:
    a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)

    assert run(database, zone, on=date(2025, 8, 9)).statement_count == 0


def test_a_bill_run_run_twice_bills_once(database: Database, zone: ZoneInfo) -> None:
    a_household(database, rate_codes=("CEC-RES", "CALLABYTE-300"), opened_on=OPENED, read_day=10)

    first = run(database, zone, on=date(2025, 10, 15))
    second = run(database, zone, on=date(2025, 10, 15))

    assert (first.statement_count, second.statement_count) == (6, 0)


def test_a_bill_run_that_died_is_finished_by_the_next(
    database: Database, zone: ZoneInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smarthub_dash.journeys.run_bills.BATCH", 1)
    a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100", "CEC-WELL"), opened_on=OPENED, read_day=10)

    def die(_progress: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(database, zone, on=date(2025, 8, 10), report=die)
    rest = run(database, zone, on=date(2025, 8, 10))

    assert rest.statement_count == 2
    with database.reading() as session:
        proof = prove_books(session)
    assert (proof.statement_count, proof.faults) == (3, ())


def test_hourly_reads_price_a_time_of_use_bill(database: Database, zone: ZoneInfo) -> None:
    dee = a_household(database, rate_codes=("CEC-TOU-NM",), opened_on=date(2025, 11, 1), read_day=1)
    november = Period(date(2025, 11, 1), date(2025, 12, 1))
    measure_hours(database, account_id=dee.account_ids[0], within=november, wh=1000, zone=zone)

    run(database, zone, on=date(2025, 12, 1))

    with database.reading() as session:
        scope = dee.scope(session, today=date(2025, 12, 1))
        (bill,) = statements_of(session, scope=scope, since=date(2025, 11, 1))
        lines = charges_of(session, scope=scope, bill_number=bill.bill_number)
    # November 2025 has 721 hours (one repeats on the 2nd), 20 weekdays, one of them Thanksgiving: 19 x 6 = 114 on-peak
    # hours; overnight 30 x 5 + the repeated hour = 151; the rest is 721 - 114 - 151 = 456.
    assert [(line.label, line.quantity_text) for line in lines[1:4]] == [
        ("On-peak energy", "114 kWh"),
        ("Off-peak energy", "456 kWh"),
        ("Overnight energy", "151 kWh"),
    ]


def test_a_closed_account_is_billed_to_its_last_day_and_no_further(database: Database, zone: ZoneInfo) -> None:
    ada = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)
    with database.unit_of_work() as session:
        session.get_one(Account, ada.account_ids[0]).closed_on = date(2025, 8, 25)

    run(database, zone, on=date(2025, 12, 1))

    with database.reading() as session:
        bills = statements_of(session, scope=ada.scope(session, today=date(2025, 12, 1)), since=OPENED)
    # 15 of 31 days: 64.95 x 15/31 = 31.427 -> 31.43; 6.95 x 15/31 = 3.363 -> 3.36; tax 5.725 % of 3.36 = 0.192 -> 0.19
    assert [(bill.end_on, bill.charges_cents) for bill in bills] == [
        (date(2025, 8, 25), 3143 + 336 + 19),
        (date(2025, 8, 10), 6495 + 695 + 40),
    ]


def test_an_account_without_a_rate_is_named_and_the_others_are_billed(database: Database, zone: ZoneInfo) -> None:
    a_household(database, rate_codes=("CALLABYTE-100", "CALLABYTE-9"), opened_on=OPENED, read_day=10)

    summary = run(database, zone, on=date(2025, 9, 10))

    assert summary.statement_count == 2
    assert len(summary.refusals) == 1
    assert "no version of its rate was published" in summary.refusals[0]


def test_a_payment_is_posted_once_by_its_receipt(database: Database, zone: ZoneInfo, now: datetime) -> None:
    ada = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)
    run(database, zone, on=date(2025, 8, 10))

    posted = [
        receive_payment(
            database,
            account_id=ada.account_ids[0],
            cents=7230,
            receipt_number="OFFICE-17",
            received_on=date(2025, 8, 20),
            now=now,
        )
        for _ in range(2)
    ]

    with database.reading() as session:
        (standing,) = standings(
            session, scope=ada.scope(session, today=date(2025, 9, 1)), today=date(2025, 9, 1)
        ).values()
        assert prove_books(session).faults == ()
    assert posted == [True, False]
    assert (standing.balance_cents, standing.state, standing.due_on) == (0, StandingState.PAID, None)


def test_a_bill_wakes_the_pages_of_its_account_only(database: Database, zone: ZoneInfo) -> None:
    ada = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=10)
    a_household(database, rate_codes=("CALLABYTE-100",), opened_on=date(2025, 8, 1), read_day=25)

    run(database, zone, on=date(2025, 8, 10))

    with database.reading() as session:
        events = session.exec(select(JournalEvent.topic, JournalEvent.account_id)).all()
    assert events == [("billing", ada.account_ids[0])]
