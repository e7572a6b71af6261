"""Writes of bills and the ledger. The ledger is appended to, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4, uuid5

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.records import Charge, LedgerEntry, Statement
from smarthub_dash.domain.billing.rules import (
    LedgerBook,
    LedgerKind,
    Posting,
    bill_number_of,
    due_day,
    payment_postings,
    statement_postings,
)
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.schedule import ChargeKind
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period

RECEIPTS = UUID("6f9d2a52-6a0e-4c0a-9a3b-7d1f0f0c5b11")
"""The namespace that turns the number of a receipt into the id of its ledger transaction."""

Row: TypeAlias = dict[str, Any]


class ReceiptUsedTwice(Refused):
    """A receipt's number was posted before with another amount."""


@dataclass(frozen=True, slots=True)
class PricedService:
    """The lines of one service agreement on a bill."""

    service_agreement_id: UUID
    priced: PricedPeriod


@dataclass(frozen=True, slots=True)
class BillDraft:
    """A bill before it is issued."""

    account_id: UUID
    period: Period
    services: tuple[PricedService, ...]
    is_estimated: bool

    @property
    def charges_cents(self) -> Cents:
        return sum(service.priced.cents for service in self.services)

    @property
    def tax_cents(self) -> Cents:
        return sum(service.priced.cents_of_kinds(ChargeKind.TAX) for service in self.services)


def issue_statements(
    session: Session, *, drafts: Sequence[BillDraft], issued_on: date, now: datetime
) -> Sequence[Statement]:
    """
    Issue bills of different accounts: statement, lines and ledger entries.

    :raises IntegrityError: if an account has a bill that starts on the same day
    """
    # no scope: the bill run bills every account
    before = balances(session, account_ids=[draft.account_id for draft in drafts])
    statements = [_statement(draft, before[draft.account_id], issued_on) for draft in drafts]
    session.add_all(statements)
    session.flush()
    bills = list(zip(drafts, statements, strict=True))
    _append(session, Charge, [charge for draft, statement in bills for charge in _charges(draft, statement.id)])
    _append(session, LedgerEntry, [entry for bill in bills for entry in _statement_entries(*bill, now=now)])
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
    # SQLite has one writer; on PostgreSQL the account's row is the lock that makes the next look true until commit.
    session.exec(select(Account.id).where(col(Account.id) == account_id).with_for_update()).one()
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
    entries = [
        _entry(
            posting,
            transaction_id=transaction_id,
            account_id=account_id,
            kind=LedgerKind.PAYMENT,
            posted_on=posted_on,
            now=now,
            statement_id=None,
            memo=f"Receipt {receipt_number}",
        )
        for posting in postings
    ]
    _append(session, LedgerEntry, entries)
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
        billed_cents=draft.charges_cents,
        is_estimated=draft.is_estimated,
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
            "cents": line.cents,
        }
        for position, (agreement_id, line) in enumerate(lines, start=1)
    ]


def _statement_entries(draft: BillDraft, statement: Statement, *, now: datetime) -> Sequence[Row]:
    postings = statement_postings(charges_cents=draft.charges_cents, tax_cents=draft.tax_cents)
    return [
        _entry(
            posting,
            transaction_id=statement.id,
            account_id=draft.account_id,
            kind=LedgerKind.STATEMENT,
            posted_on=statement.issued_on,
            now=now,
            statement_id=statement.id,
            memo=f"Bill {statement.bill_number}",
        )
        for posting in postings
    ]


def _entry(
    posting: Posting,
    *,
    transaction_id: UUID,
    account_id: UUID,
    kind: LedgerKind,
    posted_on: date,
    now: datetime,
    statement_id: UUID | None,
    memo: str,
) -> Row:
    return {
        "transaction_id": transaction_id,
        "account_id": account_id,
        "book": posting.book,
        "kind": str(kind),
        "cents": posting.cents,
        "posted_on": posted_on,
        "posted_at": now,
        "statement_id": statement_id,
        "memo": memo,
    }


def _append(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    # Plain rows: making a record of each line and entry was the longest part of a bill run.
    if rows:
        session.execute(insert(table), rows)
