"""Draft bills: price what was read, for a bill run or for the one bill that replaces another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.billing.rules import UnbilledPeriod
from smarthub_dash.domain.billing.rules.drafts import BillDraft, PricedService
from smarthub_dash.domain.rates.rules.engine import price_period
from smarthub_dash.domain.rates.rules.facts import BillingFacts
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce
from smarthub_dash.journeys.billing_facts import facts_of
from smarthub_dash.journeys.estimated_use import Gap, gaps_of, is_estimated, readings_of, with_estimates
from smarthub_dash.journeys.metered_services import ServedSpan, ServicesOfBills, services_of_bills
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class DueBill:
    """A bill to be made."""

    account_id: UUID
    unbilled: UnbilledPeriod
    revision: int = 0
    """Above zero for a bill that replaces a cancelled one."""
    waits_for_reads: bool = False
    """Whether it is not drafted while reads are missing; otherwise those are estimated."""
    carried: tuple[PricedService, ...] = ()
    """Lines that it takes over from the cancelled one."""
    carried_tax_cents: Cents = 0
    """How much of them is tax."""


@dataclass(frozen=True, slots=True)
class BillDrafts:
    """
    The bills that could be drafted, why others could not, and which wait for reads, by account.

    And what they were drafted from, for the lines that concern a bill as a whole.
    """

    drafts: tuple[BillDraft, ...]
    refusals: Mapping[UUID, str]
    waiting: Mapping[UUID, tuple[Gap, ...]]
    served: ServicesOfBills
    facts: Mapping[ServedSpan, BillingFacts]


def draft_bills(session: Session, *, due: Sequence[DueBill], zone: ZoneInfo) -> BillDrafts:
    """
    Draft the services of one bill each for accounts that the caller has locked.

    The SQL statements do not grow with their number. `with_whole_bill_lines` finishes what is drafted here.
    """
    # no scope: the bill run bills every account
    served = services_of_bills(session, periods={bill.account_id: bill.unbilled.period for bill in due}, zone=zone)
    gaps = gaps_of(served, zone=zone)
    waiting = {
        bill.account_id: gaps[bill.account_id] for bill in due if bill.waits_for_reads and bill.account_id in gaps
    }
    filled = {account_id: found for account_id, found in gaps.items() if account_id not in waiting}
    served = with_estimates(session, served=served, gaps=filled, zone=zone)
    facts = facts_of(session, spans=chain.from_iterable(served.spans.values()))
    drafts, refusals = [], {}
    for bill in (bill for bill in due if bill.account_id not in waiting):
        try:
            drafts.append(_draft(bill, served, facts, zone=zone))
        except NoRateInForce as missing:
            refusals[bill.account_id] = str(missing)
    return BillDrafts(tuple(drafts), refusals, waiting, served, facts)


def _draft(
    bill: DueBill, served: ServicesOfBills, facts: Mapping[ServedSpan, BillingFacts], *, zone: ZoneInfo
) -> BillDraft:
    spans = tuple(served.spans.get(bill.account_id, ()))
    return BillDraft(
        account_id=bill.account_id,
        period=bill.unbilled.period,
        services=(*(_priced(span, bill, served, facts[span], zone=zone) for span in spans), *bill.carried),
        is_estimated=is_estimated(spans, served),
        readings=tuple(readings_of(spans, served, zone=zone)),
        revision=bill.revision,
        carried_tax_cents=bill.carried_tax_cents,
    )


def _priced(
    span: ServedSpan, bill: DueBill, served: ServicesOfBills, facts: BillingFacts, *, zone: ZoneInfo
) -> PricedService:
    priced = price_period(
        served.schedules[span.rate_code],
        period=span.period,
        cycle=bill.unbilled.cycle,
        use=served.use_of(span, zone=zone),
        zone=zone,
        facts=facts,
    )
    return PricedService(span.service_agreement_id, priced)
