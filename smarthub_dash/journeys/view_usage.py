"""View usage: the bars of a range of one account, with their quality, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, ServiceKind
from smarthub_dash.domain.insights.queries import NOTHING_TOLD, Told, told_of
from smarthub_dash.domain.members.operations import choose_usage_unit
from smarthub_dash.domain.usage.queries import DayOfUse, days_in, metered_accounts_in, periods_in
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.gateways.weather import Weather, WeatherUnavailable
from smarthub_dash.journeys.usage_bars import Bar, bars_of_day, bars_of_rows
from smarthub_dash.journeys.usage_beside import (
    NOTHING_BESIDE,
    Beside,
    BesideView,
    beside_view,
    fitted_before,
    period_beside,
)
from smarthub_dash.journeys.usage_cost import BarCost, costs_of
from smarthub_dash.journeys.usage_ranges import (
    PART_HOURS,
    PARTS,
    Range,
    Span,
    bill_edges,
    custom_range,
    interval_edges,
    parts_of,
    range_of,
)
from smarthub_dash.journeys.usage_year import billed_periods_in
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period, hour_of_epoch

HOUR = 3600
QUANTITY, MONEY = UNITS = ("quantity", "money")


@dataclass(frozen=True, slots=True)
class UsageRequest:
    """What was asked for by the address of the page; None where it leaves the choice to us."""

    account_number: str | None
    span: Span
    day: date | None
    unit: str
    """One of UNITS."""
    until: date | None = None
    """The last day of a range of the member's own."""
    beside: Beside = Beside.NONE
    part: int = 0
    """Which quarter of the day, where one is asked for."""

    @property
    def in_money(self) -> bool:
        return self.unit == MONEY


@dataclass(frozen=True, slots=True)
class UsageView:
    """A range of one account. `bars` tile it, those that have not begun yet too."""

    accounts: tuple[AccountView, ...]
    account: AccountView
    scope: AccountScope
    """The one account alone."""
    point: UsagePoint | None
    range: Range
    in_money: bool
    bars: tuple[Bar, ...]
    now: datetime
    told: Told = NOTHING_TOLD
    beside: BesideView = NOTHING_BESIDE

    @property
    def unit(self) -> QuantityUnit:
        return self.point.unit if self.point else QuantityUnit.WH

    @property
    def part_seconds(self) -> int:
        """How long a bar of a day lasts: an hour at least, for a phone has no room for more than a quarter of a day."""
        if self.range.span is Span.QUARTERS and self.point:
            return self.point.interval_seconds
        return max(self.point.interval_seconds, HOUR) if self.point else HOUR


class NoAccounts(Refused):
    """There is nothing to show: no account is linked to the sign-in."""


def request_of(query: Mapping[str, str], *, usual_unit: str) -> UsageRequest:
    """Read an address; what it gets wrong is left to us, for it may be an old bookmark."""
    asked, day, unit = query.get("range", ""), query.get("at", ""), query.get("unit", "")
    found, until = _day_of(day), _day_of(query.get("until", ""))
    span = Span(asked) if asked in tuple(Span) else Span.BILL
    if span is Span.CUSTOM and not (found and until):
        span = Span.BILL
    compared = query.get("compare", "")
    beside = Beside(compared) if compared in tuple(Beside) else Beside.NONE
    known = unit if unit in UNITS else usual_unit
    part = query.get("part", "")
    quarter = int(part) if part in map(str, range(PARTS)) else 0
    return UsageRequest(query.get("account") or None, span, found, known, until, beside, quarter)


def _day_of(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        return None


def choose_unit(database: Database, *, member_id: UUID, unit: str) -> None:
    """Remember what a member reads usage in."""
    with database.unit_of_work() as session:
        choose_usage_unit(session, member_id=member_id, usage_unit=unit)


def view_usage(
    database: Database,
    *,
    scope: AccountScope,
    request: UsageRequest,
    now: datetime,
    zone: ZoneInfo,
    weather: Weather | None = None,
) -> UsageView:
    """
    Return the range that a member asked for.

    :raises NoAccounts: if the scope is empty
    :raises NotYours: if the account asked for is not in it
    """
    today = local_day(now, zone)
    with database.reading() as session:
        accounts = metered_accounts_in(session, scope=scope)
        account, point = account_asked(accounts, request.account_number, scope)
        shown = range_asked(request, account, today, point=point)
        views = tuple(each for each, _ in accounts)
        own = scope.only(account.account_id)
        view = UsageView(views, account, own, point, shown, request.in_money, (), now)
        told = told_of(session, scope=own) if account.kind is ServiceKind.ELECTRIC else NOTHING_TOLD
        view = replace(view, bars=_bars_of(session, own, view, zone), told=told)
        other = _bars_beside(session, own, view, request.beside, zone)
        past = _past_days(session, own, view, request.beside)
    means = _means(view, weather, today)
    return replace(view, beside=beside_view(request.beside, view.bars, other, past, means, in_money=view.in_money))


def range_asked(request: UsageRequest, account: AccountView, today: date, *, point: UsagePoint | None) -> Range:
    """Return the range that was asked for, moved into the account's life; hourly meters know none below a day."""
    is_fine = point is not None and point.interval_seconds < HOUR
    if request.span is Span.CUSTOM and request.day and request.until:
        return custom_range(request.day, request.until, opened_on=account.opened_on, today=today)
    return range_of(
        request.span if is_fine or request.span is not Span.QUARTERS else Span.DAY,
        day=request.day or today,
        read_day=account.read_day,
        opened_on=account.opened_on,
        today=today,
        part=request.part,
    )


def _bars_of(session: Session, scope: AccountScope, view: UsageView, zone: ZoneInfo) -> tuple[Bar, ...]:
    bars = (_bars_of_year if view.range.span is Span.YEAR else _bars)(session, scope, view, zone)
    if view.range.span is not Span.QUARTERS:
        return bars
    # The whole day is priced, so that its parts keep their place in it; one of them is shown.
    return tuple(each for each in bars if hour_of_epoch(each.start_epoch, zone) // PART_HOURS == view.range.part)


def _bars_beside(
    session: Session, scope: AccountScope, view: UsageView, beside: Beside, zone: ZoneInfo
) -> tuple[Bar, ...]:
    """Return the bars of the range that stands beside this one; none if there is no such range."""
    period = period_beside(beside, view.range, read_day=view.account.read_day)
    if period is None or period.end_on <= view.account.opened_on:
        return ()
    other = replace(view.range, period=period)
    return _bars_of(session, scope, replace(view, range=other, bars=()), zone)


def _past_days(session: Session, scope: AccountScope, view: UsageView, beside: Beside) -> Sequence[DayOfUse]:
    """Return the days by which the use of a home is fitted to the weather."""
    if beside is not Beside.WEATHER or view.account.kind is not ServiceKind.ELECTRIC:
        return ()
    return days_in(session, scope=scope, within=fitted_before(view.range.period))


def _means(view: UsageView, weather: Weather | None, today: date) -> Mapping[date, float]:
    """Return the temperatures of the days that have passed; the station is asked outside of every transaction."""
    period = view.range.period
    if weather is None or view.account.kind is not ServiceKind.ELECTRIC or period.start_on >= today:
        return {}
    try:
        return weather.daily_means(Period(fitted_before(period).start_on, min(period.end_on, today)))
    except WeatherUnavailable:
        return {}


def account_asked(
    accounts: Sequence[tuple[AccountView, UsagePoint | None]], account_number: str | None, scope: AccountScope
) -> tuple[AccountView, UsagePoint | None]:
    """
    Return the account that was asked for, or the member's first.

    :raises NoAccounts: if there is none
    :raises NotYours: if it is not among them
    """
    if not accounts:
        raise NoAccounts("No account is linked to this sign-in yet.")
    if account_number is None:
        return accounts[0]
    found = [each for each in accounts if each[0].account_number == account_number]
    return found[0] if found else scope.refuse()


def _bars_of_year(session: Session, scope: AccountScope, view: UsageView, zone: ZoneInfo) -> tuple[Bar, ...]:
    account, period = view.account, view.range.period
    parts = bill_edges(period, read_day=account.read_day)
    if not view.in_money:
        rows = periods_in(session, scope=scope, within=period)
        return bars_of_rows(rows, parts, opened_on=account.opened_on, now=view.now, zone=zone)
    # A year is of bills that were sent: the engine is not asked again.
    rows, bands = billed_periods_in(session, scope=scope, within=period)
    bars = bars_of_rows(rows, parts, opened_on=account.opened_on, now=view.now, zone=zone)
    costs = {start_on: BarCost(band.use_cents, band.fixed_cents) for start_on, band in bands.items()}
    return tuple(replace(bar, cost=costs.get(bar.start_on)) for bar in bars)


def _bars(session: Session, scope: AccountScope, view: UsageView, zone: ZoneInfo) -> tuple[Bar, ...]:
    account, period, is_day = view.account, view.range.period, view.range.span.is_of_one_day
    edges: Sequence[int] = ()
    if is_day:
        edges = interval_edges(period.start_on, seconds=view.part_seconds, zone=zone)
        bars = bars_of_day(session, scope=scope, day=period.start_on, edges=edges, now=view.now)
    else:
        parts = parts_of(period) if view.range.span is Span.CUSTOM else _each_day(period)
        rows = days_in(session, scope=scope, within=period)
        bars = bars_of_rows(rows, parts, opened_on=account.opened_on, now=view.now, zone=zone)
    if not view.in_money:
        return bars
    costs = costs_of(
        session,
        scope=scope,
        account=account,
        within=period,
        fine_edges=edges,
        zone=zone,
    )
    if view.range.span is Span.CUSTOM:
        return tuple(replace(bar, cost=_cost_of_part(bar, costs)) for bar in bars)
    return tuple(replace(bar, cost=costs.get(bar.start_epoch)) for bar in bars)


def _each_day(period: Period) -> tuple[Period, ...]:
    return tuple(Period(day, day + timedelta(days=1)) for day in period.days())


def _cost_of_part(bar: Bar, costs: Mapping[int, BarCost]) -> BarCost | None:
    within = [cost for start, cost in costs.items() if bar.start_epoch <= start < bar.end_epoch]
    total = BarCost(sum(cost.use_cents for cost in within), sum(cost.fixed_cents for cost in within))
    return total if within else None
