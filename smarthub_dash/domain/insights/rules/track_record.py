"""How forecasts did: the band each had, or would have had, and how many bills fell inside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from smarthub_dash.domain.insights.rules.band import LEAST_OF_CLASS, Band, band_of, miss_of
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a bill was expected to be; `actual_cents` once it is there. Units: cents."""

    account_id: UUID
    start_on: date
    end_on: date
    made_on: date
    rate_code: str
    stage: int
    likely_cents: Cents
    rest_cents: Cents
    band: Band | None
    actual_cents: Cents | None
    is_tried_later: bool
    follows_weather: bool

    @property
    def is_inside(self) -> bool | None:
        """Tell whether the bill fell inside; None where there was no band, or is no bill yet."""
        if self.band is None or self.actual_cents is None:
            return None
        return self.actual_cents in self.band

    @property
    def is_at_stage(self) -> bool:
        """Tell whether it was made on the very day of its stage: only those are compared, one a bill and stage."""
        return self.made_on == self.start_on + timedelta(days=self.stage)

    @property
    def miss(self) -> float:
        """Return how far it was off, as a multiple of the rest."""
        return miss_of(likely_cents=self.likely_cents, actual_cents=self.actual_cents or 0, rest_cents=self.rest_cents)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many bills fell inside the bands of their forecasts."""

    inside: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.inside / self.of) if self.of else 0


def misses_known(forecasts: Iterable[Forecast], *, rate_code: str, stage: int, on: date) -> Sequence[float]:
    """Return the misses of the same stage that were known on a day: of the rate, or of all where it has too few."""
    known = [
        each
        for each in forecasts
        if each.stage == stage and each.is_at_stage and each.actual_cents is not None and each.end_on <= on
    ]
    of_class = [each.miss for each in known if each.rate_code == rate_code]
    return of_class if len(of_class) >= LEAST_OF_CLASS else [each.miss for each in known]


def with_bands(forecasts: Sequence[Forecast]) -> list[Forecast]:
    """Give every forecast the band that the ones before it taught: none learns from a bill that came after it."""
    by_stage: dict[int, list[Forecast]] = {}
    for each in forecasts:
        by_stage.setdefault(each.stage, []).append(each)
    found = []
    for each in forecasts:
        misses = misses_known(by_stage[each.stage], rate_code=each.rate_code, stage=each.stage, on=each.made_on)
        found.append(replace(each, band=band_of(each.likely_cents, rest_cents=each.rest_cents, misses=misses)))
    return found


def coverage_of(forecasts: Iterable[Forecast]) -> Coverage:
    """Return how many of those with a band and a bill held."""
    outcomes = [each.is_inside for each in forecasts if each.is_inside is not None]
    return Coverage(sum(outcomes), len(outcomes))


def coverage_by_stage(forecasts: Iterable[Forecast]) -> Mapping[int, Coverage]:
    """Return the coverage at each stage of the billing period."""
    by_stage: dict[int, list[Forecast]] = {}
    for each in forecasts:
        by_stage.setdefault(each.stage, []).append(each)
    return {stage: coverage_of(by_stage[stage]) for stage in sorted(by_stage)}
