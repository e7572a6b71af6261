"""The words of amounts, dates and quantities: values in, what a member reads out."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.rules import AccountStanding
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period

PROVIDER_NAMES = {
    Provider.CEC: "Callaway Electric",
    Provider.CALLABYTE: "Callabyte",
}
PER_SHOWN_UNIT = {QuantityUnit.WH: 1_000, QuantityUnit.MB: 1_000}
SHOWN_UNITS = {QuantityUnit.WH: "kWh", QuantityUnit.MB: "GB"}


def day_text(day: date) -> str:
    """Write a day without its year: "Nov 29"."""
    return f"{day:%b} {day.day}"


def full_day_text(day: date) -> str:
    """Write a day with its year: "November 29, 2026"."""
    return f"{day:%B} {day.day}, {day.year}"


def dated_text(day: date) -> str:
    """Write a day with its year where there is little room: "Nov 29, 2026"."""
    return f"{day_text(day)}, {day.year}"


def period_text(period: Period) -> str:
    """Write the days of a period, the last one included: "Nov 14 to Dec 13, 2026"."""
    first, last = period.start_on, period.last_on
    year = f", {first.year}" if first.year != last.year else ""
    return f"{day_text(first)}{year} to {dated_text(last)}"


def clock_text(instant: datetime, zone: ZoneInfo) -> str:
    """Write the time of day as the utility's clock shows it: "6:05 PM"."""
    local = instant.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def moment_text(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant for a letter: "Tuesday, November 17, 9:30 AM"."""
    local = instant.astimezone(zone)
    return f"{local:%A}, {local:%B} {local.day}, {clock_text(instant, zone)}"


@lru_cache(maxsize=256)
def stamp_text(instant: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Write an instant as near as it needs to be: the time today, else the day too."""
    # Reads of a thousand meters arrive with the same stamp.
    local_day, today = instant.astimezone(zone).date(), now.astimezone(zone).date()
    time = clock_text(instant, zone)
    if local_day == today:
        return time
    year = f", {local_day.year}" if local_day.year != today.year else ""
    return f"{day_text(local_day)}{year}, {time}"


def quantity_text(quantity: int, unit: QuantityUnit) -> str:
    """
    Write a quantity as a member reads it: "412 kWh", "8.4 kWh", "1,204 GB".

    Units: Wh or MB in.
    """
    shown = quantity / PER_SHOWN_UNIT[unit]
    digits = 0 if abs(shown) >= 100 else 1
    return f"{shown:,.{digits}f} {SHOWN_UNITS[unit]}"


def sent_text(quantity: int, unit: QuantityUnit) -> str:
    """Write what went the other way: energy back to the grid, data up the line."""
    return f"{quantity_text(quantity, unit)} {'sent up' if unit is QuantityUnit.MB else 'sent back'}"


def hours_text(seconds: int) -> str:
    """Write a length of time: "1 hour", "8 hours", "3 days"."""
    if seconds >= 86_400 and seconds % 86_400 == 0:
        return days_text(seconds // 86_400)
    hours = seconds / 3600
    return "1 hour" if hours == 1 else f"{hours:g} hours"


def days_text(count: int) -> str:
    """Write a number of days: "1 day", "6 days"."""
    return "1 day" if count == 1 else f"{count} days"


def extended_words(day: date) -> str:
    """Say until when what was given more days is to be paid: "Extended to Dec 5"."""
    return f"Extended to {day_text(day)}"


def due_words(standing: AccountStanding, *, today: date) -> str:
    """Say in words when the amount due is due; in a payment plan, what of it is next."""
    if standing.has_plan and standing.due_on is not None:
        return f"Payment plan: {money_text(standing.next_cents)} {_by(standing.due_on, today)}"
    if standing.is_extended and standing.due_on is not None:
        return extended_words(standing.due_on)
    if standing.amount_due_cents <= 0 or standing.due_on is None:
        return f"Credit of {money_text(-standing.balance_cents)}" if standing.balance_cents < 0 else "Nothing due"
    ahead = (standing.due_on - today).days
    if ahead == 0:
        return "Due today"
    if ahead == 1:
        return f"Due tomorrow, {day_text(standing.due_on)}"
    if ahead > 1:
        return f"Due in {days_text(ahead)}, {day_text(standing.due_on)}"
    was_due = _was_due(standing.due_on, -ahead)
    return f"{was_due[0].upper()}{was_due[1:]}"


def _by(day: date, today: date) -> str:
    ahead = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(ahead, f"by {day_text(day)}") if ahead >= 0 else _was_due(day, -ahead)


def _was_due(day: date, ago: int) -> str:
    return f"was due {days_text(ago)} ago, {day_text(day)}"


def so_far_sentence(*, quantity: int, sent_back: int, unit: QuantityUnit, outlook: str) -> str:
    """Say in one sentence what was used since the last reading, and how the bill goes."""
    sentence = f"{quantity_text(quantity, unit)} so far"
    if sent_back:
        sentence += f", {sent_text(sent_back, unit)}"
    return f"{sentence}, {outlook}."


def day_of_period(period: Period, *, today: date) -> str:
    """Say how far a period is: "day 8 of 30"."""
    return f"day {(today - period.start_on).days + 1} of {period.day_count}"


def on_track_text(likely_cents: Cents, *, low_cents: Cents | None, high_cents: Cents | None) -> str:
    """Say what a bill should come to, in whole dollars: "on track for $142, between $118 and $165"."""
    likely = f"on track for {whole_dollars(likely_cents)}"
    if low_cents is None or high_cents is None:
        return likely
    return f"{likely}, between {whole_dollars(low_cents)} and {whole_dollars(high_cents)}"


def whole_dollars(cents: Cents) -> str:
    """Write a sum that nobody knows to the cent: "$142"."""
    whole = round(cents / 100)
    return f"−${-whole:,}" if whole < 0 else f"${whole:,}"
