"""Writes of bills and the ledger. The ledger is appended to, never changed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session, col, select

from smarthub_dash.domain.billing.operations.ledger import Row, Transaction, append, lock_accounts, post
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement, StatementReading, StatementTrueUp
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind, bill_number_of, due_day
from smarthub_dash.domain.billing.rules.drafts import BillDraft
from smarthub_dash.domain.billing.rules.postings import (
    metering_credit_postings,
    payment_postings,
    statement_postings,
)
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

RECEIPTS = UUID("6f9d2a52-6a0e-4c0a-9a3b-7d1f0f0c5b11")
"""The namespace that turns the number of a receipt into the id of its ledger transaction."""
PUT_BY = UUID("0d6c0e57-1c94-4b7e-8a0a-6a5f7f1d3c20")
"""The namespace that turns the id of a bill into the id of the credit it puts by."""


class ReceiptUsedTwice(Refused):
    """A receipt's number was posted before with another amount."""


def issue_statements(
    session: Session, *, drafts: Sequence[BillDraft], issued_on: date, now: datetime
) -> Sequence[Statement]:
    """
    Issue bills of different accounts, which the caller has locked: statement, lines, reads and ledger entries.

    :raises IntegrityError: if an account has a bill of that revision that starts on the same day
    """
    # no scope: the bill run bills every account
    before = balances(session, account_ids=[draft.account_id for draft in drafts])
    statements = [_statement(draft, before[draft.account_id], issued_on) for draft in drafts]
    session.add_all(statements)
    session.flush()
    bills = list(zip(drafts, statements, strict=True))
    append(
        session, table=Charge, rows=[charge for draft, statement in bills for charge in _charges(draft, statement.id)]
    )
    append(
        session,
        table=StatementReading,
        rows=[row for draft, statement in bills for row in _readings(draft, statement.id)],
    )
    append(
        session,
        table=StatementTrueUp,
        rows=[row for draft, statement in bills for row in _true_ups(draft, statement.id)],
    )
    post(session, transactions=[one for bill in bills for one in _transactions(*bill)], now=now)
    return statements


def post_payment(
    session: Session, *, account_id: UUID, cents: Cents, receipt_number: str, posted_on: date, now: datetime
) -> bool:
    """
    Post a payment; return False if this receipt was posted to the account before.

    :raises NothingToPost: if the payment is not above zero
    :raises ReceiptUsedTwice: if the receipt was posted before with another amount
    """
    # no scope: what came by mail or over the counter is posted by staff, to the account that its stub names
    postings = payment_postings(cents=cents)
    transaction_id = uuid5(RECEIPTS, receipt_number)
    lock_accounts(session, account_ids=[account_id])
    posted = session.exec(
        select(LedgerEntry.cents).where(
            col(LedgerEntry.transaction_id) == transaction_id,
            col(LedgerEntry.account_id) == account_id,
            col(LedgerEntry.book) == LedgerBook.CASH,
        )
    ).one_or_none()
    if posted is not None and posted != cents:
        raise ReceiptUsedTwice(f"Receipt {receipt_number} was posted before, with {money_text(posted)}.")
    if posted is not None:
        return False
    payment = Transaction(
        transaction_id, LedgerKind.PAYMENT, {account_id: postings}, posted_on, f"Receipt {receipt_number}"
    )
    post(session, transactions=[payment], now=now)
    return True


def _statement(draft: BillDraft, previous_cents: Cents, issued_on: date) -> Statement:
    statement_id = uuid4()
    return Statement(
        id=statement_id,
        bill_number=bill_number_of(statement_id, end_on=draft.period.end_on),
        account_id=draft.account_id,
        start_on=draft.period.start_on,
        end_on=draft.period.end_on,
        issued_on=issued_on,
        due_on=due_day(issued_on),
        previous_cents=previous_cents,
        charges_cents=draft.charges_cents,
        billed_cents=draft.billed_cents,
        is_estimated=draft.is_estimated,
        revision=draft.revision,
    )


def _charges(draft: BillDraft, statement_id: UUID) -> Sequence[Row]:
    lines = [(service.service_agreement_id, line) for service in draft.services for line in service.priced.lines]
    return [
        {
            "statement_id": statement_id,
            "position": position,
            "service_agreement_id": agreement_id,
            "kind": str(line.kind),
            "label": line.label,
            "quantity_text": line.quantity_text,
            "price_text": line.price_text,
            "explanation": line.explanation,
            "rate_code": line.rate_code,
            "rate_from": line.rate_from,
            "cents": line.cents,
        }
        for position, (agreement_id, line) in enumerate(lines, start=1)
    ]


def _readings(draft: BillDraft, statement_id: UUID) -> Sequence[Row]:
    return [
        {
            "statement_id": statement_id,
            "usage_point_id": reading.usage_point_id,
            "flow": reading.flow,
            "service_agreement_id": reading.service_agreement_id,
            "quantity": reading.quantity,
            "estimated_quantity": reading.estimated_quantity,
            "present_seconds": reading.present_seconds,
            "estimated_seconds": reading.estimated_seconds,
            "expected_seconds": reading.expected_seconds,
        }
        for reading in draft.readings
    ]


def _true_ups(draft: BillDraft, statement_id: UUID) -> Sequence[Row]:
    return [
        {"estimated_statement_id": one.estimated_statement_id, "statement_id": statement_id, "cents": one.cents}
        for one in draft.true_ups
    ]


def _transactions(draft: BillDraft, statement: Statement) -> Sequence[Transaction]:
    number, account_id, on = statement.bill_number, draft.account_id, statement.issued_on
    sides = {account_id: statement_postings(draft.sums)}
    bill = Transaction(statement.id, LedgerKind.STATEMENT, sides, on, f"Bill {number}", statement.id)
    if not draft.put_by_cents:
        return (bill,)
    earned = Transaction(
        uuid5(PUT_BY, str(statement.id)),
        LedgerKind.METERING_CREDIT,
        {account_id: metering_credit_postings(cents=draft.put_by_cents)},
        on,
        f"Energy sent back, bill {number}",
        statement.id,
    )
    return bill, earned
