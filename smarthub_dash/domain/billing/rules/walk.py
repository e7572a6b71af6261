"""
Why a bill differs from another one: a walk of steps that sums exactly, to the cent.

For a line of quantity x price the difference is split evenly (Bennet): half of both prices times the change of the
quantity, half of both quantities times the change of the price. The change of what was used is days, weather and
habits. What is rounded stays with the largest step, so nothing is lost and nothing is made up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Protocol

from smarthub_dash.domain.billing.rules.printed import printed_price, printed_quantity
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.kit.money import Cents, cents_of

HALF = Fraction(1, 2)
LEAST_CENTS = 100
"""A step below a dollar tells nothing and joins the others like it."""
BY_USE: frozenset[str] = frozenset({ChargeKind.ENERGY, ChargeKind.ADJUSTMENT, ChargeKind.DEMAND})


class StepKind(StrEnum):
    """What moved a bill."""

    DAYS = "days"
    WEATHER = "weather"
    HABITS = "habits"
    USE = "use"
    """Weather and habits together, where they cannot be told apart."""
    RATE = "rate"
    FEES = "fees"
    CREDITS = "credits"
    TRUE_UP = "true_up"
    TAX = "tax"
    SMALL = "small"
    """Steps of less than a dollar each, together."""


WHOLE: Mapping[str, StepKind] = {
    ChargeKind.TAX: StepKind.TAX,
    ChargeKind.CREDIT: StepKind.CREDITS,
    ChargeKind.TRUE_UP: StepKind.TRUE_UP,
}
"""Lines whose change is a step of its own."""


class WalkedLine(Protocol):
    """What must be known of a line."""

    @property
    def kind(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def quantity_text(self) -> str: ...

    @property
    def price_text(self) -> str: ...

    @property
    def cents(self) -> Cents: ...


@dataclass(frozen=True, slots=True)
class WalkedBill:
    """One end of a walk."""

    lines: Sequence[WalkedLine]
    day_count: int

    @property
    def cents(self) -> Cents:
        return sum(line.cents for line in self.lines)


class Step(NamedTuple):
    """One step of a walk. Units: cents, above zero where the later bill is higher."""

    kind: StepKind
    cents: Cents


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps from one bill to a later one; they sum to the difference of both."""

    from_cents: Cents
    to_cents: Cents
    steps: tuple[Step, ...]

    @property
    def cents(self) -> Cents:
        return self.to_cents - self.from_cents


class _Amount(NamedTuple):
    """A line as quantity x price, or several lines as one. Units: dollars by unit; cents."""

    quantity: Fraction
    price: Fraction
    cents: Cents


def walk_between(earlier: WalkedBill, later: WalkedBill, *, weather_kwh: Fraction | None) -> Walk:
    """
    Return the walk from an earlier bill to a later one.

    `weather_kwh` is what the weather alone added to the energy of the later bill; None if nobody can tell.
    """
    exact: defaultdict[StepKind, Fraction] = defaultdict(Fraction)
    before, after = _by_name(earlier.lines), _by_name(later.lines)
    for kind, pair in _pairs(before, after):
        for step, cents in _line_steps(kind, *pair, days=(earlier.day_count, later.day_count)):
            exact[step] += cents
    _part_weather(exact, weather_kwh, before, after)
    total = later.cents - earlier.cents
    return Walk(earlier.cents, later.cents, _told(_rounded(exact, total)))


def _by_name(lines: Iterable[WalkedLine]) -> Mapping[tuple[str, str], _Amount]:
    """Return the lines by kind and label; those of one name (two prices in one period) are one line."""
    found: dict[tuple[str, str], _Amount] = {}
    for line in lines:
        amount = _amount(line)
        before = found.get((line.kind, line.label))
        found[line.kind, line.label] = _joined([before, amount]) if before else amount
    return found


def _amount(line: WalkedLine) -> _Amount:
    quantity, price = printed_quantity(line.quantity_text), printed_price(line.price_text)
    if quantity is None or price is None or quantity.unit != price.unit:
        # What has no unit price is one piece at its amount: all that can change is the price of the piece.
        return _Amount(Fraction(1), Fraction(line.cents, 100), line.cents)
    return _Amount(quantity.value, price.value, line.cents)


def _joined(amounts: Sequence[_Amount]) -> _Amount:
    quantity = sum((each.quantity for each in amounts), Fraction())
    cents = sum(each.cents for each in amounts)
    return _Amount(quantity, Fraction(cents, 100) / quantity if quantity else Fraction(), cents)


def _pairs(
    before: Mapping[tuple[str, str], _Amount], after: Mapping[tuple[str, str], _Amount]
) -> Iterable[tuple[str, tuple[_Amount | None, _Amount | None]]]:
    """
    Return what stands on both bills side by side.

    Energy of other names on each side (another season, another rate) is the same energy at another price.
    """
    for kind, label in before.keys() & after.keys():
        yield kind, (before[kind, label], after[kind, label])
    for kind in sorted({kind for kind, _ in before.keys() ^ after.keys()}):
        gone = [each for key, each in before.items() if key[0] == kind and key not in after]
        new = [each for key, each in after.items() if key[0] == kind and key not in before]
        yield kind, (_joined(gone) if gone else None, _joined(new) if new else None)


def _line_steps(
    kind: str, before: _Amount | None, after: _Amount | None, *, days: tuple[int, int]
) -> Sequence[tuple[StepKind, Fraction]]:
    """Return the steps of one line in exact cents; what its rounding took or gave is left for `_rounded`."""
    change = (after.cents if after else 0) - (before.cents if before else 0)
    if kind in WHOLE:
        return [(WHOLE[kind], Fraction(change))]
    is_by_use = kind in BY_USE
    if before is None or after is None:
        return [(StepKind.HABITS if is_by_use else StepKind.FEES, Fraction(change))]
    by_quantity = 100 * HALF * (before.price + after.price) * (after.quantity - before.quantity)
    by_price = 100 * HALF * (before.quantity + after.quantity) * (after.price - before.price)
    if not is_by_use:
        return [(StepKind.DAYS, by_quantity), (StepKind.FEES, by_price)]
    by_days = Fraction()
    if kind != ChargeKind.DEMAND:  # a peak is one hour's, however many days there are
        longer = Fraction(days[1] - days[0], days[0]) * before.quantity
        by_days = 100 * HALF * (before.price + after.price) * longer
    return [(StepKind.DAYS, by_days), (StepKind.HABITS, by_quantity - by_days), (StepKind.RATE, by_price)]


def _part_weather(
    exact: dict[StepKind, Fraction],
    weather_kwh: Fraction | None,
    before: Mapping[tuple[str, str], _Amount],
    after: Mapping[tuple[str, str], _Amount],
) -> None:
    """Take what the weather did out of the habits, or say that both are one."""
    energy = [each for lines in (before, after) for key, each in lines.items() if key[0] in ("energy", "adjustment")]
    kwh = sum(each.quantity for lines in (before, after) for key, each in lines.items() if key[0] == "energy")
    if weather_kwh is None or kwh <= 0:
        exact[StepKind.USE] += exact.pop(StepKind.HABITS, Fraction())
        return
    cents_a_kwh = Fraction(sum(each.cents for each in energy)) / kwh
    exact[StepKind.WEATHER] += weather_kwh * cents_a_kwh
    exact[StepKind.HABITS] -= weather_kwh * cents_a_kwh


def _rounded(exact: Mapping[StepKind, Fraction], total: Cents) -> Mapping[StepKind, Cents]:
    """Return whole cents that sum to the total: the largest step takes what rounding left over."""
    cents = {kind: cents_of(value / 100) for kind, value in exact.items() if value}
    left = total - sum(cents.values())
    if left:
        largest = max(cents, key=lambda kind: abs(cents[kind]), default=StepKind.FEES)
        cents[largest] = cents.get(largest, 0) + left
    return cents


def _told(cents: Mapping[StepKind, Cents]) -> tuple[Step, ...]:
    """Return the steps in their order; those below a dollar as one, if there are two or more."""
    steps = [Step(kind, cents[kind]) for kind in StepKind if cents.get(kind)]
    small = [step for step in steps if abs(step.cents) < LEAST_CENTS]
    if len(small) < 2:
        return tuple(steps)
    rest = sum(step.cents for step in small)
    large = [step for step in steps if step not in small]
    return (*large, Step(StepKind.SMALL, rest)) if rest else tuple(large)
