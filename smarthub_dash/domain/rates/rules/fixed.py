"""
Price what does not follow use: fixed charges, riders and discounts of so much per month or day.

A part of a billing cycle costs what is due until its end less what is due until its beginning, each rounded: so the
parts of a cycle sum to the whole, to the cent, however it is cut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smarthub_dash.domain.rates.rules.facts import BillingFacts, RiderTaken
from smarthub_dash.domain.rates.rules.lines import ChargeLine, price_text
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule, VersionSpan
from smarthub_dash.domain.rates.rules.terms import ChargeKind, Condition, Per, Rider
from smarthub_dash.kit.money import Cents, cents_of
from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class _Due:
    """One charge over some days under one version."""

    kind: ChargeKind
    label: str
    price: Decimal
    per: Per
    explanation: str
    count: int
    version: RateSchedule
    period: Period

    @property
    def what(self) -> tuple[object, ...]:
        # By what is charged and its price: a new version that only rewords a charge must not split its line.
        return self.kind, self.label, self.price, self.per, self.count


def fixed_lines(spans: Sequence[VersionSpan], *, cycle: Period, facts: BillingFacts) -> tuple[ChargeLine, ...]:
    """
    Return the lines of fixed charges and of the riders that are taken.

    :raises NoRateInForce: if a rider is taken on a day on which no version names it
    """
    return (*_lines(_charges(spans), cycle), *_lines(_riders(spans, facts), cycle))


def discount_lines(spans: Sequence[VersionSpan], *, cycle: Period, facts: BillingFacts) -> tuple[ChargeLine, ...]:
    """Return the lines of what is taken off per month or day."""
    return _lines(_discounts(spans, facts), cycle)


def holds(condition: Condition, facts: BillingFacts) -> bool:
    """Return whether the condition of a discount is met."""
    return condition is Condition.ALWAYS or facts.has_both_services


def part_cents(price: Fraction, *, per: Per, period: Period, cycle: Period) -> Cents:
    """Return what some days of a cycle cost; parts of a cycle sum to it. Units: dollars in, cents out."""
    unit = price / cycle.day_count if per is Per.MONTH else price
    until_end = cents_of(unit * (period.end_on - cycle.start_on).days)
    return until_end - cents_of(unit * (period.start_on - cycle.start_on).days)


def days_text(days: int, *, per: Per, cycle: Period) -> str:
    """Write for how long a charge is due. Source: "1 month", "10 of 30 days", "30 days"."""
    if per is Per.DAY:
        return f"{days} days" if days > 1 else "1 day"
    return "1 month" if days == cycle.day_count else f"{days} of {cycle.day_count} days"


def _charges(spans: Sequence[VersionSpan]) -> Iterable[_Due]:
    for span in spans:
        for one in span.version.fixed:
            yield _Due(one.kind, one.label, one.price, one.per, one.explanation, 1, span.version, span.period)


def _riders(spans: Sequence[VersionSpan], facts: BillingFacts) -> Iterable[_Due]:
    for taken in facts.riders:
        for span in spans:
            period = taken.within(span.period)
            rider = _rider_of(span.version, taken) if period else None
            if period and rider:
                yield _Due(
                    *(rider.kind, rider.label, rider.price, rider.per, rider.explanation),
                    *(taken.quantity, span.version, period),
                )


def _rider_of(version: RateSchedule, taken: RiderTaken) -> Rider | None:
    """Return the rider's terms; None for rounding up, which waits until the bill is whole."""
    if version.round_up is not None and version.round_up.code == taken.code:
        return None
    for rider in version.riders:
        if rider.code == taken.code:
            return rider
    raise NoRateInForce(f"{version.code} of {version.valid_from} names no rider {taken.code}")


def _discounts(spans: Sequence[VersionSpan], facts: BillingFacts) -> Iterable[_Due]:
    for span in spans:
        for one in span.version.discounts:
            if one.price and holds(one.when, facts):
                yield _Due(
                    *(ChargeKind.DISCOUNT, one.label, -one.price, one.per, one.explanation),
                    *(1, span.version, span.period),
                )


def _lines(several: Iterable[_Due], cycle: Period) -> tuple[ChargeLine, ...]:
    by_what: dict[tuple[object, ...], list[_Due]] = {}
    for due in several:
        if due.count:
            by_what.setdefault(due.what, []).append(due)
    return tuple(_line(same, cycle) for same in by_what.values())


def _line(same: Sequence[_Due], cycle: Period) -> ChargeLine:
    due, days = same[-1], sum(one.period.day_count for one in same)
    text = days_text(days, per=due.per, cycle=cycle)
    price = Fraction(due.price) * due.count
    return ChargeLine(
        kind=due.kind,
        label=due.label,
        quantity=Fraction(days * due.count, 1 if due.per is Per.DAY else cycle.day_count),
        quantity_text=text if due.count == 1 else f"{due.count} × {text}",
        price=due.price,
        price_text=price_text(due.price, due.per),
        explanation=due.explanation,
        rate_code=due.version.code,
        rate_from=_since(same),
        cents=sum(part_cents(price, per=due.per, period=one.period, cycle=cycle) for one in same),
    )


def _since(same: Sequence[_Due]) -> date:
    return min(one.version.valid_from for one in same)
