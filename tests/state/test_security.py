"""The handlers of Security: what changes a credential needs a fresh proof, what makes one safer does not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole
from smarthub_dash.kit.database import open_database
from smarthub_dash.wiring import Wiring
from state.security import Named, _uuid
from tests.support.doors import SetClock, wiring_of
from tests.support.guarding import LET_THROUGH, REDIRECTED, answers, asked, leads_to, session_of

STATE = "reflex___state____state.state___security____security_state"
CHANGES = ("remove_passkey", "turn_off_codes")
SAFE = ("load", "sign_out_one", "sign_out_all_others", "ask", "never_mind", "name_passkey")


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(sqlite_address: str, clock: SetClock) -> Iterator[Wiring]:
    database = open_database(sqlite_address)
    yield wiring_of(database, clock)
    database.close()


@pytest.mark.parametrize("name", [*CHANGES, *SAFE])
def test_nobody_calls_them_without_a_session(parts: Wiring, name: str) -> None:
    assert asked(parts, f"{STATE}.{name}", "made up") == REDIRECTED


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_asks_again_when_the_proof_is_old(parts: Wiring, clock: SetClock, name: str) -> None:
    token = session_of(parts.database, MemberRole.MEMBER, clock.now())
    assert asked(parts, f"{STATE}.{name}", token) == LET_THROUGH

    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    (stale,) = answers(parts, [f"{STATE}.{name}"], token, path="/profile/security")
    assert leads_to(stale).startswith("/confirm?next=")


@pytest.mark.parametrize("name", SAFE)
def test_what_is_safe_needs_no_second_proof(parts: Wiring, clock: SetClock, name: str) -> None:
    token = session_of(parts.database, MemberRole.MEMBER, clock.now())

    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    assert asked(parts, f"{STATE}.{name}", token) == LET_THROUGH


@pytest.mark.parametrize("told", [None, 7, True, [], {}, "", "x" * 36, "x" * 10_000, "' OR 1=1", b"x"])
def test_what_is_no_id_names_nothing(told: object) -> None:
    assert _uuid(told) is None


@pytest.mark.parametrize(
    "form",
    [None, [], "x", {}, {"passkey_id": 7, "name": "x"}, {"passkey_id": "x", "name": None}, {"name": "x" * 61}],
)
def test_a_form_of_another_shape_is_refused(form: object) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Named.model_validate(form)
