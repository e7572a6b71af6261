"""One electric account with what its use and its price are known by: the ground of forecasts, cards and what-ifs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import Account, ServiceAgreement
from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.facts import BillingFacts
from smarthub_dash.domain.rates.rules.metered import Detail, detail_needed
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.weather import WeatherModel, fit_weather
from smarthub_dash.gateways.weather import Weather, WeatherUnavailable
from smarthub_dash.journeys.billing_facts import facts_of
from smarthub_dash.journeys.counted_use import NO_COUNTS, CountedDays, CountedReads, days_of, reads_of
from smarthub_dash.journeys.metered_services import services_of_bills
from smarthub_dash.kit.periods import Period, epoch_of_day, epochs_of, seconds_in_day

FITTED_ON = timedelta(days=370)


@dataclass(frozen=True, slots=True)
class HomeAccount:
    """An electric account."""

    account_id: UUID
    account_number: str
    read_day: int
    opened_on: date
    rate_code: str


@dataclass(frozen=True, eq=False)
class MeteredHome:
    """
    An electric account over some days.

    Shape: `delivered` and `received` hold the days that were read in full. Units: Wh; degrees Fahrenheit.
    """

    account: HomeAccount
    within: Period
    versions: Sequence[RateSchedule]
    facts: BillingFacts
    delivered: Mapping[date, int]
    received: Mapping[date, int]
    reads: Mapping[Flow, CountedReads]
    means: Mapping[date, float]
    zone: ZoneInfo

    @cached_property
    def needs_intervals(self) -> bool:
        """Tell whether the rate prices by the hour or by demand."""
        try:
            return detail_needed(self.versions, period=self.within) is Detail.INTERVAL
        except NoRateInForce:
            return False

    def model_before(self, day: date) -> WeatherModel | None:
        """Return how use follows the temperature, as the year before a day tells; None where it does not."""
        if any(self.received.values()):
            return None  # what comes from the sun follows the sun, which no temperature tells
        known = [
            each
            for each, wh in self.delivered.items()
            if day - FITTED_ON <= each < day and each in self.means and wh > 0
        ]
        return fit_weather([self.delivered[each] / 1_000 for each in known], [self.means[each] for each in known])

    def reads_within(self, flow: Flow, period: Period) -> CountedReads:
        """Return the interval reads of some days."""
        return self.reads.get(flow, NO_COUNTS).within(*epochs_of(period, self.zone))


def homes(session: Session) -> Sequence[HomeAccount]:
    """Return every electric account that is open."""
    # no scope: forecasts are made for every account
    rows = session.execute(
        select(
            col(Account.id),
            col(Account.account_number),
            col(Account.read_day),
            col(Account.opened_on),
            col(ServiceAgreement.rate_code),
        )
        .join(ServiceAgreement, col(ServiceAgreement.account_id) == col(Account.id))
        .where(
            col(ServiceAgreement.kind) == ServiceKind.ELECTRIC,
            col(ServiceAgreement.ended_on).is_(None),
            col(Account.closed_on).is_(None),
        )
        .order_by(col(Account.account_number))
    )
    return tuple(HomeAccount(*row) for row in rows)


def metered_home(
    session: Session,
    *,
    account: HomeAccount,
    within: Period,
    reads_since: date,
    weather: Weather | None,
    zone: ZoneInfo,
) -> MeteredHome | None:
    """Return an account over some days, its interval reads since one of them; None if it has no meter or no rate."""
    # no scope: forecasts are made for every account; a page passes one that its scope holds
    served = services_of_bills(session, periods={account.account_id: Period(within.last_on, within.end_on)}, zone=zone)
    spans = [each for each in served.spans.get(account.account_id, ()) if each.usage_point_ids]
    if not spans or not served.schedules.get(spans[0].rate_code):
        return None
    span = spans[0]
    points = span.usage_point_ids
    versions = _versions(session, span.rate_code, within)
    days = days_of(session, point_ids=points, within=within)
    start, end = epoch_of_day(reads_since, zone), epochs_of(within, zone)[1]
    counted = reads_of(session, point_ids=points, start_epoch=start, end_epoch=end)
    delivered, received = (_whole_days([days[p, flow] for p in points if (p, flow) in days], zone) for flow in Flow)
    return MeteredHome(
        account,
        within,
        versions,
        facts_of(session, spans=[span])[span],
        delivered,
        received,
        {flow: _joined([counted[p, flow] for p in points if (p, flow) in counted]) for flow in Flow},
        _means(weather, within),
        zone,
    )


def _versions(session: Session, code: str, within: Period) -> Sequence[RateSchedule]:
    return schedules_in_force(session, rate_codes={code}, period=within)[code]


def _means(weather: Weather | None, within: Period) -> Mapping[date, float]:
    """Return the temperatures of days that have passed, and of the two years before them for the climate."""
    known = Period(within.start_on - timedelta(days=740), within.end_on)
    try:
        return weather.daily_means(known) if weather else {}
    except WeatherUnavailable:
        return {}


def _whole_days(several: Sequence[CountedDays], zone: ZoneInfo) -> Mapping[date, int]:
    sums: dict[int, int] = {}
    present: dict[int, int] = {}
    for days in several:
        columns = (days.day.tolist(), days.quantity.tolist(), days.present_seconds.tolist())
        for day, quantity, seconds in zip(*columns, strict=True):
            sums[day] = sums.get(day, 0) + quantity
            present[day] = present.get(day, 0) + seconds
    found = ((date.fromordinal(ordinal), ordinal) for ordinal in sorted(sums))
    return {day: sums[ordinal] for day, ordinal in found if present[ordinal] >= seconds_in_day(day, zone)}


def _joined(several: Sequence[CountedReads]) -> CountedReads:
    if len(several) == 1:
        return several[0]
    if not several:
        return NO_COUNTS
    columns = [np.concatenate(each) for each in zip(*(one.columns for one in several), strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return CountedReads(*(column[order] for column in columns))
