"""Refuse a schedule that could not price every hour of every year in exactly one way."""

from collections import Counter
from collections.abc import Sequence

from smarthub_dash.domain.rates.rules.fields import Fields
from smarthub_dash.domain.rates.rules.schedule import RateSchedule, energy_prices
from smarthub_dash.domain.rates.rules.terms import DemandCharge, EnergyPrice


def refuse_gaps(schedule: RateSchedule, fields: Fields) -> None:
    """
    Look at a schedule as a whole.

    :raises RefusedSchedule: if a price is missing, doubled, or of a season or window that there is not
    """
    if not schedule.energy and not schedule.fixed:
        raise fields.refusal("fixed", "is missing: the schedule has no price at all")
    follows_use = (schedule.windows, schedule.demand, schedule.adjustment, schedule.net_metering)
    if not schedule.energy and any(follows_use):
        raise fields.refusal("energy", "is missing")
    _refuse_twins(schedule, fields)
    _refuse_unknown_names(schedule, fields)
    if schedule.energy:
        for season in sorted(season.name for season in schedule.seasons) or [None]:
            for window in [None, *sorted({window.name for window in schedule.windows})]:
                _refuse_gaps_in(schedule, fields, season, window)


def _refuse_twins(schedule: RateSchedule, fields: Fields) -> None:
    codes = [rider.code for rider in schedule.riders] + ([schedule.round_up.code] if schedule.round_up else [])
    # A tax is known by its label on bills that were sent.
    for key, names in (("rider.code", codes), ("tax.label", [tax.label for tax in schedule.taxes])):
        for name, count in Counter(names).items():
            if count > 1:
                raise fields.refusal(key, f"{name!r} is named twice")


def _refuse_unknown_names(schedule: RateSchedule, fields: Fields) -> None:
    seasons = {season.name for season in schedule.seasons}
    windows = {window.name for window in schedule.windows}
    for window in schedule.windows:
        if window.season is not None and window.season not in seasons:
            raise fields.refusal("window.season", f"{window.season!r} is none of [seasons]")
    prices: dict[str, Sequence[EnergyPrice | DemandCharge]] = {"energy": schedule.energy, "demand": schedule.demand}
    for key, several in prices.items():
        for number, price in enumerate(several, start=1):
            if price.season is not None and price.season not in seasons:
                raise fields.refusal(f"{key} {number}.season", f"{price.season!r} is none of [seasons]")
            if price.window is not None and price.window not in windows:
                raise fields.refusal(f"{key} {number}.window", f"{price.window!r} is the name of no [[window]]")


def _refuse_gaps_in(schedule: RateSchedule, fields: Fields, season: str | None, window: str | None) -> None:
    tiers = energy_prices(schedule, season=season, window=window)
    place = f"in season {season or 'any'}, window {window or 'all other hours'}"
    ends = [tier.up_to_kwh for tier in tiers]
    if not ends or ends[-1] is not None:
        raise fields.refusal("energy", f"has no price {place} beyond {ends[-1] if ends else 0} kWh")
    bounded = [end for end in ends if end is not None]
    if len(bounded) < len(ends) - 1 or len(set(bounded)) < len(bounded):
        raise fields.refusal("energy", f"has two prices for the same kWh {place}")
