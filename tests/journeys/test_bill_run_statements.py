"""What a bill run asks the database: as much for a batch of many as for a batch of one."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.records import BudgetInstallment, BudgetPlan
from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household
from tests.support.estimating import LATER, OPENED, PERIOD, hours, run, silent_hours, without_a_day
from tests.support.sql import counted
from tests.support.usage import bring_in

NEXT = Period(PERIOD.end_on, date(2025, 11, 10))


def homes(database: Database, zone: ZoneInfo, count: int, rate_code: str, *, has_gap: bool) -> Household:
    """Store so many homes with two periods of reads; where there is a gap it is in the first."""
    household = a_household(database, rate_codes=(rate_code,) * count, opened_on=OPENED, read_day=10)
    first = without_a_day(zone) if has_gap else hours(PERIOD, zone)
    for meter_number in meters_of(database, household):
        bring_in(database, meter_number, first | hours(NEXT, zone), now=LATER)
    return household


def meters_of(database: Database, household: Household) -> list[str]:
    with database.reading() as session:
        wanted = select(UsagePoint.meter_number).where(col(UsagePoint.account_id).in_(household.account_ids))
        return list(session.exec(wanted).all())


def statements_for(database: Database, zone: ZoneInfo, on: date) -> int:
    with counted(database.engine) as statements:
        assert run(database, zone, on, patience={}).statement_count > 0
    return len(statements)


@pytest.mark.parametrize("rate_code", ["CEC-RES", "CEC-TOU-NM"])
def test_whole_periods(database: Database, zone: ZoneInfo, rate_code: str) -> None:
    homes(database, zone, 1, rate_code, has_gap=False)
    one = statements_for(database, zone, PERIOD.end_on)
    homes(database, zone, 12, rate_code, has_gap=False)
    twelve = statements_for(database, zone, PERIOD.end_on)

    assert twelve == one <= 22


def test_periods_with_missing_reads_and_their_true_ups(database: Database, zone: ZoneInfo) -> None:
    counts = []
    for count in (1, 8):
        household = homes(database, zone, count, "CEC-TOU-NM", has_gap=True)
        estimated = statements_for(database, zone, PERIOD.end_on)
        for meter_number in meters_of(database, household):
            bring_in(database, meter_number, silent_hours(zone, wh=2_000), now=LATER)
        counts.append((estimated, statements_for(database, zone, NEXT.end_on)))

    assert counts[0] == counts[1]


def test_budget_billing(database: Database, zone: ZoneInfo) -> None:
    counts = []
    for count in (1, 8):
        household = homes(database, zone, count, "CEC-RES", has_gap=False)
        with database.unit_of_work() as session:
            put_on_budget(session, household)
        counts.append(statements_for(database, zone, PERIOD.end_on))

    assert counts[0] == counts[1]


def put_on_budget(session: Session, household: Household) -> None:
    for account_id in household.account_ids:
        assert session.get_one(Account, account_id).closed_on is None
        plan = BudgetPlan(
            account_id=account_id,
            kind=BudgetKind.ROLLING,
            started_on=OPENED,
            trues_up_on=OPENED + timedelta(days=365),
            enrolled_at=LATER,
        )
        session.add(plan)
        session.flush()
        session.add(BudgetInstallment(plan_id=plan.id, from_on=OPENED, cents=9_000, reason="Test"))
