"""Read a rate schedule from TOML."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.domain.rates.rules import reading_terms as terms
from smarthub_dash.domain.rates.rules.fields import Fields, RefusedSchedule
from smarthub_dash.domain.rates.rules.gaps import refuse_gaps
from smarthub_dash.domain.rates.rules.holidays import PLAIN_HOLIDAYS
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.domain.rates.rules.terms import Rider, RoundUp, Season

MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
Term = TypeVar("Term")


def parse_schedule(body: str, *, file_name: str) -> RateSchedule:
    """
    Return the schedule that a file describes.

    :raises RefusedSchedule: if the file has a mistake; the message names file, key and reason
    """
    fields = _fields(body, file_name)
    valid_from = fields.day("valid_from")
    riders, round_up = _riders(fields)
    schedule = RateSchedule(
        code=fields.text("code", at_most=32),
        title=fields.text("title"),
        provider=fields.choice("provider", Provider),
        kind=fields.choice("kind", ServiceKind),
        valid_from=valid_from,
        valid_to=_valid_to(fields, valid_from),
        is_illustrative=fields.flag("illustrative", default=False),
        note=fields.text("note", default="", at_most=400),
        fixed=_each(fields, "fixed", terms.read_fixed),
        riders=riders,
        round_up=round_up,
        energy=_each(fields, "energy", terms.read_energy),
        adjustment=_one(fields, "adjustment", terms.read_adjustment),
        demand=_each(fields, "demand", terms.read_demand),
        minimum=_one(fields, "minimum", terms.read_minimum),
        discounts=_each(fields, "discount", terms.read_discount),
        net_metering=_one(fields, "net_metering", terms.read_net_metering),
        taxes=_each(fields, "tax", terms.read_tax),
        late_charge=_one(fields, "late_charge", terms.read_late_charge),
        seasons=_seasons(fields),
        windows=tuple(window for several in _each(fields, "window", terms.read_windows) for window in several),
        holidays=_one(fields, "holidays", terms.read_holidays) or PLAIN_HOLIDAYS,
    )
    fields.close()
    refuse_gaps(schedule, fields)
    return schedule


def _fields(body: str, file_name: str) -> Fields:
    try:
        return Fields(tomllib.loads(body), file_name=file_name)
    except tomllib.TOMLDecodeError as mistake:
        raise RefusedSchedule(f"{file_name}: is not TOML: {mistake}") from None


def _each(fields: Fields, key: str, read: Callable[[Fields], Term]) -> tuple[Term, ...]:
    return tuple(read(one) for one in fields.tables(key))


def _one(fields: Fields, key: str, read: Callable[[Fields], Term]) -> Term | None:
    table = fields.table(key)
    return None if table is None else read(table)


def _valid_to(fields: Fields, valid_from: date) -> date | None:
    if not fields.has("valid_to"):
        return None
    valid_to = fields.day("valid_to")
    if valid_to <= valid_from:
        raise fields.refusal("valid_to", "must be after valid_from")
    return valid_to


def _riders(fields: Fields) -> tuple[tuple[Rider, ...], RoundUp | None]:
    read = _each(fields, "rider", terms.read_rider)
    round_ups = [one for one in read if isinstance(one, RoundUp)]
    if len(round_ups) > 1:
        raise fields.refusal("rider", "has two riders that round up")
    return tuple(one for one in read if isinstance(one, Rider)), round_ups[0] if round_ups else None


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
