"""What is reckoned on the lines of a period: the minimum bill, discounts in percent, taxes, and rounding up."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from smarthub_dash.domain.rates.rules.facts import BillingFacts
from smarthub_dash.domain.rates.rules.fixed import holds, part_cents
from smarthub_dash.domain.rates.rules.lines import ChargeLine, percent_text, price_text
from smarthub_dash.domain.rates.rules.schedule import RateSchedule, VersionSpan, version_on
from smarthub_dash.domain.rates.rules.terms import ChargeKind, Discount, Tax
from smarthub_dash.kit.money import Cents, cents_of, money_text
from smarthub_dash.kit.periods import Period


def minimum_lines(
    spans: Sequence[VersionSpan], lines: Sequence[ChargeLine], *, cycle: Period
) -> tuple[ChargeLine, ...]:
    """Return what is missing to the least that the period costs; versions share it by days."""
    due = [(span.version, span.version.minimum, span.period) for span in spans if span.version.minimum]
    if not due:
        return ()
    least = sum(
        part_cents(Fraction(terms.price), per=terms.per, period=period, cycle=cycle) for _, terms, period in due
    )
    version, terms, _ = due[-1]
    reached = sum(line.cents for line in lines if line.kind in terms.counts)
    if reached >= least:
        return ()
    return (
        _line(
            *(ChargeKind.MINIMUM, terms.label, terms.explanation, version),
            cents=least - reached,
            quantity_text=f"{money_text(least)} less {money_text(reached)}",
            price=price_text(terms.price, terms.per),
        ),
    )


def percent_discount_lines(
    version: RateSchedule, lines: Sequence[ChargeLine], *, facts: BillingFacts
) -> tuple[ChargeLine, ...]:
    """Return the lines of discounts in percent, each of the lines that it names."""
    due = [one for one in version.discounts if one.percent and holds(one.when, facts)]
    return _of_percent(ChargeKind.DISCOUNT, due, lines, version, sign=-1)


def tax_lines(version: RateSchedule, lines: Sequence[ChargeLine], *, facts: BillingFacts) -> tuple[ChargeLine, ...]:
    """Return the taxes that apply where the service is, each on the rounded lines that it names."""
    due = [tax for tax in version.taxes if tax.jurisdiction in ("", facts.tax_jurisdiction)]
    return _of_percent(ChargeKind.TAX, due, lines, version, sign=1)


def round_up_lines(
    versions: Sequence[RateSchedule], *, period: Period, facts: BillingFacts, bill_cents: Cents
) -> tuple[ChargeLine, ...]:
    """
    Return the line that rounds a whole bill up, or none; to be asked once a bill, when all else of it is known.

    A service takes part that has the rider on the period's last day. A bill of nothing or less is left as it is.

    :raises NoRateInForce: if no version is in force on the period's last day
    """
    version = version_on(versions, day=period.last_on)
    terms = version.round_up
    if terms is None or not any(one.code == terms.code and one.is_taken_on(period.last_on) for one in facts.riders):
        return ()
    given = -bill_cents % cents_of(terms.dollars) if bill_cents > 0 else 0
    if not given:
        return ()
    return (
        _line(
            *(ChargeKind.DONATION, terms.label, terms.explanation, version),
            cents=given,
            quantity_text=f"{money_text(bill_cents)} to {money_text(bill_cents + given)}",
            price="",
        ),
    )


def _of_percent(
    kind: ChargeKind,
    several: Sequence[Tax] | Sequence[Discount],
    lines: Sequence[ChargeLine],
    version: RateSchedule,
    *,
    sign: int,
) -> tuple[ChargeLine, ...]:
    found = []
    for one in several:
        base = sum(line.cents for line in lines if line.kind in one.on)
        cents = cents_of(Fraction(base, 100) * Fraction(sign * one.percent) / 100)
        if cents:
            found.append(
                ChargeLine(
                    kind=kind,
                    label=one.label,
                    quantity=Fraction(base, 100),
                    quantity_text=money_text(base),
                    price=sign * one.percent,
                    price_text=percent_text(sign * one.percent),
                    explanation=one.explanation,
                    rate_code=version.code,
                    rate_from=version.valid_from,
                    cents=cents,
                )
            )
    return tuple(found)


def _line(
    kind: ChargeKind,
    label: str,
    explanation: str,
    version: RateSchedule,
    *,
    cents: Cents,
    quantity_text: str,
    price: str,
) -> ChargeLine:
    """Return a line whose quantity is its own dollars: what is missing to another sum."""
    return ChargeLine(
        kind=kind,
        label=label,
        quantity=Fraction(cents, 100),
        quantity_text=quantity_text,
        price=Decimal(1),
        price_text=price,
        explanation=explanation,
        rate_code=version.code,
        rate_from=version.valid_from,
        cents=cents,
    )
