"""Try other rates: a year of a home's own readings, priced by the engine that makes the bills."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in
from smarthub_dash.domain.accounts.rules import AccountScope, ServiceKind, billing_period_of, billing_periods
from smarthub_dash.domain.insights.rules.shifting import shifted
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.counted_use import CountedReads
from smarthub_dash.journeys.metered_home import HomeAccount, MeteredHome, metered_home
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period

HOMES = ("CEC-RES", "CEC-RES-DAY", "CEC-RES-STEP", "CEC-RES-DMD", "CEC-TOU")
"""The rates that a home may choose among; farms, shops and homes with panels have rates of their own."""
LEAST_BILLS, MOST_BILLS = 9, 12
LEAST_READ = 0.75
MOST_SHIFT = 50


class CannotTry(Refused):
    """Too little is known of a home to price a year of it, or there is no other rate for it."""


@dataclass(frozen=True, slots=True)
class TriedRate:
    """What the last bills would have come to at a rate. Units: cents; the months are of its billing periods."""

    code: str
    title: str
    cents: Cents
    by_bill: tuple[Cents, ...]
    is_own: bool
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class TriedRates:
    """The rates of a home, the one it has first; `percent` of its evenings moved to the night."""

    accounts: tuple[AccountView, ...]
    account: AccountView
    periods: tuple[Period, ...]
    percent: int
    rates: tuple[TriedRate, ...]


def rate_accounts(session: Session, *, scope: AccountScope) -> tuple[AccountView, ...]:
    """Return the accounts of a scope whose rate can be chosen."""
    return tuple(each for each in accounts_in(session, scope=scope) if each.kind is ServiceKind.ELECTRIC)


def try_rates(
    database: Database, *, scope: AccountScope, account_number: str, percent: int, now: datetime, zone: ZoneInfo
) -> TriedRates:
    """
    Price the last whole billing periods of a home at every rate that homes may choose.

    :raises CannotTry: if too little was read, or the home has a rate that is not chosen
    :raises NotYours: if the account is not in the scope
    """
    today = local_day(now, zone)
    with database.reading() as session:
        accounts = rate_accounts(session, scope=scope)
        account = _chosen(accounts, account_number, scope)
        running = billing_period_of(today, read_day=account.read_day)
        since = max(account.opened_on, running.start_on - timedelta(days=31 * MOST_BILLS))
        if account.rate_code not in HOMES:
            raise CannotTry("This account has a rate of its own kind: there is no other to choose.")
        if since >= running.start_on:
            raise CannotTry(f"We need the readings of {LEAST_BILLS} whole billing periods to compare rates.")
        whole = Period(since, running.start_on)
        own = HomeAccount(account.account_id, account.account_number, account.read_day, since, account.rate_code)
        home = metered_home(session, account=own, within=whole, reads_since=since, weather=None, zone=zone)
        schedules = schedules_in_force(session, rate_codes=HOMES, period=whole)
    periods = _known_periods(home, whole) if home else ()
    if home is None or len(periods) < LEAST_BILLS:
        raise CannotTry(f"We need the readings of {LEAST_BILLS} whole billing periods to compare rates.")
    percent = max(0, min(percent, MOST_SHIFT))
    tried = _tried(home, periods, [schedules[code] for code in HOMES if schedules[code]], percent)
    ordered = sorted(tried, key=lambda rate: (not rate.is_own, rate.cents))
    return TriedRates(accounts, account, periods, percent, tuple(ordered))


def _chosen(accounts: Sequence[AccountView], account_number: str, scope: AccountScope) -> AccountView:
    if not accounts:
        raise CannotTry("Rates are compared for electric accounts, and there is none here.")
    found = [each for each in accounts if each.account_number == account_number]
    if account_number and not found:
        scope.refuse()
    return found[0] if found else accounts[0]


def _known_periods(home: MeteredHome, whole: Period) -> tuple[Period, ...]:
    """Return the newest whole billing periods of which most days were read in full."""
    cycles = [each for each in billing_periods(whole, read_day=home.account.read_day)]
    known = [
        each
        for each in cycles
        if each.start_on >= whole.start_on and each.end_on <= whole.end_on
        if sum(day in home.delivered for day in each.days()) >= LEAST_READ * each.day_count
    ]
    return tuple(known[-MOST_BILLS:])


def _tried(
    home: MeteredHome, periods: Sequence[Period], schedules: Sequence[Sequence[RateSchedule]], percent: int
) -> Iterator[TriedRate]:
    """Yield what a home pays now, and what it would pay at every rate with the shift; its own rate too, if shifted."""
    moved = [_use(home, period, percent) for period in periods]
    as_is = [_use(home, period, 0) for period in periods]
    for versions in schedules:
        is_own = versions[-1].code == home.account.rate_code
        if is_own:
            yield from _at(home, versions, periods, as_is, is_own=True)
        if percent or not is_own:
            yield from _at(home, versions, periods, moved, is_own=False)


def _at(
    home: MeteredHome,
    versions: Sequence[RateSchedule],
    periods: Sequence[Period],
    uses: Sequence[MeteredUse],
    *,
    is_own: bool,
) -> Iterator[TriedRate]:
    try:
        cents = tuple(_price(home, versions, *each) for each in zip(periods, uses, strict=True))
    except NoRateInForce:
        return  # what the home takes besides its rate is not offered with this one
    newest = versions[-1]
    yield TriedRate(newest.code, newest.title, sum(cents), cents, is_own, newest.is_illustrative)


def _price(home: MeteredHome, versions: Sequence[RateSchedule], period: Period, use: MeteredUse) -> Cents:
    priced = price_period(versions, period=period, cycle=period, use=use, zone=home.zone, facts=home.facts)
    return priced.cents


def _use(home: MeteredHome, period: Period, percent: int) -> MeteredUse:
    delivered, received = (home.reads_within(flow, period) for flow in (Flow.DELIVERED, Flow.RECEIVED))
    return MeteredUse(_reads(delivered, home.zone, percent), _reads(received, home.zone, 0))


def _reads(counted: CountedReads, zone: ZoneInfo, percent: int) -> Reads:
    quantities = counted.quantities
    if percent and counted.starts.size:
        local = [datetime.fromtimestamp(start, zone) for start in counted.starts.tolist()]
        hours = np.array([each.hour for each in local], dtype=np.int64)
        days = np.array([each.toordinal() for each in local], dtype=np.int64)
        quantities = shifted(quantities, hours, days, percent=percent)
    return Reads(counted.starts, quantities, int(counted.seconds.max(initial=0)))
