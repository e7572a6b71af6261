"""Read the terms of a schedule's file, one table each."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from smarthub_dash.domain.rates.rules.fields import Fields
from smarthub_dash.domain.rates.rules.holidays import Holiday, HolidayRule, HolidayShift
from smarthub_dash.domain.rates.rules.terms import (
    TAXABLE,
    Adjustment,
    ChargeKind,
    Condition,
    DayType,
    DemandCharge,
    Discount,
    EnergyPrice,
    FixedCharge,
    LateCharge,
    LineSpeed,
    Minimum,
    NetMetering,
    Per,
    Rider,
    RoundUp,
    Tax,
    Window,
)

FIXED_KINDS = (ChargeKind.SERVICE, ChargeKind.PLAN, ChargeKind.EQUIPMENT, ChargeKind.RIDER)
RIDER_KINDS = (ChargeKind.RIDER, ChargeKind.EQUIPMENT)
COUNTED = (ChargeKind.SERVICE, ChargeKind.ENERGY, ChargeKind.ADJUSTMENT, ChargeKind.DEMAND)
"""What counts toward a minimum bill unless its table says otherwise."""
REDUCED = tuple(kind for kind in TAXABLE if kind is not ChargeKind.DISCOUNT)
HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")


def read_fixed(fields: Fields) -> FixedCharge:
    kind = _kind(fields, among=FIXED_KINDS, default=ChargeKind.SERVICE)
    charge = FixedCharge(
        kind=kind,
        label=fields.text("label"),
        # A rider below zero is taken off.
        price=fields.number("price", allows_negative=kind is ChargeKind.RIDER),
        per=fields.choice("per", Per),
        explanation=_explanation(fields),
    )
    fields.close()
    return charge


def read_rider(fields: Fields) -> Rider | RoundUp:
    """Return a rider: one that is charged by number, or the one that rounds up."""
    code, label = fields.text("code", at_most=32), fields.text("label")
    rider: Rider | RoundUp
    if fields.has("rounds_up_to"):
        rider = RoundUp(code, label, _whole_cents(fields, "rounds_up_to"), _explanation(fields))
    else:
        kind = _kind(fields, among=RIDER_KINDS, default=ChargeKind.RIDER)
        price = fields.number("price", allows_negative=True)
        rider = Rider(code, kind, label, price, fields.choice("per", Per), _explanation(fields))
    fields.close()
    return rider


def read_energy(fields: Fields) -> EnergyPrice:
    price = EnergyPrice(
        label=fields.text("label"),
        price=fields.number("price"),
        season=_name(fields, "season"),
        window=_name(fields, "window"),
        up_to_kwh=fields.whole("up_to_kwh") if fields.has("up_to_kwh") else None,
        explanation=_explanation(fields),
    )
    fields.close()
    return price


def read_adjustment(fields: Fields) -> Adjustment:
    label, price = fields.text("label"), fields.number("price", allows_negative=True)
    adjustment = Adjustment(label, price, _explanation(fields))
    fields.close()
    return adjustment


def read_demand(fields: Fields) -> DemandCharge:
    demand = DemandCharge(
        label=fields.text("label"),
        price=fields.number("price"),
        season=_name(fields, "season"),
        window=_name(fields, "window"),
        interval_minutes=fields.whole("interval_minutes", least=5, most=60),
        minimum_kw=fields.number("minimum_kw", default="0"),
        explanation=_explanation(fields),
    )
    if 60 % demand.interval_minutes:
        raise fields.refusal("interval_minutes", "must divide an hour")
    fields.close()
    return demand


def read_minimum(fields: Fields) -> Minimum:
    minimum = Minimum(
        label=fields.text("label"),
        price=fields.number("price"),
        per=fields.choice("per", Per),
        counts=_kinds(fields, "counts", among=REDUCED, default=COUNTED),
        explanation=_explanation(fields),
    )
    fields.close()
    return minimum


def read_discount(fields: Fields) -> Discount:
    """Return a discount of dollars or of percent; it is written above zero and taken off."""
    label, when = fields.text("label"), fields.choice("when", Condition, default="always")
    if fields.has("percent"):
        percent, on = _percent(fields), _kinds(fields, "on", among=REDUCED, default=REDUCED)
        discount = Discount(label, when, Decimal(0), Per.MONTH, percent, on, _explanation(fields))
    else:
        price, per = fields.number("price"), fields.choice("per", Per)
        discount = Discount(label, when, price, per, Decimal(0), frozenset(), _explanation(fields))
    fields.close()
    return discount


def read_net_metering(fields: Fields) -> NetMetering:
    metering = NetMetering(fields.text("label"), fields.number("avoided_cost"), _explanation(fields))
    fields.close()
    return metering


def read_tax(fields: Fields) -> Tax:
    tax = Tax(
        label=fields.text("label"),
        percent=_percent(fields),
        on=_kinds(fields, "on", among=TAXABLE, default=TAXABLE),
        jurisdiction=fields.text("jurisdiction", at_most=32) if fields.has("jurisdiction") else "",
        explanation=_explanation(fields),
    )
    fields.close()
    return tax


def read_speed(fields: Fields) -> LineSpeed:
    speed = LineSpeed(fields.whole("down_mbps"), fields.whole("up_mbps"))
    fields.close()
    return speed


def read_late_charge(fields: Fields) -> LateCharge:
    late = LateCharge(
        label=fields.text("label", default="Late charge"),
        percent=_percent(fields),
        least=fields.number("least", default="0"),
        above=fields.number("above", default="0"),
        grace_days=fields.whole("grace_days", default=0, least=0, most=365),
        explanation=_explanation(fields),
    )
    fields.close()
    return late


def read_windows(fields: Fields) -> Sequence[Window]:
    name = fields.text("name")
    days = fields.choice("days", DayType, default="every-day")
    season = _name(fields, "season")
    skips_holidays = fields.flag("skips_holidays", default=False)
    if skips_holidays and days is DayType.WEEKENDS_AND_HOLIDAYS:
        raise fields.refusal("skips_holidays", "contradicts days")
    windows = []
    for hours in fields.texts("hours"):
        match = HOURS.fullmatch(hours)
        if match is None or not int(match[1]) < int(match[2]) <= 24:
            raise fields.refusal("hours", f'{hours!r} must be local hours within a day, such as "14-20"')
        windows.append(Window(name, int(match[1]), int(match[2]), days, season, skips_holidays))
    fields.close()
    return windows


def read_holidays(fields: Fields) -> HolidayRule:
    known = {str(one): one for one in Holiday}
    names = fields.texts("names") if fields.has("names") else [str(one) for one in HolidayRule().names]
    for name in names:
        if name not in known:
            raise fields.refusal("names", f"{name!r} is none of {', '.join(known)}")
    shift = fields.choice("shift", HolidayShift, default="never")
    fields.close()
    return HolidayRule(tuple(known[name] for name in dict.fromkeys(names)), shift)


def _explanation(fields: Fields) -> str:
    return fields.text("explanation", default="", at_most=240)


def _name(fields: Fields, key: str) -> str | None:
    return fields.text(key) if fields.has(key) else None


def _percent(fields: Fields) -> Decimal:
    percent = fields.number("percent")
    if percent > 100:
        raise fields.refusal("percent", "must not be above 100")
    return percent


def _whole_cents(fields: Fields, key: str) -> Decimal:
    dollars = fields.number(key)
    if dollars <= 0 or dollars * 100 % 1:
        raise fields.refusal(key, 'must be dollars and whole cents above zero, such as "1.00"')
    return dollars


def _kind(fields: Fields, *, among: Collection[ChargeKind], default: ChargeKind) -> ChargeKind:
    kind = fields.choice("kind", ChargeKind, default=default)
    if kind not in among:
        raise fields.refusal("kind", f"must be one of {', '.join(among)}")
    return kind


def _kinds(
    fields: Fields, key: str, *, among: Collection[ChargeKind], default: Collection[ChargeKind]
) -> frozenset[ChargeKind]:
    names = fields.texts(key) if fields.has(key) else list(default)
    for name in names:
        if name not in set(among):
            raise fields.refusal(key, f"{name!r} is none of {', '.join(among)}")
    return frozenset(ChargeKind(name) for name in names)
