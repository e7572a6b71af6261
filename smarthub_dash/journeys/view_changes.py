"""View what a household marked at a home, and what each change did to its use in the same weather."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in
from smarthub_dash.domain.accounts.rules import AccountScope, Power, ServiceKind
from smarthub_dash.domain.insights.queries import MarkerView, markers_in
from smarthub_dash.domain.insights.rules.marker_effect import (
    MOST_DAYS,
    Effect,
    NoEffect,
    Unknown,
    effect_of,
)
from smarthub_dash.domain.usage.queries import DayOfUse, days_in
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.gateways.weather import Weather, WeatherUnavailable
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.periods import Period

LIKE_LAST_YEAR = timedelta(days=364)
LEAST_PAIRS = 14


class NothingToMark(Refused):
    """There is no electric account, so nothing is marked."""


@dataclass(frozen=True, slots=True)
class PlainMeans:
    """What days since took, and the same ones a year before, whatever the weather was. Units: Wh a day."""

    since: int
    year_before: int


@dataclass(frozen=True, slots=True)
class Change:
    """A marked change with what it did; `near` names the other change that is in the way of saying it."""

    marker: MarkerView
    effect: Effect | NoEffect
    plain: PlainMeans | None
    near: MarkerView | None


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What was marked at one account, newest first."""

    accounts: tuple[AccountView, ...]
    account: AccountView
    changes: tuple[Change, ...]
    may_change: bool
    today: date


def view_changes(
    database: Database,
    *,
    scope: AccountScope,
    account_number: str,
    weather: Weather | None,
    now: datetime,
    zone: ZoneInfo,
) -> ChangesView:
    """
    Return the changes of an account with their effects; of the first electric one, if none is asked for.

    :raises NothingToMark: if the scope holds no electric account
    :raises NotYours: if the account asked for is not in it
    """
    today = local_day(now, zone)
    with database.reading() as session:
        accounts = tuple(each for each in accounts_in(session, scope=scope) if each.kind is ServiceKind.ELECTRIC)
        account = _chosen(accounts, account_number, scope)
        own = scope.only(account.account_id)
        markers = markers_in(session, scope=own)
        oldest = min((each.happened_on for each in markers), default=today)
        within = Period(oldest - timedelta(days=MOST_DAYS + 1), today)
        rows = days_in(session, scope=own, within=within) if markers else ()
    means = _means(weather, within) if markers else {}
    changes = tuple(_change(each, markers, rows, means, today) for each in markers)
    return ChangesView(accounts, account, changes, scope.may(Power.MANAGE, account.account_id), today)


def _chosen(accounts: Sequence[AccountView], account_number: str, scope: AccountScope) -> AccountView:
    if not accounts:
        raise NothingToMark("Changes are marked at electric accounts, and there is none here.")
    found = [each for each in accounts if each.account_number == account_number]
    if account_number and not found:
        scope.refuse()
    return found[0] if found else accounts[0]


def _means(weather: Weather | None, within: Period) -> Mapping[date, float]:
    try:
        return weather.daily_means(within) if weather else {}
    except WeatherUnavailable:
        return {}


def _change(
    marker: MarkerView,
    markers: Sequence[MarkerView],
    rows: Sequence[DayOfUse],
    means: Mapping[date, float],
    today: date,
) -> Change:
    days = _whole_days(rows)
    if any(row.flow is Flow.RECEIVED and row.quantity for row in rows):
        return Change(marker, NoEffect(Unknown.SENDS_BACK, 0, 0), None, None)
    others = [each for each in markers if each.marker_id != marker.marker_id]
    happened = {each.happened_on for each in others}
    effect = effect_of(days, means, happened_on=marker.happened_on, others=happened, today=today)
    in_the_way = effect.near if isinstance(effect, NoEffect) and effect.why is Unknown.ANOTHER_NEAR else None
    near = next((each for each in others if each.happened_on == in_the_way), None)
    return Change(marker, effect, _plain(days, marker.happened_on, today), near)


def _plain(days: Mapping[date, int], happened_on: date, today: date) -> PlainMeans | None:
    since = (happened_on + timedelta(days=at) for at in range(1, min((today - happened_on).days, MOST_DAYS)))
    pairs = [(days[day], days[day - LIKE_LAST_YEAR]) for day in since if day in days and day - LIKE_LAST_YEAR in days]
    if len(pairs) < LEAST_PAIRS:
        return None
    return PlainMeans(*(round(sum(pair[at] for pair in pairs) / len(pairs)) for at in (0, 1)))


def _whole_days(rows: Sequence[DayOfUse]) -> dict[date, int]:
    """Return the days that every meter of the account read in full. Units: Wh."""
    sums: dict[date, int] = {}
    torn: set[date] = set()
    for row in rows:
        if row.flow is Flow.DELIVERED:
            sums[row.start_on] = sums.get(row.start_on, 0) + row.quantity
            if row.present_seconds < row.expected_seconds:
                torn.add(row.start_on)
    return {day: quantity for day, quantity in sums.items() if day not in torn}
