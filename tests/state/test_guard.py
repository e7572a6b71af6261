"""The guard before every event: whoever is not signed in, or not meant, gets nothing; asked anew at each event."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event

from smarthub_dash.domain.members.operations import add_member, start_session
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.journeys.sign_in import sign_out
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.wiring import Wiring
from state.guard import AUDIENCE, SESSION_HEADER, Guard, for_members, for_staff, who
from tests.support.apart import run_apart
from tests.support.doors import SetClock, wiring_of
from tests.support.states import HANDLERS
from tests.support.tabs import Sockets, app_with

LOOK_FOR = "reflex___state____state.state___home____home_state.look_for"
INTERNAL = {name for name in HANDLERS if ".reflex___" in name or name.count(".") == 1}
REFUSED, REDIRECTED, LET_THROUGH = "refused", "redirected", "let through"


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(sqlite_address: str, clock: SetClock) -> Iterator[Wiring]:
    database = open_database(sqlite_address)
    yield wiring_of(database, clock)
    database.close()


def session_of(database: Database, role: MemberRole, now: datetime) -> str:
    """Return the token of a new session of a new member."""
    with database.unit_of_work() as session:
        email = f"{role.value}@cec.example"
        member = add_member(session, email=email, full_name="Ada Adams", role=role, password="p" * 12, now=now)
        return start_session(session, member_id=member.id, address="", user_agent="", now=now)


def asked(parts: Wiring, name: str, token: str) -> str:
    """Send one event through the guard; tell what became of it."""

    async def ask() -> StateUpdate | None:
        state = rx.State(_reflex_internal_init=True)  # ty: ignore[unknown-argument]
        state.router_data = {"headers": {SESSION_HEADER: hash_of(token)} if token else {}}
        return await Guard(lambda: parts).preprocess(app_with(Sockets()), state, Event(name=name, payload={}))

    update = run_apart(ask())
    if update is None:
        return LET_THROUGH
    assert not update.delta
    return REDIRECTED if [event.name for event in update.events] == ["_redirect"] else REFUSED


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
