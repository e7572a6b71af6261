"""Usage as its rate sees it: the energy of each time-of-use window day by day, and the interval that set the demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.calendar import Calendar, calendar_of
from smarthub_dash.domain.rates.rules.demand import highest_interval
from smarthub_dash.domain.rates.rules.metered import Reads
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule, energy_prices, versions_over
from smarthub_dash.domain.usage.queries import intervals_in
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.periods import Period, epochs_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PricedHours:
    """
    What was used in the hours of one price, each day and in all.

    Shape: one value a day. Units: Wh; dollars per kWh, several where a season or a price changes within the bill.
    """

    label: str
    explanation: str
    prices: tuple[Decimal, ...]
    by_day: tuple[int, ...]
    received_wh: int

    @property
    def delivered_wh(self) -> int:
        return sum(self.by_day)


@dataclass(frozen=True, slots=True)
class UseByPrice:
    """The use of a billing period by its prices, the dearest first; none if the rate asks one price at all hours."""

    bill: Period
    title: str
    parts: tuple[PricedHours, ...]


@dataclass(frozen=True, slots=True)
class DemandPeak:
    """The interval that a demand charge was set by. Units: kW; epoch seconds; seconds."""

    label: str
    kilowatts: Decimal
    minimum_kw: Decimal
    start_epoch: int
    seconds: int


def use_by_price(
    session: Session, *, scope: AccountScope, account: AccountView, bill: Period, zone: ZoneInfo
) -> UseByPrice:
    """Return the use of a bill's days by the hours that its rate tells apart."""
    versions = _versions(session, account, bill)
    if not versions or not any(each.windows for each in versions):
        return UseByPrice(bill, versions[-1].title if versions else "", ())
    try:
        calendar = calendar_of(versions_over(versions, period=bill), zone=zone)
    except NoRateInForce:
        return UseByPrice(bill, "", ())
    reads = {flow: _reads(session, scope, bill, flow, zone) for flow in Flow}
    parts = _parts(calendar, reads, bill, zone)
    return UseByPrice(bill, versions[-1].title, tuple(sorted(parts, key=lambda part: -max(part.prices, default=0))))


def demand_peaks(
    session: Session, *, scope: AccountScope, account: AccountView, bill: Period, zone: ZoneInfo
) -> tuple[DemandPeak, ...]:
    """Return what sets the demand charges of a bill; none if its rate has none, or nothing was read."""
    versions = _versions(session, account, bill)
    if not versions or not any(each.demand for each in versions):
        return ()
    try:
        calendar = calendar_of(versions_over(versions, period=bill), zone=zone)
    except NoRateInForce:
        return ()
    reads, found = _reads(session, scope, bill, Flow.DELIVERED, zone), []
    for terms in versions[-1].demand:
        highest = highest_interval(reads, calendar=calendar, terms=terms)
        if highest is not None:
            start, seconds, kilowatts = highest
            found.append(DemandPeak(terms.label, kilowatts, terms.minimum_kw, start, seconds))
    return tuple(found)


def _versions(session: Session, account: AccountView, bill: Period) -> Sequence[RateSchedule]:
    return schedules_in_force(session, rate_codes=[account.rate_code], period=bill)[account.rate_code]


def _reads(session: Session, scope: AccountScope, bill: Period, flow: Flow, zone: ZoneInfo) -> Reads:
    start, end = epochs_of(bill, zone)
    found = intervals_in(session, scope=scope, start_epoch=start, end_epoch=end)
    several = [series for (_, each), series in found.items() if each is flow]
    starts, quantities, seconds = (
        np.concatenate([np.zeros(0, dtype=np.int64), *(getattr(one, name) for one in several)])
        for name in ("start_epochs", "quantities", "seconds")
    )
    return Reads(starts, quantities, int(seconds.max(initial=0)))


def _parts(calendar: Calendar, reads: Mapping[Flow, Reads], bill: Period, zone: ZoneInfo) -> list[PricedHours]:
    edges = [epochs_of(Period(day, day + DAY), zone)[0] for day in bill.days()]
    cells: dict[str | None, list[int]] = {}
    for number, cell in enumerate(calendar.cells):
        cells.setdefault(cell.window, []).append(number)
    sent = calendar.sums(reads[Flow.RECEIVED])
    inside = calendar.inside(reads[Flow.DELIVERED])
    days, codes = np.searchsorted(edges, inside.starts, side="right") - 1, calendar.codes_of(inside)
    found = []
    for numbers in cells.values():
        by_day, keep = np.zeros(len(edges), dtype=np.int64), np.isin(codes, numbers)
        np.add.at(by_day, days[keep], inside.quantities[keep])
        label, explanation, prices = _words(calendar, numbers)
        received = sum(sent[number] for number in numbers)
        found.append(PricedHours(label, explanation, prices, tuple(by_day.tolist()), received))
    return found


def _words(calendar: Calendar, numbers: Sequence[int]) -> tuple[str, str, tuple[Decimal, ...]]:
    tiers = [
        tier
        for number in numbers
        if (span := calendar.cells[number].span)
        for tier in energy_prices(span.version, season=span.season, window=calendar.cells[number].window)
    ]
    prices = tuple(dict.fromkeys(tier.price for tier in tiers))
    return (tiers[-1].label, tiers[-1].explanation, prices) if tiers else ("Other hours", "", ())
