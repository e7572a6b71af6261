"""
Modelled loads: what a meter of the demo co-op that is no real one counts.

Every quantity depends only on the meter's number and the interval's start, so any range may be asked for in any order
and by any process. Electric loads follow the re-dated temperatures; nobody's readings are behind them.
"""

from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.demo.noise import Floats, bell, chance
from smarthub_dash.demo.redating import HOUR, Integers, local_hours
from smarthub_dash.demo.weather import DAY, sunlight_at, temperatures_at
from smarthub_dash.domain.usage.rules import ReadQuality

SOURCE_NOTE = "Modelled from real Springfield temperatures; no home was metered"
FIBER_NOTE = "Modelled by the hour of the day; no line was metered"

NOON_UTC = 18 * HOUR
"""Noon in Fulton, or one o'clock in summer: a count of days from here never changes during a night."""


@dataclass(frozen=True, slots=True)
class HomeLoad:
    """A home. Units: watts; watts per °F of weather."""

    base: int
    heating: float
    cooling: float
    water: int
    evening: int


@dataclass(frozen=True, slots=True)
class SolarHomeLoad:
    """A home with a roof of panels and an electric car that charges at night. Units: watts."""

    home: HomeLoad
    panels: int
    charger: int


@dataclass(frozen=True, slots=True)
class ShopLoad:
    """A farm shop on workdays. Units: watts."""

    base: int
    work: int
    welder: int


@dataclass(frozen=True, slots=True)
class WellLoad:
    """A well that waters stock all year and fields in a hot summer. Units: watts."""

    pump: int


@dataclass(frozen=True, slots=True)
class FiberLoad:
    """An internet line. Units: GB a day downstream."""

    gigabytes: float
    is_workplace: bool = False


ElectricLoad: TypeAlias = HomeLoad | SolarHomeLoad | ShopLoad | WellLoad
Load: TypeAlias = ElectricLoad | FiberLoad


@dataclass(frozen=True, slots=True)
class Intervals:
    """
    The intervals that a load is asked for.

    Shape: all arrays are of one length.
    Units: epoch seconds UTC; `hour` is the wall clock with its fraction; `heat` is the last hours' mean in °F.
    """

    meter: str
    starts: Integers
    seconds: int
    hour: Floats
    weekday: Integers
    heat: Floats
    is_estimated: np.ndarray


def intervals(meter: str, start_epoch: int, end_epoch: int, seconds: int, zone: ZoneInfo) -> Intervals:
    """Return the intervals of a meter that lie wholly in `[start_epoch, end_epoch)`."""
    first, last = -(-start_epoch // seconds) * seconds, end_epoch // seconds * seconds
    starts = np.arange(first, last, seconds, dtype=np.int64)
    hours = local_hours(first // HOUR * HOUR, last, zone)
    at = starts // HOUR - first // HOUR
    lags = [temperatures_at(starts - lag * HOUR, zone) for lag in range(4)]
    # A head end that loses its radio for some hours estimates them: here one six-hour stretch in 700.
    is_estimated = (chance(f"{meter}/radio", starts // (6 * HOUR)) < 1 / 700) & (seconds < HOUR)
    clock = hours.hour[at] + starts % HOUR / HOUR
    return Intervals(meter, starts, seconds, clock, hours.weekday[at], np.mean(lags, axis=0), is_estimated)


def electricity(load: ElectricLoad, over: Intervals) -> tuple[Integers, Integers]:
    """
    Return what is delivered and what is received in each interval.

    Units: Wh.
    """
    match load:
        case HomeLoad():
            net, both = _home(load, over), 0.0
        case ShopLoad():
            net, both = _shop(load, over), 0.0
        case WellLoad():
            net, both = _well(load, over), 0.0
        case SolarHomeLoad():
            use, sun = _home(load.home, over) + _car(load, over), _panels(load, over)
            # Within a quarter of an hour clouds and kettles alternate: both registers turn a little.
            net, both = use - sun, 0.04 * np.minimum(use, sun)
    return _watt_hours(np.maximum(net, 0) + both, over), _watt_hours(np.maximum(-net, 0) + both, over)


def traffic(load: FiberLoad, over: Intervals) -> tuple[Integers, Integers]:
    """
    Return what went down and what went up in each interval.

    Units: MB of 1,000,000 bytes.
    """
    if load.is_workplace:
        shape = 0.15 + np.where(over.weekday < 6, 2.0, 0.3) * _around(over.hour, 11.5, 3.5)
    else:
        weekend = 0.5 * (over.weekday >= 5) * _around(over.hour, 14.5, 3.0)
        shape = 0.12 + 2.6 * _around(over.hour, 20.5, 2.2) + 0.5 * _around(over.hour, 12.5, 4.0) + weekend
    mean = load.gigabytes * 1000 / 24 * over.seconds / HOUR
    down = mean * shape * np.exp(0.55 * bell(f"{over.meter}/down", over.starts))
    is_backup = (over.hour >= 2) & (over.hour < 4) & (chance(f"{over.meter}/backup", over.starts // DAY) < 0.3)
    up = 0.07 * down * np.exp(0.4 * bell(f"{over.meter}/up", over.starts)) + mean * 0.5 * is_backup
    return np.rint(down).astype(np.int64), np.rint(up).astype(np.int64)


def qualities(over: Intervals) -> Integers:
    """Return how each quantity is known, as `ReadQuality` values."""
    return np.where(over.is_estimated, ReadQuality.ESTIMATED, ReadQuality.MEASURED).astype(np.int64)


def _home(load: HomeLoad, over: Intervals) -> Floats:
    setback = np.where((over.hour < 5.5) | (over.hour >= 22.5), 0.85, 1.0)
    heating = load.heating * setback * (np.maximum(61 - over.heat, 0) + 1.5 * np.maximum(15 - over.heat, 0))
    cooling = load.cooling * np.maximum(over.heat - 69, 0)
    thermostat = 0.55 + 0.9 * _chance_of(over, "thermostat", over.starts)
    morning, evening = _around(over.hour, 6.8, 0.9), _around(over.hour, 19.0, 2.0)
    water = load.water * (morning + 0.7 * _around(over.hour, 20.5, 1.0)) * 2 * _chance_of(over, "bath", over.starts)
    people = load.evening * (evening + 0.5 * morning + 0.35 * (over.weekday >= 5) * _around(over.hour, 13.0, 3.0))
    is_laundry = (over.hour >= 9) & (over.hour < 21) & (_chance_of(over, "laundry", over.starts // HOUR) > 0.93)
    return load.base + (heating + cooling) * thermostat + water + people + 2600.0 * is_laundry


def _shop(load: ShopLoad, over: Intervals) -> Floats:
    is_workday = (over.weekday < 5) | ((over.weekday == 5) & (_chance_of(over, "saturday", over.starts // DAY) > 0.6))
    is_at_work = is_workday & (over.hour >= 7) & (over.hour < 17) & ~((over.hour >= 12) & (over.hour < 12.75))
    work = load.work * (0.5 + _chance_of(over, "work", over.starts))
    is_welding = _chance_of(over, "welder by hour", over.starts // HOUR) > 0.8
    heaters = 130.0 * np.maximum(50 - over.heat, 0)
    return load.base + is_at_work * (work + heaters + is_welding * load.welder)


def _well(load: WellLoad, over: Intervals) -> Floats:
    stock = 0.35 * load.pump * (_chance_of(over, "stock", over.starts // (2 * HOUR)) > 0.75)
    # The field is watered in the early morning after a hot day, two nights in three.
    day = (over.starts - NOON_UTC) // DAY
    is_thirsty = (over.heat > 70) & (_chance_of(over, "field", day) > 0.33)
    is_night = (over.hour >= 21.5) | (over.hour < 7)
    return np.where(is_thirsty & is_night, load.pump * 1.0, stock)


def _car(load: SolarHomeLoad, over: Intervals) -> Floats:
    length = np.clip(5.6 * _chance_of(over, "miles", (over.starts - NOON_UTC) // DAY) - 0.8, 0, 5)
    # Charging starts at midnight, when energy is cheapest; the last quarter of an hour is as full as it has to be.
    return load.charger * np.clip((length - over.hour) * HOUR / over.seconds, 0, 1)


def _panels(load: SolarHomeLoad, over: Intervals) -> Floats:
    return load.panels * sunlight_at(over.starts + over.seconds // 2)


def _around(hour: Floats, center: float, width: float) -> Floats:
    """Return a bump of height 1 around an hour of the day, also across midnight."""
    away = (hour - center + 12) % 24 - 12
    return np.exp(-0.5 * (away / width) ** 2)


def _chance_of(over: Intervals, name: str, counters: Integers) -> Floats:
    # What is estimated is a plain day: nothing that only a meter could know is in it.
    return np.where(over.is_estimated, 0.5, chance(f"{over.meter}/{name}", counters))


def _watt_hours(watts: Floats, over: Intervals) -> Integers:
    return np.rint(watts * over.seconds / HOUR).astype(np.int64)
