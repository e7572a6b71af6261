"""Similar homes are told once a night, to those of enough others alone; who stays out is in nobody's group."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.domain.insights.rules.similar_homes import LEAST_HOMES
from smarthub_dash.domain.usage.records import DailyUsage, PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.similar_homes import (
    SimilarView,
    choose_to_compare,
    comparable_homes,
    similar_card,
    view_similar,
)
from smarthub_dash.journeys.work_out_insights import work_out_insights
from smarthub_dash.kit.database import Database
from tests.support.billing import Household, a_household

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 18, tzinfo=UTC)
DAY = 86_400
COUNTS = {"estimated_quantity": 0, "estimated_seconds": 0, "zero_seconds": 0, "newest_end_epoch": 0}


@pytest.fixture
def moment(zone: ZoneInfo) -> Moment:
    return Moment(NOW, zone)


def live_a_year(session: Session, account_ids: Sequence[UUID]) -> None:
    """Let each home use a little more than the one before, and twice as much in the cold as in mild months."""
    for at, account_id in enumerate(account_ids):
        point = session.exec(select(UsagePoint.id).where(UsagePoint.account_id == account_id)).one()
        key = {"usage_point_id": point, "flow": Flow.DELIVERED, **COUNTS}
        for back in range(1, 31):
            told = {"quantity": 20_000 + 1_000 * at, "present_seconds": DAY, "expected_seconds": DAY}
            session.add(DailyUsage(day=TODAY - timedelta(days=back), **key, **told))
        for month in range(1, 11):
            start, end = date(2025, 12, 10) if month == 1 else date(2026, month - 1, 10), date(2026, month, 10)
            seconds = (end - start).days * DAY
            daily = 40_000 if month in (1, 2, 12) else 20_000
            told = {"quantity": daily * (end - start).days, "present_seconds": seconds, "expected_seconds": seconds}
            session.add(PeriodUsage(start_on=start, end_on=end, **key, **told))


def a_street(database: Database, count: int) -> Household:
    made = a_household(database, rate_codes=("CEC-RES",) * count, opened_on=date(2025, 1, 10), read_day=10)
    with database.unit_of_work() as session:
        live_a_year(session, made.account_ids)
    return made


def number_of(database: Database, account_id: UUID) -> str:
    with database.reading() as session:
        return session.exec(select(Account.account_number).where(col(Account.id) == account_id)).one()


def seen(database: Database, street: Household, number: str, moment: Moment) -> SimilarView:
    scope = scope_for(database, member_id=street.member_id, now=NOW, zone=moment.zone)
    return view_similar(database, scope=scope, account_number=number)


def night(database: Database, zone: ZoneInfo) -> None:
    work_out_insights(database, weather=None, now=NOW, zone=zone, report=lambda _: None)


def test_who_stays_out_is_neither_compared_nor_counted_and_the_others_are_too_few_then(
    database: Database, moment: Moment
) -> None:
    street = a_street(database, LEAST_HOMES + 1)
    first, second = (number_of(database, each) for each in street.account_ids[:2])
    night(database, moment.zone)
    before = seen(database, street, second, moment)

    told = {"member_id": street.member_id, "account_number": first, "moment": moment}
    choose_to_compare(database, takes_part=False, **told)
    at_once = seen(database, street, first, moment)
    night(database, moment.zone)
    after = seen(database, street, second, moment)
    choose_to_compare(database, takes_part=True, **told)
    night(database, moment.zone)

    assert before.card is not None
    assert before.card.sentence.startswith("630 kWh in the last 30 days; similar homes took about ")
    assert at_once.is_out
    assert at_once.card is None
    assert after.card is None
    back = seen(database, street, first, moment)
    assert back.card is not None
    assert not back.is_out


def test_homes_of_other_rates_and_with_too_little_of_a_year_are_not_counted(database: Database) -> None:
    street = a_street(database, LEAST_HOMES + 1)
    a_household(database, rate_codes=("CEC-RES", "CEC-WELL"), opened_on=date(2026, 11, 1), read_day=10)

    with database.reading() as session:
        homes = comparable_homes(session, today=TODAY)

    assert set(homes) == set(street.account_ids)
    assert all(home.heats for home in homes.values())
    (card,) = similar_card(street.account_ids[0], homes)
    assert card.kind is CardKind.SIMILAR
    assert "heat with electricity" in card.how
