"""Links and codes that work once: replayed, guessed, shown for something else, and shown twice at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.operations.secrets import end_secrets, issue_code, issue_secret, use_code, use_secret
from smarthub_dash.domain.members.queries import open_secret
from smarthub_dash.domain.members.records import OneTimeSecret
from smarthub_dash.domain.members.rules import LONGEST_BODY, MOST_CODE_TRIES, MemberRole, SecretPurpose
from smarthub_dash.journeys.forget_old import SECRETS_KEPT, forget_old
from smarthub_dash.kit.database import Database

EMAIL = "ada@cec.example"
LIFE = timedelta(minutes=10)
SECOND = timedelta(seconds=1)
RESET, CODE = SecretPurpose.RESET, SecretPurpose.SIGN_IN_CODE


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    with database.unit_of_work() as session:
        member = add_member(
            session, email=EMAIL, full_name="Ada Adams", role=MemberRole.MEMBER, password="p" * 15, now=now
        )
        return member.id


def issued(database: Database, now: datetime, *, purpose: SecretPurpose = RESET) -> str:
    with database.unit_of_work() as session:
        return issue_secret(
            session, purpose=purpose, member_id=None, email=EMAIL, body={"name": "Ada"}, life=LIFE, now=now
        )


def used(database: Database, token: str, now: datetime, *, purpose: SecretPurpose = RESET) -> OneTimeSecret | None:
    with database.unit_of_work() as session:
        return use_secret(session, purpose=purpose, token=token, now=now)


def code_for(database: Database, member_id: UUID | None, now: datetime, *, email: str = EMAIL) -> str:
    with database.unit_of_work() as session:
        return issue_code(session, purpose=CODE, member_id=member_id, email=email, life=LIFE, now=now)


def fits(
    database: Database,
    member_id: UUID | None,
    code: str,
    now: datetime,
    *,
    email: str = EMAIL,
    purpose: SecretPurpose = CODE,
) -> bool:
    with database.unit_of_work() as session:
        return use_code(session, purpose=purpose, member_id=member_id, email=email, code=code, now=now)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_link_works_once_and_brings_back_what_it_was_made_for(database: Database, now: datetime) -> None:
    token = issued(database, now)

    first, second = used(database, token, now), used(database, token, now)

    assert first is not None
    assert (first.email, first.brought, first.used_at) == (EMAIL, {"name": "Ada"}, now)
    assert second is None


def test_a_link_shown_twice_at_the_same_moment_works_for_one(database: Database, now: datetime) -> None:
    token = issued(database, now)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: used(database, token, now), range(8)))

    assert sum(outcome is not None for outcome in outcomes) == 1


def test_a_link_opens_nothing_else_and_is_not_used_up_by_trying(database: Database, now: datetime) -> None:
    token = issued(database, now)

    assert all(used(database, token, now, purpose=other) is None for other in SecretPurpose if other is not RESET)
    assert used(database, token, now) is not None


def test_a_link_dies_with_its_time(database: Database, now: datetime) -> None:
    token = issued(database, now)

    with database.reading() as session:
        at_the_end = [
            open_secret(session, purpose=RESET, token=token, now=now + LIFE - SECOND) is not None,
            open_secret(session, purpose=RESET, token=token, now=now + LIFE) is not None,
        ]
    assert at_the_end == [True, False]
    assert used(database, token, now + LIFE) is None


def test_looking_at_a_link_does_not_use_it(database: Database, now: datetime) -> None:
    token = issued(database, now)

    with database.reading() as session:
        looked = [open_secret(session, purpose=RESET, token=token, now=now) for _ in range(3)]

    assert all(looked)
    assert used(database, token, now) is not None
    with database.reading() as session:
        assert open_secret(session, purpose=RESET, token=token, now=now) is None


def test_neither_link_nor_code_is_in_the_database(database: Database, ada: UUID, now: datetime) -> None:
    token, code = issued(database, now), code_for(database, ada, now)

    with database.reading() as session:
        rows = [str(tuple(row)) for row in session.execute(select(OneTimeSecret.__table__))]  # ty: ignore
    assert len(rows) == 2
    assert not any(token in row or f"'{code}'" in row for row in rows)


def test_what_a_link_brings_back_has_a_longest_length(database: Database, now: datetime) -> None:
    with pytest.raises(ValueError, match="short note"), database.unit_of_work() as session:
        issue_secret(
            session, purpose=RESET, member_id=None, email=EMAIL, body={"x": "x" * LONGEST_BODY}, life=LIFE, now=now
        )


@pytest.mark.parametrize("token", ["", "x", "\0", "é" * 500, "' OR 1=1 --", "code:" + "0" * 64])
def test_what_is_no_token_opens_nothing(database: Database, now: datetime, token: str) -> None:
    issued(database, now)

    assert used(database, token, now) is None


def test_a_code_works_once(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    assert len(code) == 6
    assert code.isdigit()
    assert [fits(database, ada, code, now) for _ in range(2)] == [True, False]


def test_after_thirty_guesses_the_right_code_is_dead(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    guesses = [fits(database, ada, other_than(code), now) for _ in range(30)]

    assert not any(guesses)
    assert not fits(database, ada, code, now)


def test_a_slip_of_the_finger_costs_nothing_but_a_try(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    for _ in range(MOST_CODE_TRIES - 1):
        fits(database, ada, other_than(code), now)

    assert fits(database, ada, code, now)


def test_guesses_sent_together_are_counted_one_by_one(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fits(database, ada, other_than(code), now), range(16)))

    with database.reading() as session:
        assert session.execute(text("SELECT tries FROM one_time_secret")).scalar_one() == MOST_CODE_TRIES
    assert not fits(database, ada, code, now)


def test_the_right_code_sent_twice_at_the_same_moment_works_once(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: fits(database, ada, code, now), range(4)))

    assert sum(outcomes) == 1


def test_a_new_code_ends_the_one_before(database: Database, ada: UUID, now: datetime) -> None:
    old, new = code_for(database, ada, now), code_for(database, ada, now + SECOND)

    if old != new:
        assert not fits(database, ada, old, now + SECOND)
    assert fits(database, ada, new, now + SECOND)


def test_an_older_code_does_not_come_back_when_the_new_one_was_used(
    database: Database, ada: UUID, now: datetime
) -> None:
    old, new = code_for(database, ada, now), code_for(database, ada, now + SECOND)

    fits(database, ada, new, now + SECOND)

    assert not fits(database, ada, old, now + SECOND)


def test_a_code_belongs_to_its_member_its_address_and_its_purpose(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    assert not fits(database, None, code, now)
    assert not fits(database, ada, code, now, email="eve@cec.example")
    assert not fits(database, ada, code, now, purpose=SecretPurpose.SECOND_STEP)
    assert fits(database, ada, code, now)


def test_a_code_of_nobody_yet_belongs_to_the_address(database: Database, now: datetime) -> None:
    mine = code_for(database, None, now)
    theirs = code_for(database, None, now, email="ben@cec.example")

    assert fits(database, None, mine, now)
    assert fits(database, None, theirs, now, email="ben@cec.example")


def test_a_code_dies_with_its_time(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    assert not fits(database, ada, code, now + LIFE)


def test_a_code_is_no_token(database: Database, ada: UUID, now: datetime) -> None:
    code = code_for(database, ada, now)

    with database.reading() as session:
        row_id, stored = session.execute(select(OneTimeSecret.id, OneTimeSecret.secret_hash)).one()  # ty: ignore
    shown = (code, stored, f"{row_id}:{code}")
    assert all(used(database, token, now, purpose=CODE) is None for token in shown)


def test_ending_secrets_ends_those_of_that_member_and_purpose_only(
    database: Database, ada: UUID, now: datetime
) -> None:
    link, code = issued(database, now), code_for(database, ada, now)

    with database.unit_of_work() as session:
        end_secrets(session, purpose=RESET, member_id=None, email=EMAIL, now=now)

    assert used(database, link, now) is None
    assert fits(database, ada, code, now)


def test_secrets_that_no_longer_open_are_let_go(database: Database, now: datetime) -> None:
    issued(database, now)

    kept = forget_old(database, now=now + LIFE + SECRETS_KEPT)
    gone = forget_old(database, now=now + LIFE + SECRETS_KEPT + SECOND)

    assert (kept.secrets, gone.secrets) == (0, 1)
