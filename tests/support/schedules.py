"""Any rate schedule, any use and any facts, for what must hold of all of them."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from smarthub_dash.domain.rates.rules.facts import BillingFacts, RiderTaken
from smarthub_dash.domain.rates.rules.metered import MeteredUse
from smarthub_dash.domain.rates.rules.schedule import RateSchedule
from smarthub_dash.kit.periods import Period, epochs_of
from tests.support.rates import CHICAGO, hourly, schedule

ODD_DAYS = (date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2027, 1, 1), date(2026, 7, 4))
KINDS = ("service", "energy", "adjustment", "demand", "rider", "equipment", "plan")
JURISDICTIONS = ("fulton", "auxvasse")
RIDERS = ("LIGHT", "MESH")
PRICES = st.decimals("0", "0.4", places=4)
DOLLARS = st.decimals("0", "60", places=2)
PER = st.sampled_from(("month", "day"))


@st.composite
def any_schedule(draw: st.DrawFn, *, with_energy: bool = True) -> RateSchedule:
    """Return a schedule of any shape that the validator lets pass."""
    seasons = draw(st.sampled_from(((), ("summer", "winter"), ("spring", "summer", "winter")))) if with_energy else ()
    windows = draw(st.sampled_from(((), ("peak",), ("peak", "night")))) if with_energy else ()
    body = _seasons(draw, seasons) + "".join(_window(draw, name, seasons) for name in windows)
    body += _fixed(draw) + _riders(draw) + _on_the_bill(draw)
    if with_energy:
        body += "".join(_energy(draw, season, window) for season in seasons or (None,) for window in (None, *windows))
        body += _by_use(draw, seasons, windows)
    return schedule(body)


@st.composite
def any_use(draw: st.DrawFn) -> tuple[Period, MeteredUse]:
    """Return hourly use of some days about clock changes, leap days, holidays and new years."""
    start_on = draw(st.sampled_from(ODD_DAYS)) - timedelta(days=draw(st.integers(0, 20)))
    period = Period(start_on, start_on + timedelta(days=draw(st.integers(1, 34))))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start, end = epochs_of(period, CHICAGO)
    hours = (end - start) // 3600
    delivered = random.integers(0, 6000, hours) * random.integers(0, 2, hours)
    received = random.integers(0, draw(st.sampled_from((1, 3000, 12_000))), hours) * random.integers(0, 2, hours)
    return period, MeteredUse(hourly(period, delivered.tolist()), hourly(period, received.tolist()))


@st.composite
def any_facts(draw: st.DrawFn) -> BillingFacts:
    """Return facts that any of these schedules can price: each rider once or twice, begun and ended about odd days."""
    taken = st.builds(
        RiderTaken,
        st.sampled_from(RIDERS),
        st.integers(0, 4),
        st.sampled_from(ODD_DAYS).map(lambda day: day - timedelta(days=10)),
        st.none() | st.sampled_from(ODD_DAYS).map(lambda day: day + timedelta(days=5)),
    )
    riders = draw(st.lists(taken, max_size=3))
    return BillingFacts(tuple(riders), draw(st.sampled_from(("", *JURISDICTIONS, "mexico"))), draw(st.booleans()))


def _seasons(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    days = draw(st.lists(st.dates(date(2023, 1, 1), date(2023, 12, 31)), min_size=3, max_size=3, unique=True))
    return "[seasons]\n" + "".join(f'{name} = "{day:%m-%d}"\n' for name, day in zip(names, days, strict=False))


def _window(draw: st.DrawFn, name: str, seasons: tuple[str, ...]) -> str:
    start = draw(st.integers(0, 23))
    hours = f"{start}-{draw(st.integers(start + 1, 24))}"
    days = draw(st.sampled_from(("every-day", "weekdays", "weekends", "weekends-and-holidays")))
    season = draw(st.sampled_from((None, *seasons)))
    skips = days == "weekdays" and draw(st.booleans())
    told = f'[[window]]\nname = "{name}"\nhours = ["{hours}"]\ndays = "{days}"\nskips_holidays = {str(skips).lower()}\n'
    return told + _named("season", season)


def _energy(draw: st.DrawFn, season: str | None, window: str | None) -> str:
    ends = sorted(draw(st.sets(st.integers(1, 900), max_size=2)))
    told = ""
    for end in (*ends, None):
        told += f'[[energy]]\nlabel = "Energy"\nprice = "{draw(PRICES)}"\n'
        told += _named("season", season) + _named("window", window) + (f"up_to_kwh = {end}\n" if end else "")
    return told


def _by_use(draw: st.DrawFn, seasons: tuple[str, ...], windows: tuple[str, ...]) -> str:
    told = ""
    if draw(st.booleans()):
        told += f'[adjustment]\nlabel = "Power cost"\nprice = "{draw(PRICES) - Decimal("0.2")}"\n'
    if draw(st.booleans()):
        told += f'[net_metering]\nlabel = "Credit"\navoided_cost = "{draw(PRICES)}"\n'
    for number in range(draw(st.integers(0, 2))):
        told += f'[[demand]]\nlabel = "Demand {number}"\nprice = "{draw(DOLLARS)}"\ninterval_minutes = 60\n'
        told += _named("season", draw(st.sampled_from((None, *seasons))))
        told += _named("window", draw(st.sampled_from((None, *windows))))
    return told


def _fixed(draw: st.DrawFn) -> str:
    told = ""
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(("service", "plan", "equipment")))
        told += (
            f'[[fixed]]\nkind = "{kind}"\nlabel = "Fixed {number}"\nprice = "{draw(DOLLARS)}"\nper = "{draw(PER)}"\n'
        )
    return told


def _riders(draw: st.DrawFn) -> str:
    told = '[[rider]]\ncode = "UP"\nlabel = "Round up"\nrounds_up_to = "1.00"\n'
    for code in RIDERS:
        told += f'[[rider]]\ncode = "{code}"\nlabel = "{code}"\nprice = "{draw(DOLLARS)}"\nper = "{draw(PER)}"\n'
    return told


def _on_the_bill(draw: st.DrawFn) -> str:
    told = ""
    if draw(st.booleans()):
        told += f'[minimum]\nlabel = "Minimum"\nprice = "{draw(DOLLARS)}"\nper = "{draw(PER)}"\n'
    if draw(st.booleans()):
        told += (
            f'[[discount]]\nlabel = "Both"\nwhen = "both-services"\nprice = "{draw(DOLLARS)}"\nper = "{draw(PER)}"\n'
        )
    if draw(st.booleans()):
        percent = draw(st.decimals("0", "100", places=3))
        told += f'[[discount]]\nlabel = "Percent"\npercent = "{percent}"\non = {_kinds(draw)}\n'
    for number in range(draw(st.integers(0, 3))):
        percent = draw(st.decimals("0", "12", places=3))
        told += f'[[tax]]\nlabel = "Tax {number}"\npercent = "{percent}"\non = {_kinds(draw)}\n'
        told += _named("jurisdiction", draw(st.sampled_from((None, *JURISDICTIONS))))
    return told


def _kinds(draw: st.DrawFn) -> str:
    return str(sorted(draw(st.sets(st.sampled_from(KINDS), min_size=1))))


def _named(key: str, name: str | None) -> str:
    return f'{key} = "{name}"\n' if name else ""
