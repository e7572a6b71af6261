"""The guard before every event: whoever is not signed in, or not meant, gets nothing; asked anew at each event."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.journeys.sign_in import sign_out
from smarthub_dash.kit.database import open_database
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.wiring import Wiring
from state.guard import AUDIENCE, for_members, for_staff, who
from tests.support.doors import SetClock, wiring_of
from tests.support.guarding import INTERNAL, LET_THROUGH, LOOK_FOR, REDIRECTED, REFUSED, asked, session_of
from tests.support.states import HANDLERS


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(sqlite_address: str, clock: SetClock) -> Iterator[Wiring]:
    database = open_database(sqlite_address)
    yield wiring_of(database, clock)
    database.close()


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_without_a_session_not_even_reflex_is_called(parts: Wiring, name: str) -> None:
    assert asked(parts, name, "") == REDIRECTED
    assert asked(parts, name, "made up") == REDIRECTED


def test_a_member_may_call_what_is_for_members(parts: Wiring, now: datetime) -> None:
    token = session_of(parts.database, MemberRole.MEMBER, now)

    assert asked(parts, LOOK_FOR, token) == LET_THROUGH


@pytest.mark.parametrize(
    "name",
    [*sorted(name for name in HANDLERS if name.endswith((".setvar", ".update_vars_internal"))), "nowhere.at_all"],
)
def test_what_declares_nothing_is_refused_to_everyone(parts: Wiring, now: datetime, name: str) -> None:
    token = session_of(parts.database, MemberRole.STAFF, now)

    assert asked(parts, name, token) == REFUSED


def test_what_reflex_needs_is_let_through_for_whoever_is_signed_in(parts: Wiring, now: datetime) -> None:
    token = session_of(parts.database, MemberRole.MEMBER, now)

    let_through = {name.rpartition(".")[2] for name in INTERNAL if asked(parts, name, token) == LET_THROUGH}

    assert let_through == {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "handle_frontend_exception",
    }


def test_what_is_for_staff_is_refused_to_members(parts: Wiring, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def probe() -> None: ...

    monkeypatch.setattr(HANDLERS[LOOK_FOR], AUDIENCE, getattr(for_staff(probe), AUDIENCE))

    assert asked(parts, LOOK_FOR, session_of(parts.database, MemberRole.MEMBER, now)) == REFUSED
    assert asked(parts, LOOK_FOR, session_of(parts.database, MemberRole.STAFF, now)) == LET_THROUGH


def test_staff_may_call_what_members_may() -> None:
    @for_members
    def probe() -> None: ...

    assert getattr(probe, AUDIENCE) == frozenset(MemberRole)


def test_an_ended_session_is_refused_as_soon_as_the_journal_told_of_it(parts: Wiring, now: datetime) -> None:
    token = session_of(parts.database, MemberRole.MEMBER, now)
    assert asked(parts, LOOK_FOR, token) == LET_THROUGH

    sign_out(parts.database, token=token, now=now)
    parts.sessions.forget(hash_of(token))

    assert asked(parts, LOOK_FOR, token) == REDIRECTED


def test_an_ended_session_is_refused_in_a_moment_even_if_the_journal_said_nothing(
    parts: Wiring, clock: SetClock
) -> None:
    token = session_of(parts.database, MemberRole.MEMBER, clock.now())
    assert asked(parts, LOOK_FOR, token) == LET_THROUGH
    sign_out(parts.database, token=token, now=clock.now())

    clock.wait(timedelta(seconds=2))

    assert asked(parts, LOOK_FOR, token) == REDIRECTED


def test_outside_a_guarded_handler_nobody_is_there() -> None:
    with pytest.raises(LookupError):
        who()
