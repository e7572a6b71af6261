"""Staff correct reads: by hand, by estimate or by taking them out; what they said is kept and comes back on undoing."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, PeriodUsage, ReadRevision
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.edit_reads import EditedReads, EditKind, NoEdit, ReadEdit, edit_reads
from smarthub_dash.journeys.undo_edit import undo_edit
from smarthub_dash.journeys.usage_bars import bars_of_day
from smarthub_dash.kit.database import Database
from tests.support.meters import add_meter
from tests.support.usage import HOUR, ZONE, at, bring_in

NOW = at(2026, 11, 17)
FIRST = int(at(2026, 11, 8).timestamp())
MEASURED, ESTIMATED, EDITED = 1, 2, 3


@pytest.fixture
def meter(database: Database) -> Database:
    """Two days of a meter: 100 Wh an hour, and one hour of 90 kWh that cannot be."""
    account = add_meter(database, "1")
    reads = {FIRST + hour * HOUR: 90_000 if hour == 30 else 100 for hour in range(48)}
    bring_in(database, "1", reads, now=NOW)
    with database.unit_of_work() as session:
        session.add(
            Statement(
                bill_number="B1",
                account_id=account.id,
                start_on=date(2026, 10, 20),
                end_on=date(2026, 11, 20),
                issued_on=date(2026, 11, 20),
                due_on=date(2026, 12, 5),
                previous_cents=0,
                charges_cents=0,
                billed_cents=0,
            )
        )
    return database


def edit(
    database: Database, kind: EditKind, *, first: int, last: int, wh: int = 0, is_trial: bool = False
) -> EditedReads:
    """Correct the hours from `first` up to `last`."""
    start, end = (at(2026, 11, 8 + hour // 24, hour % 24) for hour in (first, last))
    told = ReadEdit("1", Flow.DELIVERED, start, end, kind, wh, "The meter was struck by lightning")
    return edit_reads(database, edit=told, is_trial=is_trial, now=NOW, zone=ZONE)


def reads(database: Database, *, first: int, last: int) -> list[tuple[int, int]]:
    """Return Wh and quality of the reads that stand in some hours."""
    with database.reading() as session:
        rows = session.exec(select(IntervalRead).order_by(col(IntervalRead.start_epoch))).all()
        return [(row.quantity, int(row.quality)) for row in rows if first <= (row.start_epoch - FIRST) // HOUR < last]


def sums(database: Database) -> tuple[list[tuple[date, int, int]], list[int]]:
    """Return day, Wh and seconds of every day, and the Wh of every period."""
    with database.reading() as session:
        days = session.exec(select(DailyUsage).order_by(col(DailyUsage.day))).all()
        periods = session.exec(select(PeriodUsage)).all()
        return [(row.day, row.quantity, row.present_seconds) for row in days], [row.quantity for row in periods]


def test_an_estimate_takes_the_place_of_a_wrong_read_and_says_which_bill_it_touches(meter: Database) -> None:
    done = edit(meter, EditKind.ESTIMATE, first=30, last=31)

    assert (done.changed, done.before_wh, done.after_wh, done.bill_numbers) == (1, 90_000, 100, ("B1",))
    assert reads(meter, first=30, last=31) == [(100, ESTIMATED)]
    assert sums(meter)[1] == [4_800]
    with meter.reading() as session:
        assert [row.quantity for row in session.exec(select(ReadRevision))] == [90_000]


def test_what_is_set_by_hand_is_spread_over_its_hours_and_marked(meter: Database) -> None:
    edit(meter, EditKind.SET, first=29, last=32, wh=1_000)

    assert reads(meter, first=29, last=32) == [(333, EDITED), (333, EDITED), (334, EDITED)]


def test_the_chart_of_the_day_says_which_hours_were_corrected(meter: Database) -> None:
    edit(meter, EditKind.SET, first=29, last=32, wh=1_000)
    edges = [FIRST + hour * HOUR for hour in range(24, 49)]

    with meter.reading() as session:
        scope = AccountScope(uuid4(), {session.exec(select(Account.id)).one(): HouseholdRole.OWNER})
        bars = bars_of_day(session, scope=scope, day=date(2026, 11, 9), edges=edges, now=NOW)

    assert [hour for hour, bar in enumerate(bars) if bar.edited_seconds] == [5, 6, 7]


def test_what_is_taken_out_counts_nowhere(meter: Database) -> None:
    part = edit(meter, EditKind.VOID, first=30, last=31)
    days, periods = sums(meter)
    edit(meter, EditKind.VOID, first=0, last=48)

    assert (part.after_wh, periods) == (0, [4_700])
    assert days == [(date(2026, 11, 8), 2_400, 24 * HOUR), (date(2026, 11, 9), 2_300, 23 * HOUR)]
    assert (reads(meter, first=0, last=48), sums(meter)) == ([], ([], []))


@pytest.mark.parametrize("kind", list(EditKind))
def test_undoing_puts_everything_back_once(meter: Database, kind: EditKind) -> None:
    before = (reads(meter, first=0, last=60), sums(meter))
    done = edit(meter, kind, first=28, last=52, wh=5_000)

    count = undo_edit(meter, meter_number="1", edit_id=done.edit_id, reason="Not the meter", now=NOW, zone=ZONE)

    assert count == done.changed
    assert (reads(meter, first=0, last=60), sums(meter)) == before
    with pytest.raises(NoEdit, match="Nothing of that"):
        undo_edit(meter, meter_number="1", edit_id=done.edit_id, reason="Again", now=NOW, zone=ZONE)


def test_a_trial_changes_nothing(meter: Database) -> None:
    before = (reads(meter, first=0, last=48), sums(meter))

    done = edit(meter, EditKind.VOID, first=0, last=48, is_trial=True)

    assert (done.edit_id, done.changed, done.after_wh) == (0, 48, 0)
    assert (reads(meter, first=0, last=48), sums(meter)) == before


def test_what_cannot_be_corrected_is_refused(meter: Database) -> None:
    for first, last in ((5, 5), (6, 5), (220, 300)):
        with pytest.raises(NoEdit):
            edit(meter, EditKind.VOID, first=first, last=last)
    with pytest.raises(NoEdit, match="has no correction"):
        undo_edit(meter, meter_number="1", edit_id=1, reason="x", now=NOW, zone=ZONE)
