"""Proof of payments: what was credited, taken back and given back is in the ledger, once and to the cent."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.billing.operations.payments import ledger_id_of
from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.billing.records import LedgerEntry
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Refund, Tender
from smarthub_dash.domain.payments.rules import CREDITED, RefundState, TenderState
from smarthub_dash.kit.money import Cents, money_text

EVER_CREDITED = (*CREDITED, TenderState.RETURNED, TenderState.REFUNDED)
TAKEN_BACK = (LedgerKind.REVERSAL, LedgerKind.REFUND)


def prove_payments(session: Session) -> tuple[Checked, ...]:
    """Check the payments of one moment against the ledger."""
    # no scope: the proof is over all accounts
    return tuple(check(session) for check in PAYMENT_CHECKS)


def sums_of_tenders(session: Session) -> Checked:
    """Check that what the accounts get is what was offered."""
    # no scope: as above
    rows = session.execute(
        select_columns(col(PaymentEvent.receipt_number), col(Tender.cents), func.sum(col(Payment.cents)))
        .join(Tender, col(Tender.event_id) == col(PaymentEvent.id))
        .outerjoin(Payment, col(Payment.tender_id) == col(Tender.id))
        .group_by(col(PaymentEvent.receipt_number), col(Tender.cents))
    ).all()
    faults = [
        f"Receipt {number} is over {money_text(cents)}, its payments sum to {money_text(int(paid or 0))}."
        for number, cents, paid in rows
        if cents != int(paid or 0)
    ]
    return Checked("Payments that sum to what was offered", len(rows), tuple(faults))


def payments_in_ledger(session: Session) -> Checked:
    """Check that each payment has the ledger transactions that its state calls for, and no others."""
    # no scope: as above
    posted = _posted(session)
    faults, explained, count = [], set(), 0
    for number, transaction_id, wanted in _wanted(session, posted):
        count, explained = count + 1, explained | {transaction_id}
        _, cents = posted.get(transaction_id, ("", 0))
        if cents != wanted:
            faults.append(f"Receipt {number}: the ledger has {money_text(cents)}, not {money_text(wanted)}.")
    unexplained = [one for one, (kind, _) in posted.items() if kind in TAKEN_BACK and one not in explained]
    faults += [f"Ledger transaction {one} takes back no payment that we know." for one in unexplained]
    return Checked("Payments as the ledger has them", count, tuple(faults))


def _wanted(session: Session, posted: Mapping[UUID, tuple[str, Cents]]) -> Iterator[tuple[str, UUID, Cents]]:
    """Yield what the ledger must hold for each payment, its return and its refunds; zero where nothing belongs."""
    given: dict[UUID, Cents] = {}
    for refund, number, returned_at in session.execute(
        select_columns(Refund, col(PaymentEvent.receipt_number), col(Tender.returned_at))
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .join(PaymentEvent, col(PaymentEvent.id) == col(Tender.event_id))
    ):
        transaction_id = ledger_id_of(refund.id, kind=LedgerKind.REFUND)
        # Of a payment that came back, only what was given back before that is in the ledger; its return is the rest.
        is_late = returned_at is not None and transaction_id not in posted
        cents = refund.cents if refund.state is RefundState.DONE and not is_late else 0
        given[refund.payment_id] = given.get(refund.payment_id, 0) + cents
        yield number, transaction_id, cents
    for payment, state, number in session.execute(
        select_columns(Payment, col(Tender.state), col(PaymentEvent.receipt_number))
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .join(PaymentEvent, col(PaymentEvent.id) == col(Tender.event_id))
    ):
        yield number, ledger_id_of(payment.id, kind=LedgerKind.PAYMENT), -payment.cents if state in EVER_CREDITED else 0
        returned = payment.cents - given.get(payment.id, 0) if state is TenderState.RETURNED else 0
        yield number, ledger_id_of(payment.id, kind=LedgerKind.REVERSAL), returned


def _posted(session: Session) -> Mapping[UUID, tuple[str, Cents]]:
    rows = session.execute(
        select_columns(col(LedgerEntry.transaction_id), col(LedgerEntry.kind), func.sum(col(LedgerEntry.cents)))
        .where(
            col(LedgerEntry.kind).in_((LedgerKind.PAYMENT, *TAKEN_BACK)),
            col(LedgerEntry.book) == LedgerBook.RECEIVABLE,
        )
        .group_by(col(LedgerEntry.transaction_id), col(LedgerEntry.kind))
    )
    return {transaction_id: (kind, int(cents)) for transaction_id, kind, cents in rows}


PAYMENT_CHECKS = (sums_of_tenders, payments_in_ledger)
