"""Put a closer look at usage into words: one sentence first, then what is drawn or listed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.line_record import LineUptime, SpeedTests
from smarthub_dash.journeys.look_closer import AverageDay, LookView, Peaks
from smarthub_dash.journeys.usage_hours import HourGrid
from smarthub_dash.journeys.use_by_price import DemandPeak, PricedHours, UseByPrice
from smarthub_dash.journeys.words import (
    PER_SHOWN_UNIT,
    SHOWN_UNITS,
    clock_text,
    dated_text,
    day_text,
    days_text,
    period_text,
    quantity_text,
)
from smarthub_dash.kit.periods import Period, day_of_epoch, instant_of
from state.usage_line_view import speed_page, uptime_page
from state.usage_look_chart import Bars, bars_chart
from state.usage_look_hours import NAMES, hour_name, hours_page
from state.usage_look_values import LookPage, LookRow


def look_page(view: LookView, *, zone: ZoneInfo) -> LookPage:
    """Put what was looked at into words and values."""
    match view.seen:
        case HourGrid():
            return hours_page(view, view.seen)
        case AverageDay():
            return _average_page(view, view.seen)
        case Peaks():
            return _peaks_page(view, view.seen, zone)
        case UseByPrice():
            return _price_page(view, view.seen)
        case SpeedTests():
            return speed_page(view, view.seen, zone)
        case LineUptime():
            return uptime_page(view, view.seen, zone)


def _average_page(view: LookView, seen: AverageDay) -> LookPage:
    unit, per = view.point.unit, PER_SHOWN_UNIT[view.point.unit]
    weekdays, weekends = (
        [None if each is None else round(each / per, 3) for each in means] for means in (seen.weekdays, seen.weekends)
    )
    texts = [
        ", ".join([*_told("weekdays", day, unit), *_told("weekends", end, unit)])
        for day, end in zip(weekdays, weekends, strict=True)
    ]
    bars = Bars(
        labels=[hour_name(hour) for hour in range(24)],
        texts=texts,
        ticks=[NAMES[hour] if hour % 6 == 0 else "" for hour in range(24)],
        layers=[weekdays],
        marks=weekends,
    )
    key = f"average:{_key(view, seen.period)}"
    return LookPage(
        look=view.look.value,
        title="Average day",
        kind=view.account.kind.value,
        chart_heads=["When", "How much", ""],
        sentence=_average_sentence(seen, unit),
        about=f"{period_text(seen.period)}, of the hours that were read in full.",
        chart=bars_chart(bars, key=key, kind=view.account.kind.value),
        used_words="Monday to Friday",
        beside_words="Saturday and Sunday" if seen.weekend_count else "",
    )


def _told(name: str, figure: float | None, unit: QuantityUnit) -> list[str]:
    return [] if figure is None else [f"{name} {figure:.2f} {SHOWN_UNITS[unit]}"]


def _average_sentence(seen: AverageDay, unit: QuantityUnit) -> str:
    sums = [sum(each or 0 for each in means) for means in (seen.weekdays, seen.weekends)]
    if not seen.weekday_count and not seen.weekend_count:
        return "No hour of these days was read in full."
    if not seen.weekday_count or not seen.weekend_count:
        return f"An average day is {quantity_text(round(sum(sums)), unit)}."
    weekday, weekend = (quantity_text(round(each), unit) for each in sums)
    ahead = f"{weekday} on an average weekday, {weekend} on a day of the weekend"
    weekdays = "1 weekday" if seen.weekday_count == 1 else f"{seen.weekday_count} weekdays"
    counted = f"{weekdays} and {days_text(seen.weekend_count)} of weekends"
    difference = round(100 * (sums[1] - sums[0]) / sums[0]) if sums[0] else 0
    if abs(difference) < 3:
        return f"{ahead}: about the same ({counted})."
    return f"{ahead}: weekends take {abs(difference)}% {'more' if difference > 0 else 'less'} ({counted})."


def _peaks_page(view: LookView, seen: Peaks, zone: ZoneInfo) -> LookPage:
    unit = view.point.unit
    rows = [
        LookRow(
            name=f"{peak.day:%a}, {dated_text(peak.day)}, {hour_name(peak.hour)}",
            figure=f"{peak.quantity / PER_SHOWN_UNIT[unit]:.2f} {SHOWN_UNITS[unit]}",
            about="Estimated in part" if peak.is_estimated else "Measured",
            href=_day(view, peak.day),
        )
        for peak in seen.hours
    ]
    if not rows:
        return LookPage(view.look.value, "Peaks", "Nothing was used in these days.", "")
    times = f", {seen.hours[0].quantity / seen.mean:.1f} times the average hour" if seen.mean else ""
    sentence = f"The highest hour was {rows[0].name}: {rows[0].figure}{times}."
    demands = [_demand(each, zone) for each in seen.demands]
    no_demand = "Your rate does not charge for the highest demand."
    return LookPage(
        look=view.look.value,
        title="Peaks",
        sentence=" ".join([sentence, *demands]) if demands else f"{sentence} {no_demand}",
        about=f"The highest hours of {period_text(seen.period)}.",
        rows=rows,
        heads=["When", "How much", "How it is known"],
        has_rows=True,
    )


def _demand(demand: DemandPeak, zone: ZoneInfo) -> str:
    start, end = instant_of(demand.start_epoch), instant_of(demand.start_epoch + demand.seconds)
    when = f"{clock_text(start, zone)} to {clock_text(end, zone)} on {day_text(day_of_epoch(demand.start_epoch, zone))}"
    length = "hour" if demand.seconds == 3_600 else f"{demand.seconds // 60} minutes"
    said = f"{demand.label} of this bill: {demand.kilowatts:.2f} kW, set by the highest clock {length}, {when}."
    if demand.kilowatts < demand.minimum_kw:
        return f"{said} Your rate counts at least {demand.minimum_kw} kW."
    return said


def _price_page(view: LookView, seen: UseByPrice) -> LookPage:
    total = sum(part.delivered_wh for part in seen.parts)
    if not seen.parts:
        sentence = "Your rate asks the same price at every hour of the day."
        return LookPage(view.look.value, "By price", sentence, "")
    dearest = seen.parts[0]
    share = round(100 * dearest.delivered_wh / total) if total else 0
    names = [part.label for part in seen.parts]
    return LookPage(
        look=view.look.value,
        title="By price",
        sentence=f"{share}% of what was used in this bill, {quantity_text(dearest.delivered_wh, QuantityUnit.WH)}, was "
        f"at the highest price: {dearest.label.lower()}.",
        about=f"{seen.title}, {period_text(seen.bill)}.",
        chart=bars_chart(_price_bars(view, seen), key=f"price:{_key(view, seen.bill)}", kind="electric"),
        chart_heads=["When", "How much", ""],
        used_words=names[0],
        fixed_words=names[1] if len(names) > 1 else "",
        other_words=names[2] if len(names) > 2 else "",
        rows=[_price_row(part) for part in seen.parts],
        heads=["Hours and price", "How much", "When"],
        has_rows=True,
    )


def _price_bars(view: LookView, seen: UseByPrice) -> Bars:
    days = list(seen.bill.days())
    layers = [[round(wh / 1_000, 3) for wh in part.by_day] for part in seen.parts]
    texts = [
        ", ".join(f"{part.label} {layer[at]:.1f} kWh" for part, layer in zip(seen.parts, layers, strict=True))
        for at in range(len(days))
    ]
    return Bars(
        labels=[f"{day:%a}, {day_text(day)}" for day in days],
        texts=texts,
        ticks=[day_text(day) if at % 7 == 0 else "" for at, day in enumerate(days)],
        layers=layers[:3],
        links=[_day(view, day) for day in days],
    )


def _price_row(part: PricedHours) -> LookRow:
    name, figure = f"{part.label}, {_prices(part.prices)}", _both(part.delivered_wh, part.received_wh)
    return LookRow(name, figure, part.explanation, "")


def _both(delivered: int, received: int) -> str:
    said = quantity_text(delivered, QuantityUnit.WH)
    return f"{said} used, {quantity_text(received, QuantityUnit.WH)} sent back" if received else said


def _prices(prices: Sequence[Decimal]) -> str:
    return " or ".join(f"${price.normalize():f} per kWh" for price in prices)


def _key(view: LookView, period: Period) -> str:
    return f"{view.account.account_number}:{period.start_on}:{period.end_on}"


def _day(view: LookView, day: date) -> str:
    return f"/usage?account={view.account.account_number}&range=day&at={day}&unit=quantity"
