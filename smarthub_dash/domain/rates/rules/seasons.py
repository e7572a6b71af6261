"""Cut the days of a version by the seasons of its schedule."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from smarthub_dash.domain.rates.rules.schedule import RateSchedule, VersionSpan
from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class SeasonSpan:
    """Days of one season under one version; a schedule without seasons has one that has no name."""

    version: RateSchedule
    season: str | None
    period: Period


def season_spans(span: VersionSpan) -> tuple[SeasonSpan, ...]:
    """Return the seasons that a version's days fall in, oldest first."""
    seasons = span.version.seasons
    if not seasons:
        return (SeasonSpan(span.version, None, span.period),)
    years = range(span.period.start_on.year - 1, span.period.last_on.year + 2)
    begins = [(date(year, season.month, season.day), season.name) for year in years for season in seasons]
    found = []
    for (begin_on, name), (next_on, _) in pairwise(begins):
        start_on, end_on = max(begin_on, span.period.start_on), min(next_on, span.period.end_on)
        if start_on < end_on:
            found.append(SeasonSpan(span.version, name, Period(start_on, end_on)))
    return tuple(found)
