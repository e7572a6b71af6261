"""Sum up a rate schedule in words, so that whoever wrote its file can read what was understood."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from smarthub_dash.domain.rates.rules.holidays import HolidayRule, HolidayShift
from smarthub_dash.domain.rates.rules.lines import kw_text, percent_text, price_text
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.rates.rules.terms import (
    ChargeKind,
    Condition,
    DayType,
    DemandCharge,
    Discount,
    EnergyPrice,
    LateCharge,
    Season,
    Tax,
    Window,
)

DAYS = {
    DayType.EVERY_DAY: "every day",
    DayType.WEEKDAYS: "Monday to Friday",
    DayType.WEEKENDS: "Saturday and Sunday",
    DayType.WEEKENDS_AND_HOLIDAYS: "Saturday, Sunday and holidays",
}
WHEN = {Condition.ALWAYS: "", Condition.BOTH_SERVICES: " for members with both services"}
SHIFTS = {
    HolidayShift.NEVER: "kept on the day itself",
    HolidayShift.SUNDAY_TO_MONDAY: "kept on Monday if it is a Sunday",
    HolidayShift.NEAREST_WEEKDAY: "kept on Friday or Monday if it is on a weekend",
}


def words_of(schedule: RateSchedule) -> Sequence[str]:
    """Return what a schedule says, a sentence for each of its terms."""
    return (_head(schedule), *_when(schedule), *_fixed(schedule), *_by_use(schedule), *_on_the_bill(schedule))


def _head(schedule: RateSchedule) -> str:
    until = f" until {schedule.valid_to}" if schedule.valid_to else ""
    label = ", illustrative" if schedule.is_illustrative else ""
    about = f"{schedule.kind} service of {schedule.provider}"
    return f"{schedule.code}, {schedule.title}: {about}, from {schedule.valid_from}{until}{label}"


def _when(schedule: RateSchedule) -> Iterable[str]:
    if schedule.seasons:
        yield f"Seasons: {', '.join(map(_season, schedule.seasons))}"
    for window in schedule.windows:
        yield _window(window)
    if any(one.skips_holidays or one.days is DayType.WEEKENDS_AND_HOLIDAYS for one in schedule.windows):
        yield _holidays(schedule.holidays)


def _fixed(schedule: RateSchedule) -> Iterable[str]:
    for charge in schedule.fixed:
        yield f"{charge.label}: {price_text(charge.price, charge.per)}"
    for rider in schedule.riders:
        yield f"Rider {rider.code}, {rider.label}: {price_text(rider.price, rider.per)} each"
    if schedule.round_up is not None:
        step = price_text(schedule.round_up.dollars, "").removesuffix(" per ")
        yield f"Rider {schedule.round_up.code}, {schedule.round_up.label}: rounds the bill up to the next {step}"


def _by_use(schedule: RateSchedule) -> Iterable[str]:
    for price in schedule.energy:
        yield _energy(price, has_windows=bool(schedule.windows))
    if schedule.adjustment is not None:
        yield f"{schedule.adjustment.label}: {price_text(schedule.adjustment.price, 'billed kWh')}"
    for demand in schedule.demand:
        yield _demand(demand)
    if schedule.net_metering is not None:
        worth = price_text(schedule.net_metering.avoided_cost, "kWh")
        yield f"{schedule.net_metering.label}: netted by the month; what is over is worth {worth} for 12 months"


def _on_the_bill(schedule: RateSchedule) -> Iterable[str]:
    if schedule.minimum is not None:
        least = price_text(schedule.minimum.price, schedule.minimum.per)
        yield f"{schedule.minimum.label}: {_kinds(schedule.minimum.counts)} come to at least {least}"
    for discount in schedule.discounts:
        yield _discount(discount)
    for tax in schedule.taxes:
        yield _tax(tax)
    if schedule.late_charge is not None:
        yield _late_charge(schedule.late_charge)


def _season(season: Season) -> str:
    return f"{season.name} from {date(2023, season.month, season.day):%B} {season.day}"


def _window(window: Window) -> str:
    days = DAYS[window.days] + (" except on holidays" if window.skips_holidays else "")
    return f"Window {window.name}: {window.from_hour}:00 to {window.to_hour}:00, {days}{_in(window.season)}"


def _holidays(rule: HolidayRule) -> str:
    return f"Holidays: {', '.join(rule.names)}; {SHIFTS[rule.shift]}"


def _energy(price: EnergyPrice, *, has_windows: bool) -> str:
    hours = f" in window {price.window}" if price.window else " in all other hours" if has_windows else ""
    tier = f", up to {price.up_to_kwh:,} kWh of a month" if price.up_to_kwh else ""
    return f"{price.label}: {price_text(price.price, 'kWh')}{hours}{_in(price.season)}{tier}"


def _demand(demand: DemandCharge) -> str:
    where = f" in window {demand.window}" if demand.window else ""
    least = f", at least {kw_text(demand.minimum_kw)}" if demand.minimum_kw else ""
    basis = f"the highest {demand.interval_minutes}-minute block of the clock{where}"
    return f"{demand.label}: {price_text(demand.price, 'kW')} of {basis}{_in(demand.season)}{least}"


def _discount(discount: Discount) -> str:
    if discount.percent:
        return f"{discount.label}: {percent_text(discount.percent)} off {_kinds(discount.on)}{WHEN[discount.when]}"
    return f"{discount.label}: {price_text(discount.price, discount.per)} off{WHEN[discount.when]}"


def _tax(tax: Tax) -> str:
    where = f", where the jurisdiction is {tax.jurisdiction}" if tax.jurisdiction else ""
    return f"{tax.label}: {percent_text(tax.percent)} of {_kinds(tax.on)}{where}"


def _late_charge(late: LateCharge) -> str:
    after = f"{late.grace_days} days after it was due" if late.grace_days else "once it was due"
    return (
        f"{late.label}: {percent_text(late.percent)} of what is still owed {after}, at least {_dollars(late.least)}, "
        f"if more than {_dollars(late.above)} is owed"
    )


def _dollars(dollars: Decimal) -> str:
    return price_text(dollars, "").removesuffix(" per ")


def _kinds(kinds: Iterable[ChargeKind]) -> str:
    named = [str(kind) for kind in ChargeKind if kind in set(kinds)]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _in(season: str | None) -> str:
    return f", in {season}" if season else ""
