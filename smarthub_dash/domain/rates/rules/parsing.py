"""Read a rate schedule from TOML."""

import re
import tomllib
from collections.abc import Callable, Sequence
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
Other = TypeVar("Other")


class _Reader:
    """Reads the tables of a file one by one, and goes on after a mistake: all of them are told at once."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.mistakes: list[str] = []

    def each(self, key: str, read: Callable[[Fields], Term]) -> tuple[Term, ...]:
        tables = self.tried(lambda: self._fields.tables(key), ())
        found = [self.tried(lambda one=one: read(one), None) for one in tables]
        return tuple(one for one in found if one is not None)

    def one(self, key: str, read: Callable[[Fields], Term]) -> Term | None:
        table = self.tried(lambda: self._fields.table(key), None)
        return None if table is None else self.tried(lambda: read(table), None)

    def tried(self, read: Callable[[], Term], otherwise: Other) -> Term | Other:
        try:
            return read()
        except RefusedSchedule as mistake:
            self.mistakes.append(str(mistake))
            return otherwise


def parse_schedule(body: str, *, file_name: str) -> RateSchedule:
    """
    Return the schedule that a file describes.

    :raises RefusedSchedule: if the file has mistakes; the message names file, key and reason, a line for each
    """
    reader = _Reader(fields := _fields(body, file_name))
    valid_from = fields.day("valid_from")
    riders = reader.each("rider", terms.read_rider)
    schedule = RateSchedule(
        code=fields.text("code", at_most=32),
        title=fields.text("title"),
        provider=fields.choice("provider", Provider),
        kind=fields.choice("kind", ServiceKind),
        valid_from=valid_from,
        valid_to=_valid_to(fields, valid_from),
        is_illustrative=fields.flag("illustrative", default=False),
        note=fields.text("note", default="", at_most=400),
        fixed=reader.each("fixed", terms.read_fixed),
        riders=tuple(one for one in riders if isinstance(one, Rider)),
        round_up=next((one for one in riders if isinstance(one, RoundUp)), None),
        energy=reader.each("energy", terms.read_energy),
        adjustment=reader.one("adjustment", terms.read_adjustment),
        demand=reader.each("demand", terms.read_demand),
        minimum=reader.one("minimum", terms.read_minimum),
        discounts=reader.each("discount", terms.read_discount),
        net_metering=reader.one("net_metering", terms.read_net_metering),
        taxes=reader.each("tax", terms.read_tax),
        late_charge=reader.one("late_charge", terms.read_late_charge),
        seasons=reader.tried(lambda: _seasons(fields), ()),
        windows=tuple(window for several in reader.each("window", terms.read_windows) for window in several),
        holidays=reader.one("holidays", terms.read_holidays) or PLAIN_HOLIDAYS,
        speed=reader.one("speed", terms.read_speed),
    )
    _refuse_mistakes(reader, schedule, riders, fields)
    return schedule


def _refuse_mistakes(
    reader: _Reader, schedule: RateSchedule, riders: Sequence[Rider | RoundUp], fields: Fields
) -> None:
    reader.tried(fields.close, None)
    if sum(isinstance(one, RoundUp) for one in riders) > 1:
        reader.mistakes.append(str(fields.refusal("rider", "has two riders that round up")))
    if not reader.mistakes:
        # Of terms that are not all known, gaps would be told that are none.
        refuse_gaps(schedule, fields)
    else:
        raise RefusedSchedule("\n".join(reader.mistakes))


def _fields(body: str, file_name: str) -> Fields:
    try:
        return Fields(tomllib.loads(body), file_name=file_name)
    except tomllib.TOMLDecodeError as mistake:
        raise RefusedSchedule(f"{file_name}: is not TOML: {mistake}") from None


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
