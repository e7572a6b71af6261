"""Credits for energy sent back: put by, used on the bills that follow, gone after a year, right after corrections."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.accounts.rules import billing_period_of, billing_periods
from smarthub_dash.domain.billing.queries import ChargeView, StatementView, balances, charges_of, statements_of
from smarthub_dash.domain.billing.queries.metering import credits_of
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.records import LedgerEntry
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.rates.rules.banked import BankedCredit
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.gateways.headend import FlowDirection
from smarthub_dash.journeys.cancel_bills import cancel_and_rebill, cancel_bill
from smarthub_dash.journeys.expire_metering import expire_metering
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.billing import Household, a_household
from tests.support.usage import ZONE, bring_in

OPENED = date(2025, 4, 1)
MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)
NOON = datetime(2025, 6, 1, 17, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 17, tzinfo=UTC)
USED, SENT_BACK = FlowDirection.DELIVERED, FlowDirection.RECEIVED


def count(database: Database, household: Household, *, within: Period, wh: int, flow: FlowDirection) -> None:
    """Bring in the same quantity for every hour of a period; what was there is corrected."""
    with database.reading() as session:
        found = select(UsagePoint.meter_number).where(col(UsagePoint.account_id) == household.account_ids[0])
        meter_number = session.exec(found).one()
    start, end = epochs_of(within, ZONE)
    bring_in(database, meter_number, dict.fromkeys(range(start, end, 3600), wh), now=LATER, flow=flow)


def run(database: Database, on: date, zone: ZoneInfo) -> None:
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    run_bills(database, on=on, now=moment, zone=zone, report=lambda _: None)


def bills(database: Database, household: Household) -> list[tuple[StatementView, tuple[ChargeView, ...]]]:
    """Return the bills that stand, the oldest first, with their lines."""
    with database.reading() as session:
        assert prove_books(session).faults == ()
        scope = household.scope(session, today=MAY)
        found = [bill for bill in statements_of(session, scope=scope, since=OPENED) if bill.cancelled_on is None]
        return [
            (bill, tuple(charges_of(session, scope=scope, bill_number=bill.bill_number))) for bill in reversed(found)
        ]


def put_by(database: Database, household: Household) -> int:
    with database.reading() as session:
        return -balances(session, account_ids=household.account_ids, book=LedgerBook.METERING)[household.account_ids[0]]


@pytest.fixture
def dee(database: Database, zone: ZoneInfo) -> Household:
    """In April one kWh an hour went back beyond what was used; since then one kWh an hour is used."""
    household = a_household(database, rate_codes=("CEC-TOU-NM",), opened_on=OPENED, read_day=1)
    count(database, household, within=Period(OPENED, MAY), wh=500, flow=USED)
    count(database, household, within=Period(OPENED, MAY), wh=1_500, flow=SENT_BACK)
    count(database, household, within=Period(MAY, date(2026, 5, 1)), wh=1_000, flow=USED)
    count(database, household, within=Period(MAY, date(2026, 5, 1)), wh=0, flow=SENT_BACK)
    return household


def test_what_was_sent_back_is_no_line_of_its_bill_and_pays_the_next(
    database: Database, zone: ZoneInfo, dee: Household
) -> None:
    run(database, MAY, zone)
    kept = put_by(database, dee)
    run(database, JUNE, zone)

    (april, april_lines), (may, may_lines) = bills(database, dee)
    # 720 kWh beyond what was used, at 0.0312: 22.464, so 22.46.
    assert kept == 2_246
    assert "credit" not in {line.kind for line in april_lines}
    assert april.charges_cents == sum(line.cents for line in april_lines) > 0
    credit = may_lines[-1]
    assert (credit.kind, credit.cents, credit.quantity_text) == ("credit", -2_246, "$22.46 of $22.46")
    assert may.charges_cents == sum(line.cents for line in may_lines[:-1]) - 2_246
    assert put_by(database, dee) == 0


def test_a_bill_uses_no_more_than_it_asks_for(database: Database, zone: ZoneInfo, dee: Household) -> None:
    count(database, dee, within=Period(OPENED, MAY), wh=20_500, flow=SENT_BACK)
    run(database, MAY, zone)
    kept = put_by(database, dee)
    run(database, JUNE, zone)

    _, (may, lines) = bills(database, dee)
    used = -lines[-1].cents
    # 720 hours x 20 kWh x 0.0312 is 449.28: more than a month costs.
    assert kept == 44_928
    assert (may.charges_cents, used) == (0, sum(line.cents for line in lines[:-1]))
    assert put_by(database, dee) == kept - used
    with database.reading() as session:
        (left,) = credits_of(session, account_ids=dee.account_ids).values()
    assert left.credits == (BankedCredit(MAY, kept - used),)


def test_a_credit_that_nobody_used_is_gone_after_a_year_and_once(
    database: Database, zone: ZoneInfo, dee: Household
) -> None:
    run(database, MAY, zone)
    last_day = date(2026, 4, 30)

    found = [
        expire_metering(database, on=day, now=NOON)
        for day in (last_day, last_day + timedelta(days=1), JULY.replace(year=2026))
    ]

    assert found == [0, 2_246, 0]
    assert put_by(database, dee) == 0
    with database.reading() as session:
        assert prove_books(session).faults == ()


def test_an_expired_credit_is_not_used_even_before_the_job_took_it_off(
    database: Database, zone: ZoneInfo, dee: Household
) -> None:
    run(database, MAY, zone)
    # Nothing is billed for a year, as if the account had been forgotten; then all of it at once.
    run(database, date(2026, 5, 2), zone)

    kinds = [line.kind for _, lines in bills(database, dee) for line in lines]
    assert "credit" not in kinds
    assert put_by(database, dee) == 2_246


def test_a_bill_made_anew_puts_by_what_it_should_have_and_keeps_its_age(
    database: Database, zone: ZoneInfo, dee: Household
) -> None:
    run(database, MAY, zone)
    count(database, dee, within=Period(OPENED, MAY), wh=1_000, flow=SENT_BACK)
    (april, _) = bills(database, dee)[0]

    cancel_and_rebill(database, bill_number=april.bill_number, reason="Wrong", on=JULY, now=NOON, zone=zone)

    # 720 x 0.5 kWh x 0.0312 = 11.232: 11.23.
    assert put_by(database, dee) == 1_123
    with database.reading() as session:
        (left,) = credits_of(session, account_ids=dee.account_ids).values()
    assert left.credits == (BankedCredit(MAY, 1_123),)


def test_a_credit_that_was_used_and_then_is_gone_is_owed(database: Database, zone: ZoneInfo, dee: Household) -> None:
    run(database, MAY, zone)
    run(database, JUNE, zone)
    (april, _), (may, _) = bills(database, dee)

    cancel_bill(database, bill_number=april.bill_number, reason="Wrong", on=JULY, now=NOON)

    with database.reading() as session:
        assert prove_books(session).faults == ()
        owed = balances(session, account_ids=dee.account_ids)[dee.account_ids[0]]
    assert put_by(database, dee) == 0
    assert owed == may.charges_cents + 2_246


def test_a_cancelled_use_gives_its_credit_back(database: Database, zone: ZoneInfo, dee: Household) -> None:
    run(database, MAY, zone)
    run(database, JUNE, zone)
    may = bills(database, dee)[1][0]

    cancel_bill(database, bill_number=may.bill_number, reason="Wrong", on=JULY, now=NOON)
    given_back = put_by(database, dee)
    run(database, JULY, zone)

    assert given_back == 2_246
    assert bills(database, dee)[1][1][-1].cents == -2_246
    with database.reading() as session:
        kinds = session.exec(select(LedgerEntry.kind).where(col(LedgerEntry.book) == LedgerBook.METERING)).all()
    assert kinds == [
        LedgerKind.METERING_CREDIT,
        LedgerKind.STATEMENT,
        LedgerKind.CANCELLATION,
        LedgerKind.STATEMENT,
    ]


@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["bill", "bill", "rebill", "cancel", "expire"]), st.integers(0, 9)), max_size=8
    )
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_more_is_used_or_expires_than_was_put_by_whatever_is_corrected(
    tmp_path_factory: pytest.TempPathFactory, dee_sqlite: Path, zone: ZoneInfo, acts: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("credits") / "smarthub.db"
    path.write_bytes(dee_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    with database.reading() as session:
        member_id, account_id = session.exec(select(AccountGrant.member_id, AccountGrant.account_id)).one()
    dee, day = Household(member_id, (account_id,)), MAY
    for act, which in acts:
        standing = [bill for bill, _ in bills(database, dee)]
        reason, moment = "Wrong", datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        if act == "bill":
            run(database, day, zone)
            day = billing_period_of(day, read_day=1).end_on
        elif act == "expire":
            day += timedelta(days=40 * which)
            expire_metering(database, on=day, now=LATER)
        elif standing:
            number = standing[which % len(standing)].bill_number
            if act == "cancel":
                cancel_bill(database, bill_number=number, reason=reason, on=day, now=moment)
            else:
                usage = 1_500 - 300 * (which % 5)
                count(database, dee, within=Period(OPENED, MAY), wh=usage, flow=SENT_BACK)
                cancel_and_rebill(database, bill_number=number, reason=reason, on=day, now=moment, zone=zone)
        with database.reading() as session:
            assert prove_books(session).faults == ()
    bills(database, dee)
    database.close()


@pytest.fixture(scope="module")
def dee_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dee's house in a SQLite file, to be copied: sent back more than used in two of three months."""
    path = tmp_path_factory.mktemp("dee") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    household = a_household(database, rate_codes=("CEC-TOU-NM",), opened_on=OPENED, read_day=1)
    until = date(2026, 6, 1)
    count(database, household, within=Period(OPENED, until), wh=500, flow=USED)
    for month in billing_periods(Period(OPENED, until), read_day=1):
        count(database, household, within=month, wh=200 if month.start_on.month % 3 == 0 else 1_200, flow=SENT_BACK)
    database.close()
    return path
