"""How fast the rate engine prices statements, on one core: no database, no pages, nothing kept from one to the next."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from bench.report import Row
from smarthub_dash.demo.rates import demo_schedules
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.facts import BillingFacts, RiderTaken
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.kit.periods import Period, epochs_of

ZONE = ZoneInfo("America/Chicago")
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
MONTH = Period(date(2026, 5, 14), date(2026, 6, 14))
HOUR, QUARTER_HOUR = 3600, 900
STATEMENTS_A_SECOND = 50
FACTS = BillingFacts(
    riders=(RiderTaken("LIGHT", 2, date(2020, 1, 1)),), tax_jurisdiction="fulton", has_both_services=True
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is priced, and how many statements a second are asked for; zero for none."""

    name: str
    file_name: str
    period: Period
    seconds: int
    at_least: int


SHAPES = (
    Shape("time-of-use, a year of 8,760 hours", "cec-tou-2020.toml", YEAR, HOUR, STATEMENTS_A_SECOND),
    Shape("time-of-use, net metering, 8,760 hours each way", "cec-tou-nm-2020.toml", YEAR, HOUR, STATEMENTS_A_SECOND),
    Shape("time-of-use, net metering, a month of hours", "cec-tou-nm-2020.toml", MONTH, HOUR, 0),
    Shape("residential demand, a month of quarter hours", "cec-res-dmd-2020.toml", MONTH, QUARTER_HOUR, 0),
    Shape("tiers and seasons, a month of hours", "cec-res-step-2020.toml", MONTH, HOUR, 0),
)


def measure(is_quick: bool) -> list[Row]:
    """Price many statements of different use in each shape and return the rows of the table."""
    return [_row(shape, count=60 if is_quick else 600) for shape in SHAPES]


def _row(shape: Shape, *, count: int) -> Row:
    versions = [parse_schedule(demo_schedules()[shape.file_name], file_name=shape.file_name)]
    uses = _uses(shape, min(count, 60))
    _price(versions, shape.period, uses[:1], 1)  # the first one sorts the hours of the period for all
    # One core, and others use it too: the rate by processor time is the engine's own.
    began, busy = time.perf_counter(), time.process_time()
    cents = _price(versions, shape.period, uses, count)
    clock, busy = time.perf_counter() - began, time.process_time() - busy
    assert cents > 0
    rate = count / busy
    print(f"  rates: {shape.name}: {rate:,.0f} statements/s", flush=True)
    return Row(
        f"Rate engine, one core: {shape.name}",
        f"{rate:,.0f} statements/s, {1000 * busy / count:.2f} ms each ({count / clock:,.0f}/s by the clock)",
        target=f"≥ {shape.at_least} statements/s" if shape.at_least else "–",
        is_met=rate >= shape.at_least if shape.at_least else None,
    )


def _price(versions: Sequence[RateSchedule], period: Period, uses: Sequence[MeteredUse], count: int) -> int:
    cents = 0
    for number in range(count):
        use = uses[number % len(uses)]
        priced = price_period(versions, period=period, cycle=period, use=use, zone=ZONE, facts=FACTS)
        cents += priced.cents
    return cents


def _uses(shape: Shape, count: int) -> Sequence[MeteredUse]:
    random = np.random.default_rng(20_260_514)
    start, end = epochs_of(shape.period, ZONE)
    starts = np.arange(start, end, shape.seconds, dtype=np.int64)

    def reads(most: int) -> Reads:
        return Reads(starts, random.integers(0, most, len(starts)), shape.seconds)

    return [MeteredUse(reads(4000), reads(3000)) for _ in range(count)]
