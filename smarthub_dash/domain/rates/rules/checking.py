"""Check the files of rate schedules: each by itself, and the versions of one schedule against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from smarthub_dash.domain.rates.rules.fields import RefusedSchedule
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.domain.rates.rules.schedule import RateSchedule


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and what it says."""

    file_name: str
    schedule: RateSchedule


@dataclass(frozen=True, slots=True)
class Checked:
    """
    The files that can be used, and a sentence for each mistake, naming file, key and reason.

    A warning is something to look at: it may be meant.
    """

    good: tuple[CheckedFile, ...]
    mistakes: tuple[str, ...]
    warnings: tuple[str, ...]


def check_schedules(bodies: Mapping[str, str]) -> Checked:
    """Return what is in files of TOML, given by name."""
    read, mistakes, warnings = [], [], []
    for file_name, body in bodies.items():
        try:
            read.append(CheckedFile(file_name, parse_schedule(body, file_name=file_name)))
        except RefusedSchedule as refused:
            mistakes += str(refused).splitlines()
    for older, newer in _followers(read):
        mistakes += _mistakes_between(older, newer)
        warnings += _warnings_between(older, newer)
    return Checked(tuple(read), tuple(mistakes), tuple(warnings))


def _followers(read: Iterable[CheckedFile]) -> Iterable[tuple[CheckedFile, CheckedFile]]:
    ordered = sorted(read, key=lambda one: (one.schedule.code, one.schedule.valid_from))
    return [(older, newer) for older, newer in pairwise(ordered) if older.schedule.code == newer.schedule.code]


def _mistakes_between(older: CheckedFile, newer: CheckedFile) -> Iterable[str]:
    before, after = older.schedule, newer.schedule
    if before.valid_from == after.valid_from:
        yield f"{newer.file_name}: valid_from: {older.file_name} is in force from the same day"
    for key, old, new in (("provider", before.provider, after.provider), ("kind", before.kind, after.kind)):
        if old != new:
            yield f"{newer.file_name}: {key}: {older.file_name} says {str(old)!r}, and a version cannot change it"


def _warnings_between(older: CheckedFile, newer: CheckedFile) -> Iterable[str]:
    before, after = older.schedule, newer.schedule
    if before.valid_to is not None and before.valid_to < after.valid_from:
        yield f"{newer.file_name}: valid_from: nothing is in force from {before.valid_to} until {after.valid_from}"
    for code in sorted(_rider_codes(before) - _rider_codes(after)):
        yield f"{newer.file_name}: rider: {code} of {older.file_name} is gone, and who takes it could not be billed"


def _rider_codes(schedule: RateSchedule) -> set[str]:
    own = {rider.code for rider in schedule.riders}
    return own | {schedule.round_up.code} if schedule.round_up else own
