"""What a rate schedule says, and which of its versions is in force on which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.domain.rates.rules.holidays import HolidayRule
from smarthub_dash.domain.rates.rules.terms import (
    Adjustment,
    DemandCharge,
    Discount,
    EnergyPrice,
    FixedCharge,
    LateCharge,
    LineSpeed,
    Minimum,
    NetMetering,
    Rider,
    RoundUp,
    Season,
    Tax,
    Window,
)
from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class RateSchedule:
    """One version of a rate schedule, in force over `[valid_from, valid_to)`."""

    code: str
    title: str
    provider: Provider
    kind: ServiceKind
    valid_from: date
    valid_to: date | None
    is_illustrative: bool
    note: str
    fixed: tuple[FixedCharge, ...]
    riders: tuple[Rider, ...]
    round_up: RoundUp | None
    energy: tuple[EnergyPrice, ...]
    adjustment: Adjustment | None
    demand: tuple[DemandCharge, ...]
    minimum: Minimum | None
    discounts: tuple[Discount, ...]
    net_metering: NetMetering | None
    taxes: tuple[Tax, ...]
    late_charge: LateCharge | None
    seasons: tuple[Season, ...]
    windows: tuple[Window, ...]
    holidays: HolidayRule
    speed: LineSpeed | None


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """The days of a period on which one version is in force."""

    version: RateSchedule
    period: Period


class NoRateInForce(Exception):
    """A day of the period has no version of the schedule, or no price of what is taken."""


def versions_over(versions: Sequence[RateSchedule], *, period: Period) -> tuple[VersionSpan, ...]:
    """
    Return which version is in force on which days, oldest first; a version ends where the next begins.

    :raises NoRateInForce: if a day of the period has no version
    """
    if not versions:
        raise NoRateInForce("no version of its rate was published")
    ordered = sorted(versions, key=lambda version: version.valid_from)
    spans, at = [], period.start_on
    for version, follower in zip(ordered, [*ordered[1:], None], strict=True):
        ends = [period.end_on, version.valid_to, follower.valid_from if follower else None]
        end_on = min(end for end in ends if end is not None)
        if version.valid_from <= at < end_on:
            spans.append(VersionSpan(version, Period(at, end_on)))
            at = end_on
    if at < period.end_on:
        raise NoRateInForce(f"no version of {ordered[0].code} is in force on {at}")
    return tuple(spans)


def version_on(versions: Sequence[RateSchedule], *, day: date) -> RateSchedule:
    """
    Return the version in force on a day.

    :raises NoRateInForce: if there is none
    """
    return versions_over(versions, period=Period(day, date.fromordinal(day.toordinal() + 1)))[0].version


def energy_prices(schedule: RateSchedule, *, season: str | None, window: str | None) -> tuple[EnergyPrice, ...]:
    """Return the tiers of a season and window, the lowest first and the one without an end last."""
    tiers = [one for one in schedule.energy if one.window == window and one.season in (season, None)]
    return tuple(sorted(tiers, key=lambda tier: (tier.up_to_kwh is None, tier.up_to_kwh or 0)))
