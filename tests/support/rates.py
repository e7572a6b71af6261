"""Rate schedules for tests, written as their files are."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.domain.rates.rules.metered import Reads
from smarthub_dash.domain.rates.rules.parsing import parse_schedule
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.kit.periods import Period, epochs_of

CHICAGO = ZoneInfo("America/Chicago")
APRIL = Period(date(2026, 4, 1), date(2026, 5, 1))

HEAD = """
code = "TEST"
title = "Test"
provider = "cec"
kind = "electric"
valid_from = {valid_from}
"""
SERVICE = """
[[fixed]]
label = "Service charge"
price = "30.00"
per = "month"
"""
FLAT = """
[[energy]]
label = "Energy"
price = "0.1000"
"""
TIERS = """
[[energy]]
label = "First 500 kWh"
price = "0.12"
up_to_kwh = 500
[[energy]]
label = "Beyond 500 kWh"
price = "0.09"
"""
DEMAND = '[demand]\nlabel = "Demand"\nprice = "9.00"\ninterval_minutes = 60\n'


def schedule(body: str, *, valid_from: str = "2020-01-01") -> RateSchedule:
    """Return the schedule of a body that leaves its head out."""
    return parse_schedule(HEAD.format(valid_from=valid_from) + body, file_name="test.toml")


def hourly(period: Period, quantities: list[int] | int) -> Reads:
    """Return hourly reads over a period: one quantity for all hours, or as many as there are hours."""
    start, end = epochs_of(period, CHICAGO)
    starts = np.arange(start, end, 3600, dtype=np.int64)
    return Reads(starts, np.broadcast_to(np.array(quantities, dtype=np.int64), starts.shape), 3600)
