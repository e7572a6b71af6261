"""Budget billing from its first bill to its last: what is asked for, put off and settled."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.accounts.rules import HouseholdRole, NotAllowed, NotYours
from smarthub_dash.domain.billing.operations.budget import BudgetChanged
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.records import BudgetInstallment, BudgetPlan, LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import BudgetKind, LedgerBook
from smarthub_dash.journal.records import ActivityEntry, JournalEvent
from smarthub_dash.journeys.budget_billing import OwesFirst, begin_budget, budget_accounts, end_budget
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days

OPENED = date(2024, 1, 1)
YEAR_LATER = date(2025, 1, 1)
JOINED = datetime(2025, 1, 5, 15, tzinfo=UTC)


def run(database: Database, zone: ZoneInfo, on: date) -> None:
    run_bills(database, on=on, now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC), zone=zone, report=lambda _: None)


@pytest.fixture
def home(database: Database, zone: ZoneInfo) -> Household:
    """A home with twelve bills: dear in winter and summer; nothing is owed."""
    household = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=1)
    for month in range(26):
        first = date(2024 + month // 12, month % 12 + 1, 1)
        after = date(2024 + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        wh = (60_000, 30_000, 20_000)[month % 3]
        measure_days(database, account_id=household.account_ids[0], within=Period(first, after), wh_a_day=wh, zone=zone)
    run(database, zone, YEAR_LATER)
    pay_all(database, household)
    return household


def pay_all(database: Database, household: Household) -> None:
    with database.reading() as session:
        scope = household.scope(session, today=YEAR_LATER)
        (standing,) = standings(session, scope=scope, today=YEAR_LATER).values()
    receive_payment(
        database,
        account_id=household.account_ids[0],
        cents=standing.balance_cents,
        receipt_number="ALL-OF-IT",
        received_on=YEAR_LATER,
        now=JOINED,
    )


def number_of(database: Database, household: Household) -> str:
    with database.reading() as session:
        return session.get_one(Account, household.account_ids[0]).account_number


def begin(database: Database, household: Household, kind: BudgetKind, zone: ZoneInfo) -> int:
    return begin_budget(
        database,
        member_id=household.member_id,
        account_number=number_of(database, household),
        kind=kind,
        now=JOINED,
        zone=zone,
    )


def bills_since(session: Session, day: date) -> Sequence[Statement]:
    newer = select(Statement).where(col(Statement.start_on) >= day)
    return session.exec(newer.order_by(col(Statement.start_on))).all()


def put_off(session: Session) -> int:
    return session.exec(
        select(func.coalesce(func.sum(col(LedgerEntry.cents)), 0)).where(col(LedgerEntry.book) == LedgerBook.BUDGET)
    ).one()


def months_after(count: int) -> Sequence[date]:
    return [date(2025 + (1 + at) // 12, (1 + at) % 12 + 1, 1) for at in range(count)]


def test_a_fixed_plan_asks_the_same_until_it_settles(database: Database, zone: ZoneInfo, home: Household) -> None:
    cents = begin(database, home, BudgetKind.FIXED, zone)

    for day in months_after(13):
        run(database, zone, day)

    with database.reading() as session:
        bills = bills_since(session, YEAR_LATER)
        plan = session.exec(select(BudgetPlan)).one()
        installments = session.exec(select(BudgetInstallment).order_by(col(BudgetInstallment.from_on))).all()
        left = put_off(session)
    assert cents % 100 == 0
    assert [bill.billed_cents for bill in bills[:12]] == [cents] * 12
    assert sum(bill.billed_cents for bill in bills) == sum(bill.charges_cents for bill in bills)
    assert left == 0
    assert plan.trues_up_on == date(2027, 2, 1)
    assert [one.from_on for one in installments] == [date(2025, 1, 5), date(2026, 2, 1)]


def test_a_rolling_plan_asks_for_the_average_of_twelve_bills(
    database: Database, zone: ZoneInfo, home: Household
) -> None:
    begin(database, home, BudgetKind.ROLLING, zone)

    run(database, zone, date(2025, 2, 1))

    with database.reading() as session:
        (bill,) = bills_since(session, YEAR_LATER)
        charges = session.exec(select(Statement.charges_cents).order_by(col(Statement.start_on))).all()
        assert put_off(session) == bill.charges_cents - bill.billed_cents
    assert bill.billed_cents == round(sum(charges[1:]) / 12)


def test_what_is_owed_is_the_installment_and_its_state_says_so(
    database: Database, zone: ZoneInfo, home: Household
) -> None:
    cents = begin(database, home, BudgetKind.FIXED, zone)
    run(database, zone, date(2025, 2, 1))

    with database.reading() as session:
        today = date(2025, 2, 2)
        (standing,) = standings(session, scope=home.scope(session, today=today), today=today).values()
    assert standing.amount_due_cents == cents


def test_a_plan_that_ended_is_settled_by_the_next_bill(database: Database, zone: ZoneInfo, home: Household) -> None:
    begin(database, home, BudgetKind.FIXED, zone)
    run(database, zone, date(2025, 2, 1))
    number = number_of(database, home)
    ended = datetime(2025, 2, 10, 12, tzinfo=UTC)
    settled = end_budget(database, member_id=home.member_id, account_number=number, now=ended, zone=zone)

    run(database, zone, date(2025, 3, 1))
    run(database, zone, date(2025, 4, 1))

    with database.reading() as session:
        _, second, third = bills_since(session, YEAR_LATER)
        assert put_off(session) == 0
    assert settled != 0
    assert second.billed_cents == second.charges_cents + settled
    assert third.billed_cents == third.charges_cents


def test_the_last_bill_of_a_closed_account_settles(database: Database, zone: ZoneInfo, home: Household) -> None:
    begin(database, home, BudgetKind.ROLLING, zone)
    run(database, zone, date(2025, 2, 1))
    with database.unit_of_work() as session:
        session.get_one(Account, home.account_ids[0]).closed_on = date(2025, 2, 20)

    run(database, zone, date(2025, 3, 1))

    with database.reading() as session:
        assert put_off(session) == 0


def test_the_bill_run_repeated_asks_once(database: Database, zone: ZoneInfo, home: Household) -> None:
    begin(database, home, BudgetKind.ROLLING, zone)

    for _ in range(3):
        run(database, zone, date(2025, 2, 1))

    with database.reading() as session:
        assert len(bills_since(session, YEAR_LATER)) == 1
        assert len(session.exec(select(BudgetInstallment)).all()) == 2


def test_two_tabs_begin_one_plan(database: Database, zone: ZoneInfo, home: Household) -> None:
    begin(database, home, BudgetKind.FIXED, zone)

    with pytest.raises(BudgetChanged, match="already"):
        begin(database, home, BudgetKind.ROLLING, zone)


def test_the_household_reads_who_began_it_and_open_pages_follow(
    database: Database, zone: ZoneInfo, home: Household
) -> None:
    begin(database, home, BudgetKind.FIXED, zone)

    with database.reading() as session:
        words = session.exec(select(ActivityEntry.words)).all()
        topics = session.exec(select(JournalEvent.topic).order_by(col(JournalEvent.id).desc())).first()
    assert any("began budget billing for account" in each for each in words)
    assert topics == "billing"


@pytest.mark.parametrize("role", [HouseholdRole.VIEWER, HouseholdRole.PAYER])
def test_who_may_not_manage_the_account_cannot_begin(
    database: Database, zone: ZoneInfo, home: Household, role: HouseholdRole
) -> None:
    with database.unit_of_work() as session:
        session.get_one(AccountGrant, (home.member_id, home.account_ids[0])).role = role

    with pytest.raises(NotAllowed):
        begin(database, home, BudgetKind.FIXED, zone)


def test_a_strangers_account_is_nobodys(database: Database, zone: ZoneInfo, home: Household) -> None:
    stranger = a_household(database, rate_codes=("CEC-RES",), opened_on=YEAR_LATER, read_day=1)

    with pytest.raises(NotYours):
        begin_budget(
            database,
            member_id=stranger.member_id,
            account_number=number_of(database, home),
            kind=BudgetKind.FIXED,
            now=JOINED,
            zone=zone,
        )


def test_what_is_past_due_is_paid_first_and_a_new_account_waits(
    database: Database, zone: ZoneInfo, home: Household
) -> None:
    run(database, zone, date(2025, 2, 1))
    late = datetime(2025, 3, 15, 12, tzinfo=UTC)
    new = a_household(database, rate_codes=("CEC-RES",), opened_on=YEAR_LATER, read_day=1)

    with pytest.raises(OwesFirst, match="past due"):
        begin_budget(
            database,
            member_id=home.member_id,
            account_number=number_of(database, home),
            kind=BudgetKind.FIXED,
            now=late,
            zone=zone,
        )
    with pytest.raises(OwesFirst, match="a year of bills"):
        begin(database, new, BudgetKind.FIXED, zone)


def test_the_preview_runs_the_last_24_bills(database: Database, zone: ZoneInfo, home: Household) -> None:
    for day in months_after(13):
        run(database, zone, day)
    now = datetime(2026, 2, 2, 12, tzinfo=UTC)

    scope = scope_for(database, member_id=home.member_id, now=now, zone=zone)
    (found,) = budget_accounts(database, scope=scope, now=now, zone=zone)

    fixed, rolling = found.previews[BudgetKind.FIXED], found.previews[BudgetKind.ROLLING]
    assert (len(fixed.months), len(rolling.months)) == (24, 24)
    assert fixed.stands_on_own_year
    for preview in (fixed, rolling):
        differences = sum(month.charges_cents - month.asked_cents for month in preview.months)
        assert preview.months[-1].put_off_cents == differences
        assert [month.put_off_cents for month in preview.true_ups] == [0]
        assert preview.worst is not None
    assert found.hindrance.startswith("Budget billing can begin once")


def test_a_day_before_it_began_nothing_is_asked_by_the_plan(
    database: Database, zone: ZoneInfo, home: Household
) -> None:
    begin(database, home, BudgetKind.FIXED, zone)
    with database.unit_of_work() as session:
        session.exec(select(BudgetPlan)).one().started_on = date(2025, 2, 1) + timedelta(days=1)

    run(database, zone, date(2025, 2, 1))

    with database.reading() as session:
        (bill,) = bills_since(session, YEAR_LATER)
    assert bill.billed_cents == bill.charges_cents
