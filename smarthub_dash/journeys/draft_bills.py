"""Draft bills: price what was read, for a bill run or for the one bill that replaces another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.billing.rules import UnbilledPeriod
from smarthub_dash.domain.billing.rules.drafts import BillDraft, DraftReading, PricedService
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce
from smarthub_dash.journeys.metered_services import ServedSpan, ServicesOfBills, services_of_bills


@dataclass(frozen=True, slots=True)
class DueBill:
    """A bill to be made."""

    account_id: UUID
    unbilled: UnbilledPeriod
    revision: int = 0
    """Above zero for a bill that replaces a cancelled one."""


@dataclass(frozen=True, slots=True)
class BillDrafts:
    """The bills that could be drafted, and why the others could not, by account."""

    drafts: tuple[BillDraft, ...]
    refusals: Mapping[UUID, str]


def draft_bills(session: Session, *, due: Sequence[DueBill], zone: ZoneInfo) -> BillDrafts:
    """Draft one bill each for accounts that the caller has locked; the SQL statements do not grow with their number."""
    # no scope: the bill run bills every account
    served = services_of_bills(session, periods={bill.account_id: bill.unbilled.period for bill in due}, zone=zone)
    drafts, refusals = [], {}
    for bill in due:
        try:
            drafts.append(_draft(bill, served, zone=zone))
        except NoRateInForce as missing:
            refusals[bill.account_id] = str(missing)
    return BillDrafts(tuple(drafts), refusals)


def _draft(bill: DueBill, served: ServicesOfBills, *, zone: ZoneInfo) -> BillDraft:
    spans = served.spans.get(bill.account_id, ())
    return BillDraft(
        account_id=bill.account_id,
        period=bill.unbilled.period,
        services=tuple(_priced(span, bill, served, zone=zone) for span in spans),
        is_estimated=any(served.is_estimated(span) for span in spans),
        readings=tuple(reading for span in spans for reading in _readings(span, served)),
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


def _readings(span: ServedSpan, served: ServicesOfBills) -> Sequence[DraftReading]:
    return [
        DraftReading(
            service_agreement_id=span.service_agreement_id,
            usage_point_id=point_id,
            flow=flow,
            quantity=sum(one.quantity for one in days),
            estimated_quantity=sum(one.estimated_quantity for one in days),
            present_seconds=sum(one.present_seconds for one in days),
            estimated_seconds=sum(one.estimated_seconds for one in days),
            expected_seconds=sum(one.expected_seconds for one in days),
        )
        for (point_id, flow), days in sorted(served.days_by_flow(span).items())
    ]
