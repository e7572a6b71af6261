"""Rules of signing in: names, lives, and how guessing slows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.members.rules import (
    FREE_FROM_SOURCE,
    FREE_GUESSES,
    GUESS_WINDOW,
    KEPT_LIFE,
    KEPT_REST,
    LONGEST_WAIT,
    MOST_IN_A_ROW,
    SESSION_LIFE,
    SESSION_REST,
    Guesses,
    email_of,
    is_alive,
    next_try_at,
    session_life,
    source_of,
    wait_after,
    wait_words,
)

SECOND = timedelta(seconds=1)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
INSTANTS = st.none() | st.builds(lambda minutes: NOON - timedelta(minutes=minutes), st.integers(0, 1_440))
GUESSES = st.builds(
    Guesses,
    here=st.integers(0, 40),
    newest_here_at=INSTANTS,
    from_source=st.integers(0, 400),
    newest_from_source_at=INSTANTS,
    in_a_row=st.integers(0, 120),
    is_own_source=st.booleans(),
    today=st.integers(0, 120),
)


def test_a_mail_address_is_the_same_however_it_is_typed() -> None:
    assert email_of("  Ada@CEC.Example \n") == "ada@cec.example"


@given(st.integers(0, 10_000), st.sampled_from((FREE_GUESSES, FREE_FROM_SOURCE)))
def test_each_wrong_try_waits_at_least_as_long_as_the_one_before_and_never_beyond_the_longest(
    count: int, free: int
) -> None:
    assert timedelta() <= wait_after(count, free=free) <= wait_after(count + 1, free=free) <= LONGEST_WAIT


def test_the_first_wrong_tries_cost_nothing() -> None:
    assert [wait_after(count) for count in range(FREE_GUESSES)] == [timedelta()] * FREE_GUESSES
    assert wait_after(FREE_GUESSES) > timedelta()


@given(guesses=GUESSES, others=st.integers(0, 10_000))
def test_what_others_try_elsewhere_never_slows_a_source_of_the_members_own(guesses: Guesses, others: int) -> None:
    own = replace(guesses, is_own_source=True)

    assert next_try_at(own, most=MOST_IN_A_ROW, now=NOON) == next_try_at(
        replace(own, from_source=others), most=MOST_IN_A_ROW, now=NOON
    )
    assert next_try_at(own, most=MOST_IN_A_ROW, now=NOON) <= next_try_at(
        replace(own, is_own_source=False), most=MOST_IN_A_ROW, now=NOON
    )


@given(guesses=GUESSES, most=st.sampled_from((MOST_IN_A_ROW, None)))
def test_one_more_wrong_try_never_shortens_the_wait(guesses: Guesses, most: int | None) -> None:
    more = replace(guesses, here=guesses.here + 1, from_source=guesses.from_source + 1, in_a_row=guesses.in_a_row + 1)

    assert next_try_at(guesses, most=most, now=NOON) <= next_try_at(more, most=most, now=NOON)


@given(st.integers(1, 200))
def test_whoever_tries_as_fast_as_they_may_gets_a_few_tries_a_day_from_one_source(seed: int) -> None:
    at, tries = NOON, 0
    while at < NOON + GUESS_WINDOW:
        tries += 1
        at += max(wait_after(tries), timedelta(milliseconds=seed))

    assert tries < 25


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_source_is_an_address_or_what_one_home_has_of_ipv6(address: str, source: str) -> None:
    assert source_of(address) == source
    assert source_of(source) == source


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (0, "a second"),
        (0.2, "a second"),
        (15, "15 seconds"),
        (59.5, "a minute"),
        (61, "2 minutes"),
        (14_400, "4 hours"),
    ],
)
def test_a_wait_is_said_in_words_and_never_shorter_than_it_is(wait: float, words: str) -> None:
    assert wait_words(timedelta(seconds=wait)) == words


@pytest.mark.parametrize(
    ("is_kept", "rest", "life"), [(False, SESSION_REST, SESSION_LIFE), (True, KEPT_REST, KEPT_LIFE)]
)
def test_a_session_lives_until_it_rests_too_long_or_is_too_old_or_ends(
    now: datetime, is_kept: bool, rest: timedelta, life: timedelta
) -> None:
    def lives(*, seen: timedelta = timedelta(), started: timedelta = timedelta(), ended: bool = False) -> bool:
        expires_at = now - started + session_life(is_kept=is_kept)
        ended_at = now if ended else None
        return is_alive(ended_at=ended_at, seen_at=now - seen, expires_at=expires_at, is_kept=is_kept, now=now)

    assert lives(seen=rest - SECOND, started=rest)
    assert not lives(seen=rest, started=rest)
    assert lives(started=life - SECOND)
    assert not lives(started=life)
    assert not lives(ended=True)
