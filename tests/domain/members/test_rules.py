"""Rules of signing in: names, lives, and how guessing slows."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.members.rules import (
    ATTEMPT_WINDOW,
    FREE_ATTEMPTS,
    SESSION_LIFE,
    SESSION_REST,
    email_of,
    is_alive,
    wait_after,
)

SECOND = timedelta(seconds=1)


def test_a_mail_address_is_the_same_however_it_is_typed() -> None:
    assert email_of("  Ada@CEC.Example \n") == "ada@cec.example"


@given(st.integers(0, 10_000))
def test_each_wrong_password_waits_at_least_as_long_as_the_one_before_and_never_beyond_the_window(count: int) -> None:
    assert timedelta() <= wait_after(count) <= wait_after(count + 1) <= ATTEMPT_WINDOW


def test_the_first_wrong_passwords_cost_nothing() -> None:
    assert [wait_after(count) for count in range(FREE_ATTEMPTS)] == [timedelta()] * FREE_ATTEMPTS
    assert wait_after(FREE_ATTEMPTS) > timedelta()


@pytest.mark.parametrize(
    ("seen", "started", "ended", "alive"),
    [
        (timedelta(), timedelta(), False, True),
        (SESSION_REST - SECOND, SESSION_REST, False, True),
        (SESSION_REST, SESSION_REST, False, False),
        (timedelta(), SESSION_LIFE - SECOND, False, True),
        (timedelta(), SESSION_LIFE, False, False),
        (timedelta(), timedelta(), True, False),
    ],
)
def test_a_session_lives_until_it_rests_too_long_or_is_too_old_or_ends(
    now: datetime, seen: timedelta, started: timedelta, ended: bool, alive: bool
) -> None:
    is_living = is_alive(
        ended_at=now if ended else None, seen_at=now - seen, expires_at=now - started + SESSION_LIFE, now=now
    )

    assert is_living is alive
