"""View forecasts: what bills were expected to be, what they came to, and how many fell inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in
from smarthub_dash.domain.accounts.rules import AccountScope, ServiceKind
from smarthub_dash.domain.insights.queries import forecasts_in, learned_forecasts
from smarthub_dash.domain.insights.rules.track_record import Coverage, Forecast, coverage_by_stage
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

TWO_YEARS = timedelta(days=740)
SHOWN_STAGE = 10
"""The stage whose forecasts are listed bill by bill: a third of the period has passed, most of it is still to come."""


class NothingForecast(Refused):
    """There is no electric account, so no bill is forecast."""


@dataclass(frozen=True, slots=True)
class ForecastsView:
    """The track record of one account, newest bill first, and of the whole co-op."""

    accounts: tuple[AccountView, ...]
    account: AccountView
    running: Forecast | None
    past: tuple[Forecast, ...]
    own: Mapping[int, Coverage]
    everyone: Mapping[int, Coverage]
    now: datetime


def view_forecasts(
    database: Database, *, scope: AccountScope, account_number: str, now: datetime, zone: ZoneInfo
) -> ForecastsView:
    """
    Return how the forecasts of an account did; of the first electric one, if none is asked for.

    :raises NothingForecast: if the scope holds no electric account
    :raises NotYours: if the account asked for is not in it
    """
    since = local_day(now, zone) - TWO_YEARS
    with database.reading() as session:
        accounts = tuple(each for each in accounts_in(session, scope=scope) if each.kind is ServiceKind.ELECTRIC)
        account = _chosen(accounts, account_number, scope)
        own = forecasts_in(session, scope=scope.only(account.account_id), since=since)
        everyone = learned_forecasts(session, since=since)
    at_stage = [each for each in own if each.is_at_stage]
    open_ones = [each for each in own if each.actual_cents is None and each.end_on > local_day(now, zone)]
    return ForecastsView(
        accounts=accounts,
        account=account,
        running=max(open_ones, key=lambda each: each.made_on, default=None),
        past=tuple(each for each in at_stage if each.actual_cents is not None and each.stage == SHOWN_STAGE),
        own=coverage_by_stage(at_stage),
        everyone=coverage_by_stage(each for each in everyone if each.is_at_stage),
        now=now,
    )


def middle_miss(past: Sequence[Forecast]) -> float | None:
    """Return by which share of the bill half of the forecasts were off at most."""
    off = sorted(
        abs(each.actual_cents - each.likely_cents) / abs(each.actual_cents) for each in past if each.actual_cents
    )
    return off[len(off) // 2] if off else None


def _chosen(accounts: Sequence[AccountView], account_number: str, scope: AccountScope) -> AccountView:
    if not accounts:
        raise NothingForecast("Bills are forecast for electric accounts, and there is none here.")
    found = [each for each in accounts if each.account_number == account_number]
    if account_number and not found:
        scope.refuse()
    return found[0] if found else accounts[0]
