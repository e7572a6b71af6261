"""A range of usage in one sentence, with what its total does not hold."""

from collections.abc import Sequence

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.journeys.view_usage import UsageView
from smarthub_dash.journeys.words import hours_text, quantity_text, sent_text
from smarthub_dash.kit.money import money_text
from state.usage_chart import zero_marks

WHEN = {
    Span.DAY: "on this day",
    Span.QUARTERS: "in these hours",
    Span.WEEK: "in this week",
    Span.BILL: "in this billing period",
    Span.CUSTOM: "in these days",
}
HOUR = 3600


def sentence_of(view: UsageView, unit: QuantityUnit) -> str:
    """Say a range in one sentence or a few."""
    bars, when = view.bars, _when(view)
    if view.in_money and any(bar.cost for bar in bars):
        return ". ".join([_cost(view, when), *_gaps(bars)]) + "."
    if all(bar.quantity is None for bar in bars):
        return f"Nothing was read {when}{' yet' if any(bar.is_running for bar in bars) else ''}."
    if view.in_money:
        return f"No price is known for what was used {when}."
    return ". ".join([_used(view, unit, when), *_gaps(bars), *_doubts(view, unit)]) + "."


def total_text(bars: Sequence[Bar], unit: QuantityUnit, *, in_money: bool) -> str:
    """Write what all the bars are together."""
    if in_money:
        return money_text(sum(bar.cost.use_cents + bar.cost.fixed_cents for bar in bars if bar.cost))
    return quantity_text(sum(bar.quantity or 0 for bar in bars), unit)


def _when(view: UsageView) -> str:
    return WHEN.get(view.range.span, f"in these {len(view.bars)} billing periods")


def _used(view: UsageView, unit: QuantityUnit, when: str) -> str:
    bars = view.bars
    so_far = " so far" if any(bar.is_running for bar in bars) else ""
    received = sum(bar.received for bar in bars)
    sent = f", {sent_text(received, unit)}" if received else ""
    return f"{total_text(bars, unit, in_money=False)} used{so_far} {when}{sent}"


def _cost(view: UsageView, when: str) -> str:
    bars, is_year = view.bars, view.range.span is Span.YEAR
    is_running = any(bar.is_running for bar in bars)
    status = " billed" if is_year else " so far" if is_running else ""
    said = f"{total_text(bars, QuantityUnit.WH, in_money=True)}{status} {when}"
    use, fixed = (sum(getattr(bar.cost, name) for bar in bars if bar.cost) for name in ("use_cents", "fixed_cents"))
    return f"{said}, {money_text(fixed) if use else 'all'} of it fixed charges and taxes" if fixed else said


def _gaps(bars: Sequence[Bar]) -> list[str]:
    missing = sum(bar.missing_seconds for bar in bars)
    if not missing:
        return []
    was, is_ = ("was", "is") if missing == HOUR else ("were", "are")
    return [f"{hours_text(missing)} {was} not read and {is_} not in the total"]


def _doubts(view: UsageView, unit: QuantityUnit) -> list[str]:
    said = []
    zero = sum(bar.zero_seconds for bar in view.bars)
    if zero and view.range.span.is_of_one_day and any(zero_marks(view.bars)):
        said.append(f"The meter measured zero for {hours_text(zero)}")
    estimated = sum(bar.estimated_quantity for bar in view.bars)
    if estimated:
        said.append(f"{quantity_text(estimated, unit)} of it is estimated")
    return said
