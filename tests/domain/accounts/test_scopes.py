"""Whose accounts are whose: what was granted, as long as it was, and never by another's key."""

from datetime import date, datetime, timedelta

from sqlmodel import col, update

from smarthub_dash.domain.accounts.queries import accounts_in, scope_of
from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.kit.database import Database
from tests.support.households import add_household


def test_everyone_sees_what_was_granted_in_their_own_order_and_words(database: Database, now: datetime, today: date):
    ada, of_ada = add_household(database, "Ada", meters=["2", "1"], now=now)
    boone, _ = add_household(database, "Boone", meters=["3"], now=now, shares=of_ada[:1])
    clara, _ = add_household(database, "Clara", meters=[], now=now)

    with database.reading() as session:
        seen = {
            name: [(view.account_number, view.nickname) for view in accounts_in(session, scope=scope)]
            for name, member_id in (("Ada", ada), ("Boone", boone), ("Clara", clara))
            for scope in [scope_of(session, member_id=member_id, today=today)]
        }

    assert seen == {"Ada": [("2", "Ada 1"), ("1", "Ada 2")], "Boone": [("3", "Boone 1"), ("2", "Boone 2")], "Clara": []}


def test_a_grant_holds_until_the_day_it_ends_or_the_moment_it_is_revoked(
    database: Database, now: datetime, today: date
) -> None:
    ada, (kept, ends, revoked) = add_household(database, "Ada", meters=["1", "2", "3"], now=now)
    tomorrow = today + timedelta(days=1)
    with database.unit_of_work() as session:
        session.exec(update(AccountGrant).where(col(AccountGrant.account_id) == ends).values(ends_on=tomorrow))
        session.exec(update(AccountGrant).where(col(AccountGrant.account_id) == revoked).values(revoked_at=now))

    with database.reading() as session:
        assert scope_of(session, member_id=ada, today=today).account_ids == (kept, ends)
        assert scope_of(session, member_id=ada, today=tomorrow).account_ids == (kept,)
