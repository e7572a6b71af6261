"""Look closer at usage: the hours of a year, an average day, the peaks, the hours by price, and an internet line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, ServiceKind, billing_period_of
from smarthub_dash.domain.usage.queries import metered_accounts_in
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.line_record import LineUptime, SpeedTests, line_uptime, speed_tests_of
from smarthub_dash.journeys.usage_hours import HourGrid, hour_grid
from smarthub_dash.journeys.usage_ranges import Range
from smarthub_dash.journeys.use_by_price import DemandPeak, UseByPrice, demand_peaks, use_by_price
from smarthub_dash.journeys.view_usage import UsageRequest, account_asked, range_asked
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period

YEAR = timedelta(days=365)
TOP_HOURS = 10
SATURDAY = 5


class Look(StrEnum):
    """What there is to look at, beside the bars."""

    HOURS = "hours"
    AVERAGE = "average"
    PEAKS = "peaks"
    PRICE = "price"
    SPEED = "speed"
    UPTIME = "uptime"


LOOKS = {
    ServiceKind.ELECTRIC: (Look.HOURS, Look.AVERAGE, Look.PEAKS, Look.PRICE),
    ServiceKind.INTERNET: (Look.HOURS, Look.AVERAGE, Look.SPEED, Look.UPTIME),
}


@dataclass(frozen=True, slots=True, eq=False)
class AverageDay:
    """
    The mean of each hour on weekdays and at weekends.

    Shape: 24 each, None where no whole hour was read. Units: Wh or MB.
    """

    period: Period
    weekdays: tuple[float | None, ...]
    weekends: tuple[float | None, ...]
    weekday_count: int
    weekend_count: int


@dataclass(frozen=True, slots=True)
class PeakHour:
    """One of the highest hours. Units: Wh or MB."""

    day: date
    hour: int
    quantity: int
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class Peaks:
    """The highest hours of some days, and what the bill's demand was set by. Units: Wh or MB in an hour."""

    period: Period
    hours: tuple[PeakHour, ...]
    mean: float
    bill: Period
    demands: tuple[DemandPeak, ...]


Seen: TypeAlias = HourGrid | AverageDay | Peaks | UseByPrice | SpeedTests | LineUptime


@dataclass(frozen=True, slots=True, eq=False)
class LookView:
    """What was looked at, of one account."""

    look: Look
    account: AccountView
    scope: AccountScope
    point: UsagePoint
    now: datetime
    seen: Seen


class NothingToSee(Refused):
    """An account has no such thing."""


def look_closer(
    database: Database, *, scope: AccountScope, request: UsageRequest, look: Look, now: datetime, zone: ZoneInfo
) -> LookView:
    """
    Return what a member looks at; the range is that of the page.

    :raises NothingToSee: if nothing is measured, or an account of its kind has no such thing
    :raises NotYours: if the account asked for is not in the scope
    """
    today = local_day(now, zone)
    with database.reading() as session:
        accounts = metered_accounts_in(session, scope=scope)
        account, point = account_asked(accounts, request.account_number, scope)
        if point is None or look not in LOOKS[account.kind]:
            raise NothingToSee("There is nothing of that kind to see for this account.")
        own, shown = scope.only(account.account_id), range_asked(request, account, today, point=point)
        ground = _Ground(session, own, account, shown, now, zone)
        return LookView(look, account, own, point, now, _seen(ground, look))


@dataclass(frozen=True, slots=True)
class _Ground:
    session: Session
    scope: AccountScope
    account: AccountView
    shown: Range
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    @property
    def bill(self) -> Period:
        bill = billing_period_of(self.shown.held_on, read_day=self.account.read_day)
        return Period(bill.start_on, max(min(bill.end_on, self._tomorrow), bill.start_on + timedelta(days=1)))

    @property
    def period(self) -> Period:
        """The days of the page as far as they have come; of one day its bill."""
        # Of one day an average would be that day: its bill is meant.
        if self.shown.span.is_of_one_day:
            return self.bill
        period = self.shown.period
        return Period(max(period.start_on, self.account.opened_on), min(period.end_on, self._tomorrow))

    @property
    def year(self) -> Period:
        end_on = self.period.end_on
        return Period(min(max(end_on - YEAR, self.account.opened_on), end_on - timedelta(days=1)), end_on)

    @property
    def _tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    def hours(self, period: Period) -> HourGrid:
        return hour_grid(
            self.session, scope=self.scope, period=period, flow=Flow.DELIVERED, now=self.now, zone=self.zone
        )


def _seen(ground: _Ground, look: Look) -> Seen:
    told = {"scope": ground.scope, "zone": ground.zone}
    match look:
        case Look.HOURS:
            return ground.hours(ground.year)
        case Look.AVERAGE:
            return average_day(ground.hours(ground.period))
        case Look.PEAKS:
            demands = demand_peaks(ground.session, account=ground.account, bill=ground.bill, **told)
            return peaks_of(ground.hours(ground.period), bill=ground.bill, demands=demands)
        case Look.PRICE:
            return use_by_price(ground.session, account=ground.account, bill=ground.bill, **told)
        case Look.SPEED:
            return speed_tests_of(ground.session, account=ground.account, now=ground.now, **told)
        case Look.UPTIME:
            return line_uptime(ground.session, account=ground.account, now=ground.now, **told)


def average_day(grid: HourGrid) -> AverageDay:
    """Return the average day of some days, of the hours that were read in full."""
    first = grid.period.start_on.weekday()
    is_weekend = (first + np.arange(grid.period.day_count)) % 7 >= SATURDAY
    known = grid.is_known & grid.is_whole

    def means(days: np.ndarray) -> tuple[float | None, ...]:
        counted = (known & days[:, None]).sum(axis=0)
        sums = np.where(known & days[:, None], grid.quantities, 0).sum(axis=0)
        pairs = zip(sums.tolist(), counted.tolist(), strict=True)
        return tuple(total / count if count else None for total, count in pairs)

    has_reads = known.any(axis=1)
    return AverageDay(
        period=grid.period,
        weekdays=means(~is_weekend),
        weekends=means(is_weekend),
        weekday_count=int((has_reads & ~is_weekend).sum()),
        weekend_count=int((has_reads & is_weekend).sum()),
    )


def peaks_of(grid: HourGrid, *, bill: Period, demands: Sequence[DemandPeak]) -> Peaks:
    """Return the highest hours, the highest first."""
    flat = grid.quantities.ravel()
    order = np.argsort(-flat, kind="stable")[:TOP_HOURS].tolist()
    hours = tuple(
        PeakHour(
            day=grid.period.start_on + timedelta(days=at // 24),
            hour=at % 24,
            quantity=int(flat[at]),
            is_estimated=bool(grid.is_estimated.ravel()[at]),
        )
        for at in order
        if flat[at] > 0
    )
    known = flat[grid.is_known.ravel()]
    return Peaks(grid.period, hours, float(known.mean()) if known.size else 0.0, bill, tuple(demands))
