"""Cancel a bill, and make it anew from today's reads and rates: both in one transaction, and only once."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import billing_period_of
from smarthub_dash.domain.billing.operations import issue_statements
from smarthub_dash.domain.billing.operations.budget import with_installments
from smarthub_dash.domain.billing.operations.cancellations import (
    note_cancellation,
    reverse_statement,
    settle_missing_credits,
)
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries.staff import (
    bill_by_number,
    cancellation_of,
    tax_of_true_ups,
    true_up_that_stands,
)
from smarthub_dash.domain.billing.records import Charge, Statement
from smarthub_dash.domain.billing.rules import UnbilledPeriod
from smarthub_dash.domain.billing.rules.drafts import PricedService
from smarthub_dash.domain.rates.rules.lines import ChargeLine, PricedPeriod
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.draft_bills import DueBill, draft_bills
from smarthub_dash.journeys.whole_bill_lines import with_whole_bill_lines
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period

LONGEST_REASON = 200


class AlreadyCancelled(Refused):
    """A bill is cancelled once."""


class CannotRebill(Refused):
    """A bill that cannot be priced cannot take another's place."""


class SettledLater(Refused):
    """A bill whose difference was settled by a later one can only be made anew."""


class NoReason(Refused):
    """A cancellation needs a reason that can be kept."""


@dataclass(frozen=True, slots=True)
class Rebilled:
    """The bill that was cancelled and the one in its place. Units: cents."""

    cancelled_number: str
    cancelled_cents: Cents
    bill_number: str
    charges_cents: Cents


def cancel_and_rebill(
    database: Database, *, bill_number: str, reason: str, on: date, now: datetime, zone: ZoneInfo
) -> Rebilled:
    """
    Cancel a bill and issue another for the same days, priced by today's reads and rates.

    What was paid of the cancelled bill stays a credit of the account, and so pays the new one.

    :raises NoReason: if the reason is empty or too long
    :raises NoSuchBill: if no bill has that number
    :raises AlreadyCancelled: if it was cancelled before, also by somebody else at the same time
    :raises CannotRebill: if its days cannot be priced
    """
    # no scope: staff correct bills of any account
    _check(reason)
    with database.unit_of_work() as session:
        old = _locked(session, bill_number)
        carried = _carried_lines(session, old)
        reverse_statement(session, statement=old, on=on, now=now)
        new = _issue_anew(session, old, carried, on=on, now=now, zone=zone)
        settle_missing_credits(session, statement=old, on=on, now=now)
        note_cancellation(session, statement=old, replaced_by_id=new.id, reason=reason, on=on, now=now)
        announce(session, topic="billing", account_ids=[old.account_id], now=now)
    return Rebilled(old.bill_number, old.charges_cents, new.bill_number, new.charges_cents)


def cancel_bill(database: Database, *, bill_number: str, reason: str, on: date, now: datetime) -> Cents:
    """
    Cancel a bill that should never have been; its days stay without one. Return what it charged.

    :raises NoReason: if the reason is empty or too long
    :raises NoSuchBill: if no bill has that number
    :raises AlreadyCancelled: if it was cancelled before, also by somebody else at the same time
    :raises SettledLater: if it was estimated, and a later bill settled the difference
    """
    # no scope: staff correct bills of any account
    _check(reason)
    with database.unit_of_work() as session:
        old = _locked(session, bill_number)
        settled = true_up_that_stands(session, statement_id=old.id)
        if settled is not None:
            raise SettledLater(
                f"Bill {settled[0]} settled what bill {bill_number} had estimated: make it anew instead."
            )
        reverse_statement(session, statement=old, on=on, now=now)
        settle_missing_credits(session, statement=old, on=on, now=now)
        note_cancellation(session, statement=old, replaced_by_id=None, reason=reason, on=on, now=now)
        announce(session, topic="billing", account_ids=[old.account_id], now=now)
    return old.charges_cents


def _check(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise NoReason(f"Say why, in at most {LONGEST_REASON} characters.")


def _locked(session: Session, bill_number: str) -> Statement:
    bill = bill_by_number(session, bill_number=bill_number)
    lock_accounts(session, account_ids=[bill.account_id])
    cancelled = cancellation_of(session, statement_id=bill.id)
    if cancelled is not None:
        raise AlreadyCancelled(f"Bill {bill_number} was cancelled on {cancelled.cancelled_on:%B %-d, %Y}.")
    return bill


def _issue_anew(
    session: Session, old: Statement, carried: tuple[PricedService, ...], *, on: date, now: datetime, zone: ZoneInfo
) -> Statement:
    due = DueBill(
        old.account_id,
        _unbilled(session, old),
        revision=old.revision + 1,
        carried=carried,
        carried_tax_cents=tax_of_true_ups(session, statement_id=old.id) if carried else 0,
    )
    made = draft_bills(session, due=[due], zone=zone)
    if not made.drafts:
        raise CannotRebill(f"Bill {old.bill_number} cannot be made anew: {made.refusals[old.account_id]}.")
    drafts = with_whole_bill_lines(session, drafts=made.drafts, made=made, on=on)
    drafts = with_installments(session, drafts=drafts, on=on)
    (new,) = issue_statements(session, drafts=drafts, issued_on=on, now=now)
    return new


def _unbilled(session: Session, old: Statement) -> UnbilledPeriod:
    period = Period(old.start_on, old.end_on)
    read_day = session.get_one(Account, old.account_id).read_day
    cycle = billing_period_of(old.start_on, read_day=read_day)
    # An account that is read on another day since then keeps the cycle that the bill had: its own days.
    is_within = cycle.start_on <= period.start_on and period.end_on <= cycle.end_on
    return UnbilledPeriod(period, cycle if is_within else period)


def _carried_lines(session: Session, old: Statement) -> tuple[PricedService, ...]:
    """
    Return the lines that the new bill takes over: what settled other bills stays settled.

    And if a later bill settled what this one had estimated, the new one takes that back, or it would be billed twice.
    """
    lines = session.exec(
        select(Charge)
        .where(col(Charge.statement_id) == old.id, col(Charge.kind) == str(ChargeKind.TRUE_UP))
        .order_by(col(Charge.position))
    ).all()
    kept = [PricedService(line.service_agreement_id, PricedPeriod((_same(line, old),))) for line in lines]
    settled = true_up_that_stands(session, statement_id=old.id)
    first = session.exec(
        select(Charge).where(col(Charge.statement_id) == old.id).order_by(col(Charge.position))
    ).first()
    if settled is not None and settled[1] and first is not None:
        kept.append(PricedService(first.service_agreement_id, PricedPeriod((_settled_line(first, old, *settled),))))
    return tuple(kept)


def _same(line: Charge, old: Statement) -> ChargeLine:
    return _line(
        line, old, label=line.label, quantity_text=line.quantity_text, words=line.explanation, cents=line.cents
    )


def _settled_line(first: Charge, old: Statement, bill_number: str, cents: Cents) -> ChargeLine:
    words = (
        f"Bill {bill_number} settled what the bill before had estimated; this bill is priced anew, so that is undone."
    )
    return _line(
        first,
        old,
        label="Settled on another bill",
        quantity_text=f"{money_text(cents)} on bill {bill_number}",
        words=words,
        cents=-cents,
    )


def _line(like: Charge, old: Statement, *, label: str, quantity_text: str, words: str, cents: Cents) -> ChargeLine:
    return ChargeLine(
        kind=ChargeKind.TRUE_UP,
        label=label,
        quantity=Fraction(cents, 100),
        quantity_text=quantity_text[:40],
        price=Decimal(1),
        price_text="",
        explanation=words,
        rate_code=like.rate_code,
        rate_from=like.rate_from or old.start_on,
        cents=cents,
    )
