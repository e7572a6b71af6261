"""Put a range of usage into words: one chart's values, and the addresses around it."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.charts import bars_path
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_ranges import Range, Span
from smarthub_dash.journeys.view_usage import UsageView
from smarthub_dash.journeys.words import (
    PER_SHOWN_UNIT,
    SHOWN_UNITS,
    day_text,
    full_day_text,
    hours_text,
    quantity_text,
    sent_text,
    stamp_text,
)
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import instant_of
from state.usage_values import AccountChoice, Around, ChartData, FactView, UsagePageView
from state.usage_words import bar_label, quality_note, tick_label

SKETCH_WIDTH, SKETCH_HEIGHT = 600, 200
"""The box of the sketch, as the chart component draws it."""

UP = {Span.DAY: Span.BILL, Span.WEEK: Span.BILL, Span.BILL: Span.YEAR}
TITLES = {Span.DAY: "Through the day", Span.WEEK: "Day by day", Span.BILL: "Day by day", Span.YEAR: "Bill by bill"}


def usage_page_view(view: UsageView, *, zone: ZoneInfo) -> UsagePageView:
    """Put a range into words and values."""
    unit = view.point.unit if view.point else QuantityUnit.WH
    newest = max((bar.newest_end_epoch for bar in view.bars), default=0)
    return UsagePageView(
        choices=[_choice(view, each.nickname, each.account_number) for each in view.accounts],
        has_choices=len(view.accounts) > 1,
        kind=view.account.kind.value,
        account_name=view.account.nickname,
        account_number=view.account.account_number,
        span=view.range.span.value,
        in_money=view.in_money,
        unit_name=SHOWN_UNITS[unit],
        period_name=period_name(view.range),
        title=TITLES[view.range.span],
        sentence=sentence_of(view, unit),
        facts=_facts(view, unit, zone),
        stamp=f"Meter data as of {stamp_text(instant_of(newest), now=view.now, zone=zone)}" if newest else "",
        source_note=view.point.source_note if view.point else "",
        chart=_chart(view, unit, zone),
        around=_around(view, local_day(view.now, zone)),
    )


def _facts(view: UsageView, unit: QuantityUnit, zone: ZoneInfo) -> list[FactView]:
    in_all = FactView("In all", _total_text(view.bars, view.in_money, unit), "")
    if view.in_money:
        costs = [bar.cost for bar in view.bars if bar.cost]
        return [
            in_all,
            FactView("Follows your use", money_text(sum(cost.use_cents for cost in costs)), ""),
            FactView("Fixed charges and taxes", money_text(sum(cost.fixed_cents for cost in costs)), ""),
        ]
    known = [bar for bar in view.bars if bar.quantity]
    if not known:
        return [in_all]
    highest = max(known, key=lambda bar: bar.quantity or 0)
    label = bar_label(highest, view.range.span, zone)
    return [in_all, *_average(view, unit), FactView("Highest", _text(highest, False, unit), label)]


def period_name(shown: Range) -> str:
    """Name a range: "Saturday, November 14, 2026", "Nov 14 to Dec 13, 2026"."""
    first, last = shown.period.start_on, shown.period.last_on
    if shown.span is Span.DAY:
        return f"{first:%A}, {full_day_text(first)}"
    year = f", {first.year}" if first.year != last.year else ""
    return f"{day_text(first)}{year} to {day_text(last)}, {last.year}"


def sentence_of(view: UsageView, unit: QuantityUnit) -> str:
    """Say the range in one sentence, with what its total does not hold."""
    bars = view.bars
    if all(bar.quantity is None for bar in bars) and not any(bar.cost for bar in bars):
        return "Nothing was read in this range."
    said = f"{_total_text(bars, view.in_money, unit)} {'' if view.in_money else 'used '}in this range".strip()
    if any(bar.is_running or bar.is_ahead for bar in bars):
        said += " so far"
    received = sum(bar.received for bar in bars)
    if received and not view.in_money:
        said += f", {sent_text(received, unit)}"
    missing = sum(bar.missing_seconds for bar in bars)
    if missing:
        said += f". {hours_text(missing)} were not read and are not in the total"
    zero = sum(bar.zero_seconds for bar in bars)
    if zero and view.range.span is Span.DAY:
        said += f". The meter measured zero for {hours_text(zero)}"
    estimated = sum(bar.estimated_quantity for bar in bars)
    if estimated and not view.in_money:
        said += f". {quantity_text(estimated, unit)} of it is estimated"
    return said + "."


def address(account: str, span: Span, day: date | None, *, in_money: bool) -> str:
    """Return the address of a range."""
    at = {"at": day.isoformat()} if day else {}
    return "/usage?" + urlencode(
        {"account": account, "range": span.value, **at, "unit": "money" if in_money else "quantity"}
    )


def _choice(view: UsageView, name: str, number: str) -> AccountChoice:
    href = address(number, view.range.span, None, in_money=view.in_money)
    return AccountChoice(name, href, number == view.account.account_number)


def _around(view: UsageView, today: date) -> Around:
    number, shown, in_money = view.account.account_number, view.range, view.in_money
    kept = min(shown.period.last_on, today)

    def to(span: Span, day: date | None, *, money: bool = in_money) -> str:
        return address(number, span, day, in_money=money)

    return Around(
        day=to(Span.DAY, kept),
        week=to(Span.WEEK, kept),
        bill=to(Span.BILL, kept),
        year=to(Span.YEAR, kept),
        previous=to(shown.span, shown.previous_on),
        next=to(shown.span, shown.next_on),
        latest=to(shown.span, None),
        up=to(UP.get(shown.span, Span.YEAR), kept),
        quantity=to(shown.span, kept, money=False),
        money=to(shown.span, kept, money=True),
        has_previous=shown.previous_on is not None,
        has_next=shown.next_on is not None,
        has_up=shown.span in UP,
    )


def _chart(view: UsageView, unit: QuantityUnit, zone: ZoneInfo) -> ChartData:
    bars, span, in_money = view.bars, view.range.span, view.in_money
    drill = {Span.YEAR: Span.BILL, Span.BILL: Span.DAY, Span.WEEK: Span.DAY}.get(span)
    number = view.account.account_number
    return ChartData(
        key=f"{number}:{span.value}:{view.range.period.start_on}:{'money' if in_money else 'quantity'}",
        kind=view.account.kind.value,
        unit="$" if in_money else SHOWN_UNITS[unit],
        measured=[_measured(bar, in_money, unit) for bar in bars],
        estimated=[0 if in_money else _shown(bar.estimated_quantity, unit) for bar in bars],
        received=[0 if in_money else -_shown(bar.received, unit) for bar in bars],
        fixed=[bar.cost.fixed_cents / 100 if bar.cost else 0 for bar in bars],
        marks=[_mark(bar) for bar in bars],
        labels=[bar_label(bar, span, zone) for bar in bars],
        ticks=[tick_label(bar, at, span, zone) for at, bar in enumerate(bars)],
        texts=[_text(bar, in_money, unit) for bar in bars],
        notes=[quality_note(bar) for bar in bars],
        links=[address(number, drill, bar.start_on, in_money=in_money) if drill and _has(bar) else "" for bar in bars],
        sketch=bars_path([_height(bar, in_money) for bar in bars], width=SKETCH_WIDTH, height=SKETCH_HEIGHT),
        has_estimated=not in_money and any(bar.estimated_quantity for bar in bars),
        has_missing=any(bar.missing_seconds for bar in bars),
        has_zero=any(_mark(bar) == "zero" for bar in bars),
        has_fixed=any(bar.cost and bar.cost.fixed_cents for bar in bars),
        has_received=not in_money and any(bar.received for bar in bars),
    )


def _height(bar: Bar, in_money: bool) -> float | None:
    if in_money:
        return bar.cost.use_cents + bar.cost.fixed_cents if bar.cost else None
    return bar.quantity


def _has(bar: Bar) -> bool:
    return bar.quantity is not None or bar.missing_seconds > 0


def _mark(bar: Bar) -> str:
    if bar.missing_seconds:
        return "missing"
    # One zero is an idle hour; hours of zero in a row are a meter without power, or a house without anyone.
    return "zero" if bar.zero_seconds >= min(2 * 3600, bar.end_epoch - bar.start_epoch) else ""


def _measured(bar: Bar, in_money: bool, unit: QuantityUnit) -> float | None:
    if in_money:
        return bar.cost.use_cents / 100 if bar.cost else None
    return None if bar.quantity is None else _shown(bar.quantity - bar.estimated_quantity, unit)


def _shown(quantity: int, unit: QuantityUnit) -> float:
    return round(quantity / PER_SHOWN_UNIT[unit], 3)


def _text(bar: Bar, in_money: bool, unit: QuantityUnit) -> str:
    if in_money:
        return money_text(bar.cost.use_cents + bar.cost.fixed_cents) if bar.cost else "–"
    return "–" if bar.quantity is None else quantity_text(bar.quantity, unit)


def _total_text(bars: Sequence[Bar], in_money: bool, unit: QuantityUnit) -> str:
    if in_money:
        return money_text(sum(bar.cost.use_cents + bar.cost.fixed_cents for bar in bars if bar.cost))
    return quantity_text(sum(bar.quantity or 0 for bar in bars), unit)


def _average(view: UsageView, unit: QuantityUnit) -> list[FactView]:
    """Return the average of what was read in full; a day that still runs would drag it down."""
    whole = [bar for bar in view.bars if bar.quantity is not None and not bar.is_running and not bar.missing_seconds]
    seconds = sum(bar.end_epoch - bar.start_epoch for bar in whole)
    if not seconds or view.range.span is Span.DAY:
        return []
    average = round(sum(bar.quantity or 0 for bar in whole) * 86_400 / seconds)
    return [FactView("Average", f"{quantity_text(average, unit)} a day", "")]
