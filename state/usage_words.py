"""The words on a usage chart: what a bar is called, its tick, how much it is, and how it is known."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_ranges import Range, Span
from smarthub_dash.journeys.words import (
    PER_SHOWN_UNIT,
    SHOWN_UNITS,
    clock_text,
    dated_text,
    day_text,
    hours_text,
    period_text,
    quantity_text,
    sent_text,
)
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import day_of_epoch, instant_of

LONGEST_DAY, SHORTEST_MONTH = 25 * 3_600, 8 * 86_400

PART_NAMES = ("midnight to 6 AM", "6 AM to noon", "noon to 6 PM", "6 PM to midnight")


def period_name(shown: Range) -> str:
    """Name a range: "Sat, Nov 14, 2026", "Nov 14 to Dec 13, 2026"."""
    first = shown.period.start_on
    if shown.span is Span.QUARTERS:
        return f"{first:%a}, {dated_text(first)}, {PART_NAMES[shown.part]}"
    return f"{first:%a}, {dated_text(first)}" if shown.span is Span.DAY else period_text(shown.period)


def bar_label(bar: Bar, span: Span, zone: ZoneInfo) -> str:
    """Name a bar in full: "6:00 PM to 7:00 PM", "Mon, Nov 16", "Oct 14 to Nov 13, 2026"."""
    if span.is_of_one_day:
        start, end = instant_of(bar.start_epoch), instant_of(bar.end_epoch)
        # In autumn an hour comes twice: the zone's name tells them apart.
        zone_name = f" {start.astimezone(zone):%Z}" if _is_repeated(start, zone) else ""
        return f"{clock_text(start, zone)} to {clock_text(end, zone)}{zone_name}"
    if span is Span.YEAR or _is_long(bar):
        last = day_of_epoch(bar.end_epoch, zone) - timedelta(days=1)
        return f"{day_text(bar.start_on)} to {day_text(last)}, {last.year}"
    return f"{bar.start_on:%a}, {day_text(bar.start_on)}"


def tick_label(bar: Bar, at: int, span: Span, zone: ZoneInfo) -> str:
    """Return the short words below a bar; empty where they would crowd."""
    if span.is_of_one_day:
        local = instant_of(bar.start_epoch).astimezone(zone)
        step = 6 if span is Span.DAY else 1
        is_shown = local.minute == 0 and local.hour % step == 0 and not local.fold
        return f"{local.hour % 12 or 12} {'AM' if local.hour < 12 else 'PM'}" if is_shown else ""
    if span is Span.YEAR or _is_long(bar):
        last = day_of_epoch(bar.end_epoch, zone) - timedelta(days=1)
        if bar.end_epoch - bar.start_epoch < SHORTEST_MONTH:
            return day_text(bar.start_on) if at % 4 == 0 else ""
        return f"{last:%b}"
    if span is Span.WEEK:
        return f"{bar.start_on:%a} {bar.start_on.day}"
    return day_text(bar.start_on) if at % 7 == 0 else ""


def bar_text(bar: Bar, span: Span, unit: QuantityUnit, *, in_money: bool) -> str:
    """Say how much a bar is; empty where nothing is known."""
    if in_money:
        return _cost_text(bar)
    if bar.quantity is None:
        return ""
    said = part_text(bar.quantity, span, unit)
    return f"{said}, {sent_text(bar.received, unit)}" if bar.received else said


def _cost_text(bar: Bar) -> str:
    if bar.cost is None:
        return ""
    said = money_text(bar.cost.use_cents + bar.cost.fixed_cents)
    if not bar.cost.fixed_cents:
        return said
    return (
        f"{said}, {money_text(bar.cost.fixed_cents)} of it fixed" if bar.cost.use_cents else f"{said}, all of it fixed"
    )


def part_text(quantity: int, span: Span, unit: QuantityUnit) -> str:
    """Write the quantity of a bar; the small ones of a day need more digits than a total."""
    shown = quantity / PER_SHOWN_UNIT[unit]
    return (
        f"{shown:.2f} {SHOWN_UNITS[unit]}" if span.is_of_one_day and abs(shown) < 10 else quantity_text(quantity, unit)
    )


def quality_note(bar: Bar, span: Span, *, in_money: bool) -> str:
    """Say in a few words how a bar is known."""
    if bar.is_outside:
        return "Before this account"
    notes = []
    if bar.quantity is None:
        notes.append("Missing" if bar.missing_seconds else "Not yet read")
    else:
        notes.extend(_notes_of_reads(bar))
    if in_money and span is Span.YEAR and not bar.cost:
        notes.append("not billed yet")
    return ", ".join(notes)


def _notes_of_reads(bar: Bar) -> list[str]:
    notes = []
    if bar.missing_seconds:
        notes.append(f"{hours_text(bar.missing_seconds)} missing")
    if bar.estimated_quantity:
        notes.append("Estimated" if bar.estimated_quantity == bar.quantity else "Partly estimated")
    if bar.edited_seconds:
        notes.append("Corrected by us")
    if bar.zero_seconds:
        notes.append(f"{hours_text(bar.zero_seconds)} measured as zero")
    notes = notes or ["Measured"]
    return [*notes, "so far"] if bar.is_running else notes


def axis_words(value: float, step: float, *, in_money: bool) -> str:
    """Write a value beside the upright axis, with as many digits as its neighbors."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    if in_money:
        return f"{sign}${size:,.2f}" if step < 1 else f"{sign}${size:,.0f}"
    digits = 0 if step >= 1 else len(f"{step:.10f}".rstrip("0").split(".")[1])
    return f"{sign}{size:,.{digits}f}"


def _is_long(bar: Bar) -> bool:
    """Tell whether a bar holds more than a day."""
    return bar.end_epoch - bar.start_epoch > LONGEST_DAY


def _is_repeated(instant: datetime, zone: ZoneInfo) -> bool:
    local = instant.astimezone(zone)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
