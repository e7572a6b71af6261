"""What a rate schedule says: prices, seasons, time-of-use windows, taxes, and the days on which it is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.kit.periods import Period


class ChargeKind(StrEnum):
    """What a line of a bill is for."""

    SERVICE = "service"
    PLAN = "plan"
    EQUIPMENT = "equipment"
    RIDER = "rider"
    ENERGY = "energy"
    ADJUSTMENT = "adjustment"
    DEMAND = "demand"
    CREDIT = "credit"
    TAX = "tax"


class Per(StrEnum):
    """What a fixed charge is counted by."""

    MONTH = "month"
    DAY = "day"


class DayType(StrEnum):
    """The days on which a time-of-use window is open."""

    EVERY_DAY = "every-day"
    WEEKDAYS = "weekdays"
    WEEKENDS = "weekends"


@dataclass(frozen=True, slots=True)
class FixedCharge:
    """A charge that does not follow use. Units: dollars per month or day."""

    kind: ChargeKind
    label: str
    price: Decimal
    per: Per
    explanation: str


@dataclass(frozen=True, slots=True)
class EnergyPrice:
    """A price of energy: in one season or all, in one window or the hours of no window, up to a tier's end or all."""

    label: str
    price: Decimal
    season: str | None
    window: str | None
    up_to_kwh: int | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What each billed kWh costs more or less than its price, because bought power did."""

    label: str
    price: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class DemandCharge:
    """A price of the highest average power over one clock interval of the period. Units: dollars per kW."""

    label: str
    price: Decimal
    interval_minutes: int
    minimum_kw: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class NetMetering:
    """What is paid for energy sent back beyond the energy used. Units: dollars per kWh."""

    label: str
    avoided_cost: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class Tax:
    """A percentage of the lines of the named kinds."""

    label: str
    percent: Decimal
    on: frozenset[ChargeKind]
    explanation: str


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year that begins on a month and day and lasts until the next season begins."""

    name: str
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours `[from_hour, to_hour)` of some days; a read belongs to the window it starts in."""

    name: str
    from_hour: int
    to_hour: int
    days: DayType
    season: str | None
    skips_holidays: bool


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
    energy: tuple[EnergyPrice, ...]
    adjustment: Adjustment | None
    demand: DemandCharge | None
    net_metering: NetMetering | None
    taxes: tuple[Tax, ...]
    seasons: tuple[Season, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """The days of a period on which one version is in force."""

    version: RateSchedule
    period: Period


class NoRateInForce(Exception):
    """A day of the period has no version of the schedule."""


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


def energy_prices(schedule: RateSchedule, *, season: str | None, window: str | None) -> tuple[EnergyPrice, ...]:
    """Return the tiers of a season and window, the lowest first and the one without an end last."""
    tiers = [one for one in schedule.energy if one.window == window and one.season in (season, None)]
    return tuple(sorted(tiers, key=lambda tier: (tier.up_to_kwh is None, tier.up_to_kwh or 0)))
