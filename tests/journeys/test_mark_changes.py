"""A household marks what changed at its home: owners and caretakers, for all who see the account, and nobody else."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.insights.rules.marker_effect import NoEffect, Unknown
from smarthub_dash.domain.insights.rules.markers import MOST_MARKERS
from smarthub_dash.journal.activity import activity_on
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.mark_changes import mark_change, rename_change, unmark_change
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_changes import ChangesView, view_changes
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from tests.support.households import add_household


@pytest.fixture
def moment(now: datetime, zone: ZoneInfo) -> Moment:
    return Moment(now, zone)


@pytest.fixture
def ada(database: Database, now: datetime) -> tuple[UUID, UUID]:
    member_id, (account_id,) = add_household(database, "Ada", meters=["1"], now=now)
    return member_id, account_id


def mark(
    database: Database, member_id: UUID, moment: Moment, *, label: str = "New heat pump", on: str = "2026-11-02"
) -> None:
    mark_change(database, member_id=member_id, account_number="1", label=label, happened_on=on, moment=moment)


def seen(database: Database, member_id: UUID, moment: Moment) -> ChangesView:
    scope = scope_for(database, member_id=member_id, now=moment.now, zone=moment.zone)
    return view_changes(database, scope=scope, account_number="1", weather=None, now=moment.now, zone=moment.zone)


def test_a_change_is_marked_once_renamed_and_removed_and_the_log_says_by_whom(
    database: Database, ada: tuple[UUID, UUID], moment: Moment
) -> None:
    mark(database, ada[0], moment, label="  New   heat pump ")
    mark(database, ada[0], moment)
    (change,) = seen(database, ada[0], moment).changes
    told = {"member_id": ada[0], "account_number": "1", "moment": moment}
    rename_change(database, marker_id=change.marker.marker_id, label="Heat pump", **told)
    renamed = [each.marker.label for each in seen(database, ada[0], moment).changes]
    unmark_change(database, marker_id=change.marker.marker_id, **told)

    assert (change.marker.label, change.marker.happened_on) == ("New heat pump", date(2026, 11, 2))
    assert isinstance(change.effect, NoEffect)
    assert change.effect.why is Unknown.TOO_FEW_AFTER
    assert renamed == ["Heat pump"]
    assert seen(database, ada[0], moment).changes == ()
    with database.reading() as session:
        words = [entry.words for entry in activity_on(session, account_ids=[ada[1]], most=9)]
    assert words == [
        "Ada Adams removed “Heat pump” of Nov 2, 2026 at Ada 1 (1)",
        "Ada Adams renamed “New heat pump” to “Heat pump” at Ada 1 (1)",
        "Ada Adams marked “New heat pump” on Nov 2, 2026 at Ada 1 (1)",
    ]


@pytest.mark.parametrize(
    ("label", "on"),
    [("", "2026-11-02"), ("x" * 61, "2026-11-02"), ("x", "2026-11-18"), ("x", "soon"), ("x", "1990-01-01")],
)
def test_what_cannot_be_marked_is_refused_in_words(
    database: Database, ada: tuple[UUID, UUID], moment: Moment, label: str, on: str
) -> None:
    with pytest.raises(Refused):
        mark(database, ada[0], moment, label=label, on=on)

    assert seen(database, ada[0], moment).changes == ()


def test_no_account_has_more_changes_than_a_page_holds(
    database: Database, ada: tuple[UUID, UUID], moment: Moment
) -> None:
    for number in range(MOST_MARKERS):
        mark(database, ada[0], moment, label=f"Lamp {number}")

    with pytest.raises(Refused, match="20 changes"):
        mark(database, ada[0], moment, label="One more")


def test_who_only_looks_sees_the_changes_and_a_stranger_can_touch_none(
    database: Database, ada: tuple[UUID, UUID], moment: Moment, now: datetime
) -> None:
    viewer, _ = add_household(database, "Vera", meters=["2"], now=now)
    stranger, _ = add_household(database, "Sam", meters=["3"], now=now)
    with database.unit_of_work() as session:
        grant_account(
            session,
            member_id=viewer,
            account_id=ada[1],
            role=HouseholdRole.VIEWER,
            nickname="Mum",
            position=2,
            now=now,
        )
    mark(database, ada[0], moment)
    marker_id = seen(database, ada[0], moment).changes[0].marker.marker_id
    acts: list[Callable[[UUID, UUID], None]] = [
        lambda member_id, _: mark(database, member_id, moment, label="Mine"),
        lambda member_id, which: unmark_change(
            database, member_id=member_id, account_number="1", marker_id=which, moment=moment
        ),
        lambda member_id, which: rename_change(
            database, member_id=member_id, account_number="1", marker_id=which, label="Mine", moment=moment
        ),
    ]

    for member_id in (viewer, stranger):
        for act in acts:
            with pytest.raises(Refused):
                act(member_id, marker_id)
    with pytest.raises(Refused, match="not there"):
        unmark_change(database, member_id=ada[0], account_number="1", marker_id=uuid4(), moment=moment)

    view = seen(database, viewer, moment)
    assert [each.marker.label for each in view.changes] == ["New heat pump"]
    assert not view.may_change
    with pytest.raises(Refused):
        seen(database, stranger, moment)


def test_a_marker_cannot_be_reached_through_another_account_of_ones_own(
    database: Database, ada: tuple[UUID, UUID], moment: Moment, now: datetime
) -> None:
    boone, _ = add_household(database, "Boone", meters=["2"], now=now)
    mark(database, ada[0], moment)
    marker_id = seen(database, ada[0], moment).changes[0].marker.marker_id

    with pytest.raises(Refused, match="not there"):
        unmark_change(database, member_id=boone, account_number="2", marker_id=marker_id, moment=moment)

    assert len(seen(database, ada[0], moment).changes) == 1
