"""Read a rate schedule from TOML and refuse one that could not price every hour of every year in exactly one way."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date

from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.domain.rates.rules.fields import Fields, RefusedSchedule
from smarthub_dash.domain.rates.rules.schedule import (
    Adjustment,
    ChargeKind,
    DayType,
    DemandCharge,
    EnergyPrice,
    FixedCharge,
    NetMetering,
    Per,
    RateSchedule,
    Season,
    Tax,
    Window,
    energy_prices,
)

FIXED_KINDS = frozenset({ChargeKind.SERVICE, ChargeKind.PLAN, ChargeKind.EQUIPMENT, ChargeKind.RIDER})
HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")


def parse_schedule(body: str, *, file_name: str) -> RateSchedule:
    """
    Return the schedule that a file describes.

    :raises RefusedSchedule: if the file has a mistake; the message names file, key and reason
    """
    try:
        table = tomllib.loads(body)
    except tomllib.TOMLDecodeError as mistake:
        raise RefusedSchedule(f"{file_name}: is not TOML: {mistake}") from None
    fields = Fields(table, file_name=file_name)
    seasons = _seasons(fields)
    valid_from = fields.day("valid_from")
    schedule = RateSchedule(
        code=fields.text("code", at_most=32),
        title=fields.text("title"),
        provider=fields.choice("provider", Provider),
        kind=fields.choice("kind", ServiceKind),
        valid_from=valid_from,
        valid_to=_valid_to(fields, valid_from),
        is_illustrative=fields.flag("illustrative", default=False),
        note=fields.text("note", default="", at_most=400),
        fixed=tuple(_fixed(one) for one in fields.tables("fixed")),
        energy=tuple(_energy(one) for one in fields.tables("energy")),
        adjustment=_adjustment(fields.table("adjustment")),
        demand=_demand(fields.table("demand")),
        net_metering=_net_metering(fields.table("net_metering")),
        taxes=tuple(_tax(one) for one in fields.tables("tax")),
        seasons=seasons,
        windows=tuple(window for one in fields.tables("window") for window in _windows(one)),
    )
    fields.close()
    _refuse_gaps(schedule, fields)
    return schedule


def _valid_to(fields: Fields, valid_from: date) -> date | None:
    if not fields.has("valid_to"):
        return None
    valid_to = fields.day("valid_to")
    if valid_to <= valid_from:
        raise fields.refusal("valid_to", "must be after valid_from")
    return valid_to


def _seasons(fields: Fields) -> tuple[Season, ...]:
    table = fields.table("seasons")
    if table is None:
        return ()
    seasons = [_season(table, name) for name in table.names()]
    if len(seasons) < 2 or len({(season.month, season.day) for season in seasons}) < len(seasons):
        raise fields.refusal("seasons", "must name two seasons or more that begin on different days")
    return tuple(sorted(seasons, key=lambda season: (season.month, season.day)))


def _season(table: Fields, name: str) -> Season:
    match = MONTH_DAY.fullmatch(table.text(name))
    try:
        if match is None:
            raise ValueError
        first = date(2023, int(match[1]), int(match[2]))  # no leap year: a season that began on Feb 29 would skip years
    except ValueError:
        raise table.refusal(name, 'must be the month and day of its beginning, such as "06-01"') from None
    return Season(name, first.month, first.day)


def _fixed(fields: Fields) -> FixedCharge:
    kind = fields.choice("kind", ChargeKind, default="service")
    if kind not in FIXED_KINDS:
        raise fields.refusal("kind", f"must be one of {', '.join(sorted(FIXED_KINDS))}")
    charge = FixedCharge(
        kind=kind,
        label=fields.text("label"),
        # A discount is a rider below zero.
        price=fields.number("price", allows_negative=kind is ChargeKind.RIDER),
        per=fields.choice("per", Per),
        explanation=fields.text("explanation", default="", at_most=240),
    )
    fields.close()
    return charge


def _energy(fields: Fields) -> EnergyPrice:
    price = EnergyPrice(
        label=fields.text("label"),
        price=fields.number("price"),
        season=fields.text("season") if fields.has("season") else None,
        window=fields.text("window") if fields.has("window") else None,
        up_to_kwh=fields.whole("up_to_kwh") if fields.has("up_to_kwh") else None,
        explanation=fields.text("explanation", default="", at_most=240),
    )
    fields.close()
    return price


def _adjustment(fields: Fields | None) -> Adjustment | None:
    if fields is None:
        return None
    adjustment = Adjustment(
        label=fields.text("label"),
        price=fields.number("price", allows_negative=True),
        explanation=fields.text("explanation", default="", at_most=240),
    )
    fields.close()
    return adjustment


def _demand(fields: Fields | None) -> DemandCharge | None:
    if fields is None:
        return None
    demand = DemandCharge(
        label=fields.text("label"),
        price=fields.number("price"),
        interval_minutes=fields.whole("interval_minutes", least=5, most=60),
        minimum_kw=fields.number("minimum_kw", default="0"),
        explanation=fields.text("explanation", default="", at_most=240),
    )
    if 60 % demand.interval_minutes:
        raise fields.refusal("interval_minutes", "must divide an hour")
    fields.close()
    return demand


def _net_metering(fields: Fields | None) -> NetMetering | None:
    if fields is None:
        return None
    metering = NetMetering(
        label=fields.text("label"),
        avoided_cost=fields.number("avoided_cost"),
        explanation=fields.text("explanation", default="", at_most=240),
    )
    fields.close()
    return metering


def _tax(fields: Fields) -> Tax:
    label, percent = fields.text("label"), fields.number("percent")
    kinds = {str(kind): kind for kind in ChargeKind if kind is not ChargeKind.TAX}
    names = fields.texts("on") if fields.has("on") else list(kinds)
    for name in names:
        if name not in kinds:
            raise fields.refusal("on", f"{name!r} is none of {', '.join(kinds)}")
    explanation = fields.text("explanation", default="", at_most=240)
    fields.close()
    return Tax(label, percent, frozenset(kinds[name] for name in names), explanation)


def _windows(fields: Fields) -> Sequence[Window]:
    name = fields.text("name")
    days = fields.choice("days", DayType, default="every-day")
    season = fields.text("season") if fields.has("season") else None
    skips_holidays = fields.flag("skips_holidays", default=False)
    windows = []
    for hours in fields.texts("hours"):
        match = HOURS.fullmatch(hours)
        if match is None or not int(match[1]) < int(match[2]) <= 24:
            raise fields.refusal("hours", f'{hours!r} must be local hours within a day, such as "14-20"')
        windows.append(Window(name, int(match[1]), int(match[2]), days, season, skips_holidays))
    fields.close()
    return windows


def _refuse_gaps(schedule: RateSchedule, fields: Fields) -> None:
    if not schedule.energy and not schedule.fixed:
        raise fields.refusal("fixed", "is missing: the schedule has no price at all")
    if not schedule.energy and (schedule.windows or schedule.demand or schedule.adjustment or schedule.net_metering):
        raise fields.refusal("energy", "is missing")
    seasons = {season.name for season in schedule.seasons}
    windows = {window.name for window in schedule.windows}
    _refuse_unknown_names(schedule, fields, seasons, windows)
    if schedule.energy:
        for season in sorted(seasons) or [None]:
            for window in [None, *sorted(windows)]:
                _refuse_gaps_in(schedule, fields, season, window)


def _refuse_unknown_names(schedule: RateSchedule, fields: Fields, seasons: set[str], windows: set[str]) -> None:
    for number, price in enumerate(schedule.energy, start=1):
        if price.season is not None and price.season not in seasons:
            raise fields.refusal(f"energy {number}.season", f"{price.season!r} is none of [seasons]")
        if price.window is not None and price.window not in windows:
            raise fields.refusal(f"energy {number}.window", f"{price.window!r} is the name of no [[window]]")
    for window in schedule.windows:
        if window.season is not None and window.season not in seasons:
            raise fields.refusal("window.season", f"{window.season!r} is none of [seasons]")


def _refuse_gaps_in(schedule: RateSchedule, fields: Fields, season: str | None, window: str | None) -> None:
    tiers = energy_prices(schedule, season=season, window=window)
    place = f"in season {season or 'any'}, window {window or 'all other hours'}"
    ends = [tier.up_to_kwh for tier in tiers]
    if not ends or ends[-1] is not None:
        raise fields.refusal("energy", f"has no price {place} beyond {ends[-1] if ends else 0} kWh")
    bounded = [end for end in ends if end is not None]
    if len(bounded) < len(ends) - 1 or len(set(bounded)) < len(bounded):
        raise fields.refusal("energy", f"has two prices for the same kWh {place}")
