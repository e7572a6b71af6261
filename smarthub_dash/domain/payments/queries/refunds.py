"""Reads of refunds. Those of one act are one refund at the processor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Refund, Tender
from smarthub_dash.domain.payments.rules import RefundState
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class RefundAct:
    """One act of giving back. Units: cents."""

    act_id: UUID
    """The key of it at the processor."""
    parts: tuple[tuple[UUID, UUID, Cents], ...]
    """Each refund with its account and amount."""
    state: RefundState
    reason: str
    tries: int
    ask_at: datetime | None
    tender_id: UUID
    tender_cents: Cents
    fee_cents: Cents
    charge_ref: str
    receipt_number: str

    @property
    def refund_ids(self) -> tuple[UUID, ...]:
        return tuple(refund_id for refund_id, _, _ in self.parts)

    @property
    def cents(self) -> Cents:
        return sum(cents for _, _, cents in self.parts)

    @property
    def cents_at_processor(self) -> Cents:
        """What the processor gives back: with the fee, where the whole payment goes back at once."""
        return self.cents + (self.fee_cents if self.cents == self.tender_cents else 0)


def act_of(session: Session, *, act_id: UUID) -> RefundAct:
    """Return an act of giving back by its id."""
    # no scope: staff give back any payment
    rows = session.execute(
        select_columns(Refund, col(Payment.account_id), Tender, col(PaymentEvent.receipt_number))
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .join(PaymentEvent, col(PaymentEvent.id) == col(Tender.event_id))
        .where(col(Refund.act_id) == act_id)
        .order_by(col(Payment.account_id))
    ).all()
    first, _, tender, number = rows[0]
    return RefundAct(
        act_id=act_id,
        parts=tuple((refund.id, account_id, refund.cents) for refund, account_id, _, _ in rows),
        state=RefundState(first.state),
        reason=first.reason,
        tries=first.tries,
        ask_at=first.ask_at,
        tender_id=tender.id,
        tender_cents=tender.cents,
        fee_cents=tender.fee_cents,
        charge_ref=tender.charge_ref or "",
        receipt_number=number,
    )


def due_refunds(session: Session, *, now: datetime, most: int) -> Sequence[UUID]:
    """Return the acts of giving back that are to be sent by now."""
    # no scope: as above
    due = select(Refund.act_id).where(col(Refund.state) == RefundState.OPEN, col(Refund.ask_at) <= now)
    return session.exec(due.distinct().limit(most)).all()


def given_back(session: Session, *, tender_ids: Sequence[UUID]) -> Mapping[UUID, Cents]:
    """Return what was given back of each tender."""
    # no scope: as above
    rows = session.exec(
        select(Payment.tender_id, func.sum(col(Refund.cents)))
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .where(col(Payment.tender_id).in_(tender_ids), col(Refund.state) == RefundState.DONE)
        .group_by(col(Payment.tender_id))
    )
    return {tender_id: int(cents) for tender_id, cents in rows}


def tender_of_receipt(session: Session, *, receipt_number: str) -> UUID | None:
    """Return the tender of a receipt; None if there is none of that number."""
    # no scope: as above
    found = select(Tender.id).join(PaymentEvent, col(PaymentEvent.id) == col(Tender.event_id))
    return session.exec(found.where(col(PaymentEvent.receipt_number) == receipt_number)).first()
