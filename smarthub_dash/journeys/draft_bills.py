"""Draft bills: price what was read, for a bill run or for the one bill that replaces another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.billing.rules import UnbilledPeriod
from smarthub_dash.domain.billing.rules.drafts import BillDraft, PricedService
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce
from smarthub_dash.journeys.estimated_use import Gap, gaps_of, is_estimated, readings_of, with_estimates
from smarthub_dash.journeys.metered_services import ServedSpan, ServicesOfBills, services_of_bills


@dataclass(frozen=True, slots=True)
class DueBill:
    """A bill to be made."""

    account_id: UUID
    unbilled: UnbilledPeriod
    revision: int = 0
    """Above zero for a bill that replaces a cancelled one."""
    waits_for_reads: bool = False
    """Whether it is not drafted while reads are missing; otherwise those are estimated."""


@dataclass(frozen=True, slots=True)
class BillDrafts:
    """The bills that could be drafted, why others could not, and which wait for reads, by account."""

    drafts: tuple[BillDraft, ...]
    refusals: Mapping[UUID, str]
    waiting: Mapping[UUID, tuple[Gap, ...]]


def draft_bills(session: Session, *, due: Sequence[DueBill], zone: ZoneInfo) -> BillDrafts:
    """Draft one bill each for accounts that the caller has locked; the SQL statements do not grow with their number."""
    # no scope: the bill run bills every account
    served = services_of_bills(session, periods={bill.account_id: bill.unbilled.period for bill in due}, zone=zone)
    gaps = gaps_of(served, zone=zone)
    waiting = {
        bill.account_id: gaps[bill.account_id] for bill in due if bill.waits_for_reads and bill.account_id in gaps
    }
    filled = {account_id: found for account_id, found in gaps.items() if account_id not in waiting}
    served = with_estimates(session, served=served, gaps=filled, zone=zone)
    drafts, refusals = [], {}
    for bill in due:
        if bill.account_id in waiting:
            continue
        try:
            drafts.append(_draft(bill, served, zone=zone))
        except NoRateInForce as missing:
            refusals[bill.account_id] = str(missing)
    return BillDrafts(tuple(drafts), refusals, waiting)


def _draft(bill: DueBill, served: ServicesOfBills, *, zone: ZoneInfo) -> BillDraft:
    spans = tuple(served.spans.get(bill.account_id, ()))
    return BillDraft(
        account_id=bill.account_id,
        period=bill.unbilled.period,
        services=tuple(_priced(span, bill, served, zone=zone) for span in spans),
        is_estimated=is_estimated(spans, served),
        readings=tuple(readings_of(spans, served, zone=zone)),
        revision=bill.revision,
    )


def _priced(span: ServedSpan, bill: DueBill, served: ServicesOfBills, *, zone: ZoneInfo) -> PricedService:
    priced = price_period(
        served.schedules[span.rate_code],
        period=span.period,
        cycle=bill.unbilled.cycle,
        use=served.use_of(span, zone=zone),
        zone=zone,
    )
    return PricedService(span.service_agreement_id, priced)
