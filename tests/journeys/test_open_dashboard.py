"""Opening Home: as many statements for one account as for twenty, and nothing of anyone else's."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.journeys.open_dashboard import SPARK_DAYS, open_dashboard, read_usage_now, scope_for
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import instant_of
from tests.support.households import add_household, deliver_hour
from tests.support.sql import counted

MOST_STATEMENTS = 6


@pytest.mark.parametrize("count", [0, 1, 20])
def test_the_number_of_statements_does_not_grow_with_the_accounts(
    database: Database, now: datetime, zone: ZoneInfo, count: int
) -> None:
    meters = [f"{number:02}" for number in range(count)]
    member_id, _ = add_household(database, "Ada", meters=meters, now=now)
    for meter in meters:
        deliver_hour(database, meter, quantity=500, now=now)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    with counted(database.engine) as statements:
        dashboard = open_dashboard(database, scope=scope, now=now, zone=zone)

    assert len(statements) <= MOST_STATEMENTS
    assert len(statements) == 4
    assert [each.view.account_number for each in dashboard.accounts] == meters
    assert all(each.usage and each.usage.quantity == 500 for each in dashboard.accounts)


def test_a_meter_that_never_reported_has_no_usage(database: Database, now: datetime, zone: ZoneInfo) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=now)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    (account,) = open_dashboard(database, scope=scope, now=now, zone=zone).accounts

    assert account.usage is None
    assert account.standing.amount_due_cents == 0


def test_each_sees_their_own_and_what_is_shared(database: Database, now: datetime, zone: ZoneInfo) -> None:
    ada, of_ada = add_household(database, "Ada", meters=["1", "2"], now=now)
    boone, of_boone = add_household(database, "Boone", meters=["3"], now=now, shares=of_ada[:1])
    for meter in "123":
        deliver_hour(database, meter, quantity=100, now=now)

    seen = {}
    for name, member_id in (("Ada", ada), ("Boone", boone)):
        scope = scope_for(database, member_id=member_id, now=now, zone=zone)
        dashboard = open_dashboard(database, scope=scope, now=now, zone=zone)
        seen[name] = {each.view.account_id for each in dashboard.accounts}
        assert set(read_usage_now(database, scope=scope, now=now, zone=zone)) == seen[name]

    assert seen == {"Ada": set(of_ada), "Boone": set(of_boone)}


def test_usage_so_far_is_summed_by_day_and_says_how_new_it_is(
    database: Database, now: datetime, zone: ZoneInfo
) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=now)
    for hours_ago, quantity in ((2, 300), (3, 200), (26, 1_000)):
        deliver_hour(database, "1", quantity=quantity, now=now, hours_ago=hours_ago)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    (account,) = open_dashboard(database, scope=scope, now=now, zone=zone).accounts

    assert account.usage
    assert len(account.usage.days) == SPARK_DAYS
    assert account.usage.days[-2:] == (1_000, 500)
    assert set(account.usage.days[:-2]) == {None}
    assert account.usage.quantity == 1_500
    assert instant_of(account.usage.newest_end_epoch) == now.replace(hour=14, minute=0)
