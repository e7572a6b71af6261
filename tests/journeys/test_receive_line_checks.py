"""Checks of internet lines: kept once however often they are told, and nothing of a delivery that cannot be."""

from datetime import datetime
from uuid import uuid4

import pytest

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole
from smarthub_dash.domain.insights.queries import downs_in, speed_tests_in
from smarthub_dash.domain.insights.rules.line_quality import MeasuredSpeed, Stretch
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.receive_line_checks import LineChecks, UnfitLineChecks, receive_line_checks
from smarthub_dash.kit.database import Database
from tests.support.meters import add_meter


def _scope(account: Account) -> AccountScope:
    return AccountScope(uuid4(), {account.id: HouseholdRole.OWNER})


def test_what_is_told_again_is_kept_once_and_a_failure_may_grow(database: Database, now: datetime) -> None:
    account, at = add_meter(database, "ONT-1", unit=QuantityUnit.MB), int(now.timestamp()) - 9_000
    test = MeasuredSpeed(at, 290_000, 285_000, 8)

    for end in (at + 60, at + 600):
        told = LineChecks("ONT-1", (test,), (Stretch(at, end),))
        assert receive_line_checks(database, checks=[told], now=now) == 1

    with database.reading() as session:
        assert speed_tests_in(session, scope=_scope(account), since_epoch=0) == (test,)
        assert downs_in(session, scope=_scope(account), since_epoch=0) == (Stretch(at, at + 600),)
        assert downs_in(session, scope=_scope(account), since_epoch=at + 600) == ()
        assert speed_tests_in(session, scope=AccountScope(uuid4(), {}), since_epoch=0) == ()


def test_a_delivery_that_cannot_be_is_refused_whole(database: Database, now: datetime) -> None:
    account, at = add_meter(database, "ONT-1", unit=QuantityUnit.MB), int(now.timestamp()) - 60
    add_meter(database, "METER-2")
    good = LineChecks("ONT-1", (MeasuredSpeed(at, 1, 1, 1),), ())
    bad = (
        LineChecks("METER-2", (MeasuredSpeed(at, 1, 1, 1),), ()),
        LineChecks("ONT-9", (), ()),
        LineChecks("ONT-1", (MeasuredSpeed(at + 90_000, 1, 1, 1),), ()),
        LineChecks("ONT-1", (MeasuredSpeed(at, -1, 1, 1),), ()),
        LineChecks("ONT-1", (), (Stretch(at, at),)),
    )

    for each in bad:
        with pytest.raises(UnfitLineChecks):
            receive_line_checks(database, checks=[good, each], now=now)

    with database.reading() as session:
        assert speed_tests_in(session, scope=_scope(account), since_epoch=0) == ()
