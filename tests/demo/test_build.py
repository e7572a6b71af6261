"""The demo co-op: built once, by the daily journeys, and begun anew if it was cut short."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.demo import build, families, population
from smarthub_dash.demo.build import NotADemo, build_demo, is_demo_built
from smarthub_dash.demo.cast import ACCOUNTS, BOONE, CAST, DEMO_PASSWORD, EARL, JUNE, RUTH, UNREGISTERED
from smarthub_dash.demo.habits import pay_as_usual
from smarthub_dash.demo.records import DemoBuild
from smarthub_dash.demo.running import deliver, deliver_line_checks
from smarthub_dash.domain.accounts.queries import accounts_in, holders_in, scope_of
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.records import LedgerEntry
from smarthub_dash.domain.billing.rules import StandingState
from smarthub_dash.domain.insights.queries import downs_in, speed_tests_in
from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.usage.records import DailyUsage, IntervalRead, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, ReadQuality
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.secrets import verify_password

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
TODAY = date(2026, 11, 17)
MONTHS = timedelta(days=300)
"""Enough to hold the gap and the blackout; the whole history is built by `make run` and the browser's tests."""


def _silent(_words: str, _share: float) -> None:
    pass


def _scope(session: Session, email: str) -> AccountScope:
    member_id = session.exec(select(Member.id).where(col(Member.email) == email)).one()
    return scope_of(session, member_id=member_id, today=TODAY)


@pytest.fixture(scope="module")
def shares() -> list[float]:
    """What the build reported."""
    return []


@pytest.fixture(scope="module")
def demo(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, shares: list[float]) -> Iterator[Database]:
    """A built demo co-op; the tests of this file share it, and whoever changes it comes last."""
    path = tmp_path_factory.mktemp("demo") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    build_demo(database, now=NOW, zone=ZONE, report=lambda _, share: shares.append(share), history=MONTHS)
    yield database
    database.close()


def test_progress_rises_to_the_end(demo: Database, shares: list[float]) -> None:
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_every_one_of_the_cast_signs_in_with_the_shown_password(demo: Database) -> None:
    with demo.reading() as session:
        hashes = dict(session.exec(select(Member.email, Member.password_hash)).all())

    assert set(hashes) == {person.email for person in CAST}
    assert all(verify_password(DEMO_PASSWORD, password_hash)[0] for password_hash in hashes.values())


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.first_name)
def test_everyone_sees_what_they_own_or_was_shared_in_their_order(demo: Database, person) -> None:
    with demo.reading() as session:
        seen = accounts_in(session, scope=_scope(session, person.email))

    expected = [each.account_number for each in (*person.accounts, *person.shares)]
    assert [view.account_number for view in seen] == expected


def test_the_books_are_true_and_hold_a_bill_for_every_period(demo: Database) -> None:
    with demo.reading() as session:
        proof = prove_books(session)

    assert proof.faults == ()
    assert proof.statement_count >= 9 * len(ACCOUNTS)


def test_only_the_shop_is_past_due(demo: Database) -> None:
    with demo.reading() as session:
        past_due = {
            view.account_number
            for person in CAST
            for view in accounts_in(session, scope=_scope(session, person.email))
            if standings(session, scope=_scope(session, person.email), today=TODAY)[view.account_id].state
            is StandingState.PAST_DUE
        }

    assert past_due == {BOONE.accounts[1].account_number}


def test_nothing_is_posted_or_read_in_the_future(demo: Database) -> None:
    with demo.reading() as session:
        posted_at = session.exec(select(func.max(col(LedgerEntry.posted_at)))).one()
        newest = session.exec(select(func.max(col(DailyUsage.newest_end_epoch)))).one()

    assert posted_at <= NOW
    assert newest <= NOW.timestamp()


def test_the_real_meter_is_said_to_be_real_and_shows_its_blackout(demo: Database) -> None:
    with demo.reading() as session:
        point = session.exec(select(UsagePoint).where(col(UsagePoint.is_modelled).is_(False))).one()
        blackout = session.get_one(DailyUsage, (point.id, Flow.DELIVERED, date(2026, 9, 3)))
        gap = session.get_one(DailyUsage, (point.id, Flow.DELIVERED, date(2026, 2, 3)))

        assert "Real" in point.source_note
        assert (blackout.zero_seconds, blackout.present_seconds) == (8 * 3600, 86_400)
        assert gap.expected_seconds - gap.present_seconds == 8 * 3600


def test_some_reads_are_estimated(demo: Database) -> None:
    with demo.reading() as session:
        estimated = select(func.count()).select_from(IntervalRead)
        count = session.exec(estimated.where(col(IntervalRead.quality) == ReadQuality.ESTIMATED)).one()

    assert count > 0


def test_june_pays_until_a_day_and_ruth_takes_care_with_no_end_in_sight(demo: Database) -> None:
    with demo.reading() as session:
        boones = holders_in(session, scope=_scope(session, BOONE.email), today=TODAY)
        earls = holders_in(session, scope=_scope(session, EARL.email), today=TODAY)

    junes, ruths = (
        [(each.role, each.ends_on) for each in holders if each.email == person.email]
        for person, holders in ((JUNE, boones), (RUTH, earls))
    )
    assert junes == [(HouseholdRole.PAYER, TODAY + timedelta(days=120))] * 2
    assert ruths == [(HouseholdRole.CARETAKER, None)]


def test_a_co_op_of_an_earlier_version_gets_who_joined_since(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As it was before anybody shared and anybody was unregistered.
    earlier = tuple(person for person in CAST if not person.shares)
    for module in (population, families):
        monkeypatch.setattr(module, "CAST", earlier)
    monkeypatch.setattr(population, "UNREGISTERED", ())
    monkeypatch.setattr(build, "ACCOUNTS", tuple(account for person in earlier for account in person.accounts))
    build_demo(database, now=NOW, zone=ZONE, report=_silent, history=timedelta(days=70))
    before = _ledger(database)
    with database.unit_of_work() as session:
        session.get_one(DemoBuild, 1).version = "1"
    monkeypatch.undo()

    for _ in range(2):
        build_demo(database, now=NOW, zone=ZONE, report=_silent, history=timedelta(days=70))

    after = _ledger(database)
    assert {row[0] for row in after} - {row[0] for row in before} == {
        account.account_number for person in UNREGISTERED for account in person.accounts
    }
    assert len(set(after)) == len(after)
    with database.reading() as session:
        seen = accounts_in(session, scope=_scope(session, JUNE.email))
        assert [view.account_number for view in seen] == [share.account_number for share in JUNE.shares]
        assert prove_books(session).faults == ()


def test_a_finished_demo_is_left_as_it_is(demo: Database) -> None:
    with demo.reading() as session:
        before = session.exec(select(func.max(col(LedgerEntry.id)))).one()

    build_demo(demo, now=NOW + timedelta(days=40), zone=ZONE, report=_silent)

    with demo.reading() as session:
        assert session.exec(select(func.max(col(LedgerEntry.id)))).one() == before


def test_the_head_end_delivers_what_closed_and_catches_up_after_days(demo: Database) -> None:
    soon, later = NOW + timedelta(minutes=15), NOW + timedelta(days=5)

    assert deliver(demo, now=NOW, zone=ZONE) is None
    first, again = deliver(demo, now=soon, zone=ZONE), deliver(demo, now=soon, zone=ZONE)
    rest = deliver(demo, now=later, zone=ZONE)

    # Six flows count in quarters of an hour; the hour of the others has not ended at 09:45.
    assert first is not None
    assert (first.new, first.changed, again) == (7, 0, None)
    assert rest is not None
    assert rest.new == 5 * 24 * (4 * 7 + 2 + 5 * 2) - 7
    assert rest.changed == rest.same == 0


def test_lines_are_tested_every_day_and_a_line_told_of_twice_is_the_same(demo: Database) -> None:
    later = NOW + timedelta(days=2)

    assert deliver_line_checks(demo, now=NOW) == 0
    assert deliver_line_checks(demo, now=later) == 5
    assert deliver_line_checks(demo, now=later) == 0

    with demo.reading() as session:
        scope = _scope(session, "ada@example.com")
        tests = speed_tests_in(session, scope=scope, since_epoch=0)
        downs = downs_in(session, scope=scope, since_epoch=0)
    assert 120 <= len(tests) <= 123
    assert all(150_000 < test.down_kbps <= 300_000 for test in tests)
    assert 1 <= len(downs) <= 15


def test_life_goes_on_with_bills_and_mail(demo: Database) -> None:
    on = date(2026, 12, 18)
    later = datetime(2026, 12, 18, 16, tzinfo=UTC)
    deliver(demo, now=later, zone=ZONE)

    summary = run_bills(demo, on=on, now=later, zone=ZONE, report=lambda _: None)
    came = pay_as_usual(demo, on=on + timedelta(days=20), unpaid_since=date.min, now=later)

    assert summary.statement_count == len(ACCOUNTS)
    # One has fallen behind, and one is on Auto Pay.
    assert came == len(ACCOUNTS) - 2
    assert pay_as_usual(demo, on=on + timedelta(days=20), unpaid_since=date.min, now=later) == 0
    with demo.reading() as session:
        assert prove_books(session).faults == ()


def test_the_same_instant_builds_the_same_co_op(migrated_sqlite: Path, tmp_path: Path) -> None:
    ledgers = []
    for name in ("one.db", "two.db"):
        (tmp_path / name).write_bytes(migrated_sqlite.read_bytes())
        database = open_database(f"sqlite:///{tmp_path / name}")
        build_demo(database, now=NOW, zone=ZONE, report=_silent, history=timedelta(days=40))
        ledgers.append(_ledger(database))
        database.close()

    assert len(ledgers[0]) > len(ACCOUNTS)
    assert ledgers[0] == ledgers[1]


def _ledger(database: Database) -> list[tuple[object, ...]]:
    columns = select_columns(
        col(Account.account_number),
        col(LedgerEntry.book),
        col(LedgerEntry.kind),
        col(LedgerEntry.cents),
        col(LedgerEntry.posted_at),
    )
    with database.reading() as session:
        rows = session.execute(columns.join(Account, col(Account.id) == col(LedgerEntry.account_id)))
        return sorted(tuple(row) for row in rows)


def test_a_build_that_was_cut_short_is_begun_anew(database: Database) -> None:
    class PowerCut(Exception):
        pass

    def cut(words: str, _share: float) -> None:
        if words.startswith("Bills"):
            raise PowerCut

    with pytest.raises(PowerCut):
        build_demo(database, now=NOW, zone=ZONE, report=cut, history=timedelta(days=40))
    assert not is_demo_built(database)

    with pytest.raises(PowerCut):
        build_demo(database, now=NOW, zone=ZONE, report=cut, history=timedelta(days=40))

    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Member)).one() == len(CAST)
        # The deposit that is taken on the first day: two sides, and only once.
        assert session.exec(select(func.count()).select_from(LedgerEntry)).one() == 2


def test_a_database_with_other_members_is_left_alone(database: Database) -> None:
    with database.unit_of_work() as session:
        add_member(
            session,
            email="someone@example.org",
            full_name="Someone Else",
            role=MemberRole.MEMBER,
            password="a long enough sentence",
            now=NOW,
        )

    with pytest.raises(NotADemo):
        build_demo(database, now=NOW, zone=ZONE, report=_silent)
