"""Set estimated bills right: price their periods again with what was measured since, and charge the difference once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.billing.queries.estimated_bills import (
    NOT_OF_THE_PERIOD,
    EstimatedBill,
    charged_sums,
    estimated_bills,
)
from smarthub_dash.domain.billing.rules import UnbilledPeriod
from smarthub_dash.domain.billing.rules.drafts import BillDraft, PricedService, TrueUp
from smarthub_dash.domain.billing.rules.true_ups import NOTHING_CHARGED, OLDEST, ChargedSums, is_true_up_due
from smarthub_dash.domain.rates.rules.lines import ChargeLine, PricedPeriod
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.journeys.draft_bills import DueBill, draft_bills
from smarthub_dash.kit.money import Cents


def with_true_ups(session: Session, *, drafts: Sequence[BillDraft], on: date, zone: ZoneInfo) -> tuple[BillDraft, ...]:
    """
    Add to each draft the difference of every earlier bill of its account that can be set right.

    One SQL statement where there is none. Of accounts with several, one a round is priced together with the others'.
    """
    # no scope: the bill run bills every account
    by_account = {draft.account_id: draft for draft in drafts}
    found = estimated_bills(session, account_ids=list(by_account), since=on - OLDEST)
    waiting = [bill for bill in found if is_true_up_due(bill.measured, end_on=bill.period.end_on, on=on)]
    while waiting:
        one_each = {bill.account_id: bill for bill in reversed(waiting)}
        waiting = [bill for bill in waiting if bill not in one_each.values()]
        for account_id, again in _priced_again(session, one_each, zone).items():
            by_account[account_id] = _with_difference(by_account[account_id], one_each[account_id], again)
    return tuple(by_account[draft.account_id] for draft in drafts)


def _priced_again(
    session: Session, bills: Mapping[UUID, EstimatedBill], zone: ZoneInfo
) -> Mapping[UUID, Mapping[UUID, ChargedSums]]:
    """Return the difference by account and service agreement."""
    due = [
        DueBill(
            bill.account_id,
            UnbilledPeriod(bill.period, billing_period_of(bill.period.start_on, read_day=bill.read_day)),
        )
        for bill in bills.values()
    ]
    actual = {draft.account_id: draft for draft in draft_bills(session, due=due, zone=zone).drafts}
    billed = charged_sums(session, statement_ids=[bill.statement_id for bill in bills.values()])
    found: dict[UUID, dict[UUID, ChargedSums]] = {}
    for account_id, draft in actual.items():
        statement_id = bills[account_id].statement_id
        found[account_id] = {
            service.service_agreement_id: _sums_of(service.priced).minus(
                billed.get((statement_id, service.service_agreement_id), NOTHING_CHARGED)
            )
            for service in draft.services
        }
    return found


def _sums_of(priced: PricedPeriod) -> ChargedSums:
    lines = [line for line in priced.lines if line.kind not in NOT_OF_THE_PERIOD]
    return ChargedSums(sum(line.cents for line in lines), priced.cents_of_kinds(ChargeKind.TAX))


def _with_difference(draft: BillDraft, bill: EstimatedBill, differences: Mapping[UUID, ChargedSums]) -> BillDraft:
    services = [
        PricedService(agreement_id, PricedPeriod((_line(bill, difference.cents, draft, agreement_id),)))
        for agreement_id, difference in differences.items()
        if difference.cents
    ]
    true_up = TrueUp(
        estimated_statement_id=bill.statement_id,
        cents=sum(difference.cents for difference in differences.values()),
        tax_cents=sum(difference.tax_cents for difference in differences.values() if difference.cents),
    )
    return replace(draft, services=(*draft.services, *services), true_ups=(*draft.true_ups, true_up))


def _line(bill: EstimatedBill, cents: Cents, draft: BillDraft, agreement_id: UUID) -> ChargeLine:
    less = "less" if cents < 0 else "more"
    rate_code, rate_from = next(
        (
            (service.priced.lines[-1].rate_code, service.priced.lines[-1].rate_from)
            for service in draft.services
            if service.service_agreement_id == agreement_id and service.priced.lines
        ),
        ("", bill.period.start_on),
    )
    return ChargeLine(
        kind=ChargeKind.TRUE_UP,
        label=f"Correction of estimated bill {bill.bill_number}",
        quantity=Fraction(1),
        quantity_text=f"{bill.period.start_on:%b %-d} to {bill.period.last_on:%b %-d, %Y}",
        price=Decimal(cents) / 100,
        price_text="",
        explanation=(
            f"That bill stood partly on estimates. Your meter's own readings have come since: by them it would have "
            f"been this much {less}, taxes included, at the rates of that time."
        ),
        rate_code=rate_code,
        rate_from=rate_from,
        cents=cents,
    )
