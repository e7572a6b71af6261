"""The terms of a rate schedule, one value each: what is charged, by what measure, and in which words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class ChargeKind(StrEnum):
    """What a line of a bill is for."""

    SERVICE = "service"
    PLAN = "plan"
    EQUIPMENT = "equipment"
    RIDER = "rider"
    ENERGY = "energy"
    ADJUSTMENT = "adjustment"
    DEMAND = "demand"
    MINIMUM = "minimum"
    """What is missing to the least that a period costs."""
    DISCOUNT = "discount"
    TAX = "tax"
    CREDIT = "credit"
    """A credit for energy sent back in an earlier period, used on this bill."""
    TRUE_UP = "true_up"
    """What an earlier, estimated bill charged too little or too much."""
    DONATION = "donation"
    """What rounds the bill up to whole dollars."""


TAXABLE = tuple(kind for kind in ChargeKind if kind not in {"tax", "credit", "true_up", "donation"})
"""What a period's own charges are; the rest comes to a bill when it is put together."""


class Per(StrEnum):
    """What a fixed charge is counted by."""

    MONTH = "month"
    DAY = "day"


class DayType(StrEnum):
    """The days on which a time-of-use window is open."""

    EVERY_DAY = "every-day"
    WEEKDAYS = "weekdays"
    WEEKENDS = "weekends"
    WEEKENDS_AND_HOLIDAYS = "weekends-and-holidays"


class Condition(StrEnum):
    """Who gets a discount."""

    ALWAYS = "always"
    BOTH_SERVICES = "both-services"


@dataclass(frozen=True, slots=True)
class FixedCharge:
    """A charge that does not follow use. Units: dollars per month or day."""

    kind: ChargeKind
    label: str
    price: Decimal
    per: Per
    explanation: str


@dataclass(frozen=True, slots=True)
class Rider:
    """What an agreement may take besides its rate, in a quantity of its own. Units: dollars per month or day, each."""

    code: str
    kind: ChargeKind
    label: str
    price: Decimal
    per: Per
    explanation: str


@dataclass(frozen=True, slots=True)
class RoundUp:
    """The rider that rounds a bill up to a multiple of some dollars; what it adds is given away."""

    code: str
    label: str
    dollars: Decimal
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
    """
    A price of the highest average power over one clock interval of the period, in one season and window or all.

    Units: dollars per kW.
    """

    label: str
    price: Decimal
    season: str | None
    window: str | None
    interval_minutes: int
    minimum_kw: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least that the lines of some kinds come to. Units: dollars per month or day."""

    label: str
    price: Decimal
    per: Per
    counts: frozenset[ChargeKind]
    explanation: str


@dataclass(frozen=True, slots=True)
class Discount:
    """
    What is taken off under a condition: so much per month or day, or a percentage of the lines of the named kinds.

    Units: dollars, above zero, or percent; one of the two is zero.
    """

    label: str
    when: Condition
    price: Decimal
    per: Per
    percent: Decimal
    on: frozenset[ChargeKind]
    explanation: str


@dataclass(frozen=True, slots=True)
class NetMetering:
    """What energy sent back beyond the energy used is worth on later bills. Units: dollars per kWh."""

    label: str
    avoided_cost: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class Tax:
    """A percentage of the lines of the named kinds, everywhere or in one jurisdiction."""

    label: str
    percent: Decimal
    on: frozenset[ChargeKind]
    jurisdiction: str
    explanation: str


@dataclass(frozen=True, slots=True)
class LateCharge:
    """
    What paying late costs: a percentage of what is late, or at least some dollars, once the days of grace are over.

    Units: percent; dollars. What is late may be `above` dollars before anything is charged.
    """

    label: str
    percent: Decimal
    least: Decimal
    above: Decimal
    grace_days: int
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
class LineSpeed:
    """What an internet plan promises. Units: megabits a second."""

    down_mbps: int
    up_mbps: int
