"""Quiet hours and digests by the member's clock, on the nights when it is changed as well."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.notices.rules import DigestEvery
from smarthub_dash.domain.notices.rules.quiet_hours import DAY_MINUTES, QuietHours, end_of_quiet, next_digest

FULTON = ZoneInfo("America/Chicago")
ZONES = st.sampled_from([FULTON, ZoneInfo("America/Phoenix"), ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Honolulu")])
MINUTES = st.integers(0, DAY_MINUTES - 1)
# Around both changes of the clock, and a year of other nights.
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def quiet(begins: int, ends: int, zone: ZoneInfo = FULTON) -> QuietHours:
    return QuietHours(begins * 60, ends * 60, zone)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=FULTON)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-17 21:59", None),
        ("2026-11-17 22:00", "2026-11-18 07:00"),
        ("2026-11-18 06:59", "2026-11-18 07:00"),
        ("2026-11-18 07:00", None),
        ("2026-10-31 23:00", "2026-11-01 07:00"),
        ("2027-03-13 23:00", "2027-03-14 07:00"),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(now: str, until: str | None) -> None:
    assert end_of_quiet(quiet(22, 7), now=at(now)) == (at(until) if until else None)


@given(begins=MINUTES, ends=MINUTES, zone=ZONES, now=INSTANTS)
def test_quiet_hours_end_within_a_day_and_never_in_the_past(
    begins: int, ends: int, zone: ZoneInfo, now: datetime
) -> None:
    until = end_of_quiet(QuietHours(begins, ends, zone), now=now)

    assert until is None or now < until <= now + timedelta(hours=25)


@given(at_minute=MINUTES, zone=ZONES, after=INSTANTS, every=st.sampled_from([DigestEvery.DAY, DigestEvery.WEEK]))
def test_a_digest_comes_once_in_its_time(at_minute: int, zone: ZoneInfo, after: datetime, every: DigestEvery) -> None:
    days = 1 if every is DigestEvery.DAY else 7
    first = next_digest(every, at=at_minute, zone=zone, after=after)
    second = next_digest(every, at=at_minute, zone=zone, after=first)

    assert after < first <= after + timedelta(days=days, hours=1)
    assert timedelta(days=days, hours=-1) <= second - first <= timedelta(days=days, hours=1)
