"""
What days to come are expected to use.

A day is worth what the home's own year says of it, by the weather where its use follows that, else by the weeks before
and the kind of day; and all of it is scaled by how the period has gone so far, the more the longer it runs:
`k = 1 + a / (a + 10) * (so far / expected so far - 1)` after `a` days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from smarthub_dash.domain.usage.rules.weather import WeatherModel

TRUST_DAYS = 10
RUN_DAYS, KIND_DAYS = 28, 56
"""How many days before a period tell its level, and how many tell workdays from weekends."""
WINDOW = 10
"""How many days around the same day of earlier years stand for its weather."""
LEAST_SCALE, MOST_SCALE = 0.25, 4.0
SATURDAY = 5
YEARS_BACK = 2

Worth = Callable[[date], float]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """
    What is known when something is expected: whole days of use, and mean temperatures; both of days before `until`.

    Units: Wh; degrees Fahrenheit.
    """

    days: Mapping[date, int]
    means: Mapping[date, float]
    until: date
    model: WeatherModel | None


def expected_use(known: Known, *, start_on: date, wanted: Sequence[date]) -> dict[date, float]:
    """Return what each wanted day of the period that began on a day is expected to use. Units: Wh."""
    usual = _usual(known, start_on)
    passed = [day for day in _days(start_on, known.until) if day in known.days]
    so_far = sum(known.days[day] for day in passed)
    foreseen = sum(_with_weather(known, usual, day) for day in passed)
    scale = 1.0
    if passed and foreseen > 0:
        scale += len(passed) / (len(passed) + TRUST_DAYS) * (so_far / foreseen - 1)
    scale = min(max(scale, LEAST_SCALE), MOST_SCALE)
    return {day: scale * _with_climate(known, usual, day) for day in wanted}


def _with_weather(known: Known, usual: Worth, day: date) -> float:
    if known.model is None or day not in known.means:
        return _with_climate(known, usual, day)
    return max(float(known.model.use_at([known.means[day]])[0]) * 1_000, 0.0)


def _with_climate(known: Known, usual: Worth, day: date) -> float:
    around = _around(known, day) if known.model else []
    # The mean of what the days would use, not the use of their mean: cold and mild days do not cancel.
    if known.model is not None and around:
        return max(float(known.model.use_at(around).mean()) * 1_000, 0.0)
    return usual(day)


def _around(known: Known, day: date) -> list[float]:
    """Return the temperatures of the days around the same day in earlier years, as far as they were known then."""
    found = []
    for years in range(1, YEARS_BACK + 1):
        center = day - timedelta(days=364 * years)
        near = (center + timedelta(days=off) for off in range(-WINDOW, WINDOW + 1))
        found += [known.means[each] for each in near if each in known.means and each < known.until]
    return found


def _usual(known: Known, start_on: date) -> Worth:
    """Return what a day of its kind used in the weeks before a period."""
    before = [day for day in _days(start_on - timedelta(days=KIND_DAYS), start_on) if day in known.days]
    level = _mean([known.days[day] for day in before if day >= start_on - timedelta(days=RUN_DAYS)])
    if level is None:
        level = _mean([known.days[day] for day in _days(start_on, known.until) if day in known.days]) or 0.0
    whole = _mean([known.days[day] for day in before])
    kinds = {is_off: _mean([known.days[d] for d in before if _is_weekend(d) is is_off]) for is_off in (False, True)}

    def worth(day: date) -> float:
        of_kind = kinds[_is_weekend(day)]
        return level * of_kind / whole if whole and of_kind is not None else level

    return worth


def _is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) if values else None


def _days(first: date, end: date) -> list[date]:
    return [first + timedelta(days=at) for at in range(max((end - first).days, 0))]
