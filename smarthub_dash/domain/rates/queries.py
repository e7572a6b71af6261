"""Reads of rate schedules."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from sqlmodel import Session, col, or_, select

from smarthub_dash.domain.rates.records import PublishedRate
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.kit.periods import Period


def schedules_in_force(
    session: Session, *, rate_codes: Iterable[str], period: Period
) -> Mapping[str, tuple[RateSchedule, ...]]:
    """
    Return the versions that may be in force on a day of the period, oldest first, by rate code.

    A version that its follower replaced before the period may be among them; the engine takes what it needs. A code
    that was never published has an empty tuple.
    """
    codes = sorted(set(rate_codes))
    rows = session.exec(
        select(PublishedRate.rate_code, PublishedRate.body)
        .where(
            col(PublishedRate.rate_code).in_(codes),
            col(PublishedRate.valid_from) < period.end_on,
            or_(col(PublishedRate.valid_to).is_(None), col(PublishedRate.valid_to) > period.start_on),
        )
        .order_by(col(PublishedRate.rate_code), col(PublishedRate.valid_from))
    )
    found: dict[str, tuple[RateSchedule, ...]] = dict.fromkeys(codes, ())
    for code, body in rows:
        found[code] = (*found[code], _parsed(body))
    return MappingProxyType(found)


@lru_cache(maxsize=1024)
def _parsed(body: str) -> RateSchedule:
    # Keyed by the text itself: a published version never changes under its key.
    return parse_schedule(body, file_name="published rate")
