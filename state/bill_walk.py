"""A walk between two bills in words and as a drawing."""

from collections.abc import Sequence
from itertools import accumulate

from smarthub_dash.domain.billing.rules.walk import LEAST_CENTS, Step, StepKind
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.billing_words import change_text
from smarthub_dash.journeys.view_bill import Comparison
from smarthub_dash.journeys.words import dated_text, days_text, quantity_text
from smarthub_dash.kit.money import money_text
from state.bill_values import WalkStep, WalkView

NAMES = {
    StepKind.DAYS: "Days",
    StepKind.WEATHER: "Weather",
    StepKind.HABITS: "Your habits",
    StepKind.USE: "Weather and habits",
    StepKind.RATE: "Price of energy",
    StepKind.FEES: "Fixed charges",
    StepKind.CREDITS: "Credits",
    StepKind.TRUE_UP: "Settled estimates",
    StepKind.TAX: "Taxes",
    StepKind.SMALL: "Small differences",
}
BECAUSE = {
    StepKind.DAYS: ("it has more days", "it has fewer days"),
    StepKind.WEATHER: ("the weather asked for more energy", "the weather asked for less energy"),
    StepKind.HABITS: ("you used more than the weather explains", "you used less than the weather explains"),
    StepKind.USE: ("more was used a day", "less was used a day"),
    StepKind.RATE: ("energy cost more", "energy cost less"),
    StepKind.FEES: ("fixed charges were higher", "fixed charges were lower"),
    StepKind.CREDITS: ("credits were smaller", "credits were larger"),
    StepKind.TRUE_UP: ("an estimate was settled", "an estimate was settled"),
    StepKind.TAX: ("taxes were higher", "taxes were lower"),
    StepKind.SMALL: ("of small differences", "of small differences"),
}
NO_WEATHER = "What the weather did cannot be told apart from your habits here, so both are one step."
WAS_ESTIMATED = "Part of the use of one of these bills was estimated, so how much you used is not certain."
IS_A_MODEL = "How much the weather did is reckoned from how your use followed the temperature over the last year."
NARROWEST = 0.8
"""How wide the smallest step is drawn, so that it can be seen. Units: percent."""


def walk_view(full: BillInFull, comparison: Comparison, *, title: str, other_name: str) -> WalkView:
    """Put a walk into a sentence, steps and their places in a drawing."""
    walk, other = comparison.walk, comparison.other
    other_bill = f"{other_name} of {dated_text(other.bill.issued_on)}"
    sentence = _sentence(walk.cents, walk.steps, other_bill)
    return WalkView(
        title=title,
        sentence=sentence,
        alt=f"{sentence} {_spoken(walk.steps)}",
        href=f"/bills/{other.bill.bill_number}",
        link=f"Bill of {dated_text(other.bill.issued_on)}",
        from_name=other_name,
        from_amount=money_text(walk.from_cents),
        to_amount=money_text(walk.to_cents),
        steps=_drawn(full, comparison),
        doubts=" ".join(_doubts(full, comparison)),
        key=f"{full.bill.bill_number}:{other.bill.bill_number}",
    )


def _sentence(cents: int, steps: Sequence[Step], other_bill: str) -> str:
    if not cents:
        return f"These charges are the same as those of {other_bill}."
    way = "higher" if cents > 0 else "lower"
    same_way = sorted((step for step in steps if step.cents * cents > 0), key=lambda step: -abs(step.cents))
    reasons = [
        f"{BECAUSE[kind][change < 0]} ({change_text(change)})"
        for kind, change in same_way[:2]
        if abs(change) >= LEAST_CENTS
    ]
    because = f", mostly because {' and '.join(reasons)}" if reasons else ""
    return f"These charges are {money_text(abs(cents))} {way} than those of {other_bill}{because}."


def _spoken(steps: Sequence[Step]) -> str:
    return "; ".join(f"{NAMES[kind]} {change_text(cents)}" for kind, cents in steps)


def _drawn(full: BillInFull, comparison: Comparison) -> list[WalkStep]:
    steps = comparison.walk.steps
    reached = [0, *accumulate(step.cents for step in steps)]
    low, high = min(reached), max(reached)
    span = max(high - low, 1)
    drawn = []
    for at, (kind, cents) in enumerate(steps):
        left = 100 * (min(reached[at], reached[at + 1]) - low) / span
        width = max(100 * abs(cents) / span, NARROWEST)
        drawn.append(
            WalkStep(
                name=NAMES[kind],
                words=_about(kind, full, comparison),
                amount=change_text(cents),
                left=f"{min(left, 100 - width):.2f}%",
                width=f"{width:.2f}%",
                is_up=cents > 0,
            )
        )
    return drawn


def _about(kind: StepKind, full: BillInFull, comparison: Comparison) -> str:
    other, now, then = comparison.other, full.bill.period.day_count, comparison.other.bill.period.day_count
    if kind is StepKind.DAYS:
        return (
            f"{days_text(now)} instead of {days_text(then)}"
            if now != then
            else "part of a month instead of a whole one"
        )
    if kind is StepKind.USE and full.use and other.use:
        a_day, before = full.use.quantity // now, other.use.quantity // then
        return f"{quantity_text(a_day, full.unit)} a day instead of {quantity_text(before, full.unit)}"
    if kind is StepKind.WEATHER and comparison.mean is not None and comparison.other_mean is not None:
        return f"{comparison.mean:.0f} °F on average instead of {comparison.other_mean:.0f} °F"
    return {
        StepKind.HABITS: "what the weather does not explain",
        StepKind.RATE: "what a kilowatt-hour cost",
        StepKind.FEES: "what does not follow use",
        StepKind.SMALL: "less than a dollar each",
    }.get(kind, "")


def _doubts(full: BillInFull, comparison: Comparison) -> list[str]:
    kinds = {step.kind for step in comparison.walk.steps}
    said = [NO_WEATHER] if StepKind.USE in kinds else []
    if StepKind.WEATHER in kinds:
        said.append(IS_A_MODEL)
    if full.bill.is_estimated or comparison.other.bill.is_estimated:
        said.append(WAS_ESTIMATED)
    return said
