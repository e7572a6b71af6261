"""How forecasts of the demo co-op did against its bills, and how long its models, its what-ifs and its views take."""

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bench.report import Row, percentile
from bench.servers import SCRATCH
from smarthub_dash.demo.build import build_demo
from smarthub_dash.demo.cast import CLARA
from smarthub_dash.demo.station import RedatedStation
from smarthub_dash.domain.insights.queries import learned_forecasts
from smarthub_dash.domain.insights.rules.track_record import Forecast, coverage_of
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.journeys.metered_home import HomeAccount, MeteredHome, homes, metered_home
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.try_rates import try_rates
from smarthub_dash.journeys.view_changes import view_changes
from smarthub_dash.journeys.view_usage import request_of, view_usage
from smarthub_dash.kit.clock import SystemClock, local_day
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.periods import Period
from smarthub_dash.migrations import migrate
from smarthub_dash.settings import settings

ZONE = settings().zone
LEAST_INSIDE, MOST_INSIDE = 70, 95
"""Percent of bills inside the band for which 80 is claimed, of the few dozen that a stage has."""
FIT_MS, VIEW_MS = 50, 15
TWO_YEARS = timedelta(days=740)
ACCOUNT = CLARA.accounts[0].account_number


def measure(is_quick: bool) -> list[Row]:
    """Build the demo co-op and return the rows of the table."""
    now = SystemClock().now()
    path = SCRATCH / "insights.db"
    _remove(path.name)
    database = open_database(f"sqlite:///{path}")
    try:
        migrate(database)
        build_demo(database, now=now, zone=ZONE, report=lambda _words, _share: None)
        return rows_of(database, now=now, calls=20 if is_quick else 200)
    finally:
        database.close()
        _remove(path.name)


def rows_of(database: Database, *, now: datetime, calls: int) -> list[Row]:
    """Return the rows of a co-op whose insights were worked out."""
    with database.reading() as session:
        # no scope: the whole co-op is measured
        learned = learned_forecasts(session, since=local_day(now, ZONE) - TWO_YEARS)
    at_stage = [each for each in learned if each.is_at_stage]
    stages = sorted({each.stage for each in at_stage})
    return [
        *(_of_stage(stage, [each for each in at_stage if each.stage == stage]) for stage in stages),
        _timed("Weather model of a home, a year of days", _fits(database, now), calls, at_most=FIT_MS),
        *_views(database, now, calls),
    ]


def _of_stage(stage: int, forecasts: Sequence[Forecast]) -> Row:
    held = coverage_of(forecasts)
    off = [abs(e.actual_cents - e.likely_cents) / abs(e.actual_cents) for e in forecasts if e.actual_cents]
    said = f"{held.percent}% of {held.of} bills inside; off by {100 * statistics.mean(off):.1f}% on average"
    is_met = LEAST_INSIDE <= held.percent <= MOST_INSIDE
    return Row(f"Forecasts on day {stage} of the bill", said, target="80% (70 to 95)", is_met=is_met)


def _fits(database: Database, now: datetime) -> Callable[[], object]:
    """Return what fits one home after the other."""
    today = local_day(now, ZONE)
    within = Period(today - timedelta(days=400), today)
    with database.reading() as session:
        # no scope: the whole co-op is measured
        found = [_home(session, each, within) for each in homes(session)]
    known = [home for home in found if home is not None and not any(home.received.values())]
    turns = iter(range(1_000_000))
    return lambda: known[next(turns) % len(known)].model_before(today)


def _home(session: Session, account: HomeAccount, within: Period) -> MeteredHome | None:
    # no scope: the whole co-op is measured
    station = RedatedStation(ZONE)
    since = within.last_on
    return metered_home(session, account=account, within=within, reads_since=since, weather=station, zone=ZONE)


def _views(database: Database, now: datetime, calls: int) -> list[Row]:
    with database.reading() as session:
        member = member_of_email(session, email=CLARA.email)
    if member is None:
        raise RuntimeError("the co-op of the bench has no Clara")
    scope = scope_for(database, member_id=member.id, now=now, zone=ZONE)
    station = RedatedStation(ZONE)

    def usage(query: dict[str, str]) -> Callable[[], object]:
        request = request_of({"account": ACCOUNT, **query}, usual_unit="quantity")
        return lambda: view_usage(database, scope=scope, request=request, now=now, zone=ZONE, weather=station)

    def rates() -> object:
        return try_rates(database, scope=scope, account_number=ACCOUNT, percent=20, now=now, zone=ZONE)

    def changes() -> object:
        return view_changes(database, scope=scope, account_number=ACCOUNT, weather=station, now=now, zone=ZONE)

    shown = {
        "a day": {"range": "day"},
        "a bill": {"range": "bill"},
        "a bill in dollars": {"range": "bill", "unit": "money"},
        "a year": {"range": "year"},
        "a bill beside its usual weather": {"range": "bill", "compare": "weather"},
    }
    rows = [_timed(f"Usage of {name}, p95", usage(query), calls, at_most=VIEW_MS) for name, query in shown.items()]
    return [
        *rows,
        _timed("A year at every rate with a shift, p95", rates, 10, at_most=None),
        _timed("Changes at home, p95", changes, 10, at_most=None),
    ]


def _timed(measure: str, call: Callable[[], object], calls: int, *, at_most: float | None) -> Row:
    taken = []
    for number in range(calls + 5):
        began = time.perf_counter()
        call()
        if number >= 5:
            taken.append((time.perf_counter() - began) * 1_000)
    high = percentile(taken, 0.95)
    said = f"{high:.1f} ms (median {statistics.median(taken):.1f} ms)"
    target = f"at most {at_most:.0f} ms" if at_most else "–"
    return Row(measure, said, target=target, is_met=None if at_most is None else high <= at_most)


def _remove(name: str) -> None:
    for path in SCRATCH.glob(f"{name}*"):
        path.unlink()
