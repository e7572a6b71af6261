"""The words on a usage chart: what a bar is called, its tick, and what its quality is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.journeys.words import clock_text, day_text, hours_text
from smarthub_dash.kit.periods import day_of_epoch, instant_of


def bar_label(bar: Bar, span: Span, zone: ZoneInfo) -> str:
    """Name a bar in full: "6 PM to 7 PM", "Mon, Nov 16", "Oct 14 to Nov 13"."""
    if span is Span.DAY:
        start, end = instant_of(bar.start_epoch), instant_of(bar.end_epoch)
        # In autumn an hour comes twice: the zone's name tells them apart.
        zone_name = f" {start.astimezone(zone):%Z}" if _is_repeated(start, zone) else ""
        return f"{clock_text(start, zone)} to {clock_text(end, zone)}{zone_name}"
    if span is Span.YEAR:
        last = day_of_epoch(bar.end_epoch, zone) - timedelta(days=1)
        return f"{day_text(bar.start_on)} to {day_text(last)}, {last.year}"
    return f"{bar.start_on:%a}, {day_text(bar.start_on)}"


def tick_label(bar: Bar, at: int, span: Span, zone: ZoneInfo) -> str:
    """Return the short words below a bar; empty where they would crowd."""
    if span is Span.DAY:
        local = instant_of(bar.start_epoch).astimezone(zone)
        is_shown = local.minute == 0 and local.hour % 6 == 0 and not local.fold
        return f"{local.hour % 12 or 12} {'AM' if local.hour < 12 else 'PM'}" if is_shown else ""
    if span is Span.YEAR:
        last = day_of_epoch(bar.end_epoch, zone) - timedelta(days=1)
        return f"{last:%b}"
    if span is Span.WEEK:
        return f"{bar.start_on:%a} {bar.start_on.day}"
    return day_text(bar.start_on) if at % 7 == 0 else ""


def quality_note(bar: Bar) -> str:
    """Say in a few words how a bar is known."""
    if bar.quantity is None:
        if bar.is_ahead:
            return "Not yet read"
        return "Missing" if bar.missing_seconds else ""
    notes = []
    if bar.missing_seconds:
        notes.append(f"{hours_text(bar.missing_seconds)} missing")
    if bar.estimated_quantity:
        notes.append("Estimated" if bar.estimated_quantity == bar.quantity else "Partly estimated")
    if bar.zero_seconds:
        notes.append(f"{hours_text(bar.zero_seconds)} measured as zero")
    if bar.is_running:
        notes.append("so far")
    return ", ".join(notes) or "Measured"


def _is_repeated(instant: datetime, zone: ZoneInfo) -> bool:
    local = instant.astimezone(zone)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
