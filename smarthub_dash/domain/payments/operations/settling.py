"""
Settle a tender: one conditional UPDATE decides, and only whoever changed the row writes to the ledger.

However often it is told where a charge stands, in whatever order, by whichever worker: each payment is credited once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.billing.operations.payments import Moved, credit_payments, take_back_payments
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Refund, Tender, TenderStep
from smarthub_dash.domain.payments.rules import CREDITED, UNSETTLED, RefundState, TenderState
from smarthub_dash.domain.payments.rules.asking import DRAFT_WAIT, STEP_LIFE, wait_after
from smarthub_dash.domain.payments.rules.outcomes import Outcome, next_state


@dataclass(frozen=True, slots=True)
class Move:
    """From which state a tender went to which."""

    before: TenderState
    reached: TenderState

    @property
    def is_credited(self) -> bool:
        """Whether the ledger holds it from now on, and did not before."""
        return self.reached in CREDITED and self.before not in CREDITED


def settle_tender(session: Session, *, tender_id: UUID, outcome: Outcome, on: date, now: datetime) -> Move | None:
    """
    Bring a tender to where its charge stands, with its ledger entries; return what moved, None if nothing did.

    :raises NoResultFound: if there is no such tender
    """
    # no scope: the processor says what became of a charge, whoever's accounts it is for
    state = TenderState(session.exec(select(Tender.state).where(col(Tender.id) == tender_id)).one())
    reached = next_state(state, outcome.state)
    if reached is TenderState.RETURNED and _is_given_back(session, tender_id):
        # We called it off ourselves, and the answer to that is on its way: it is a refund, and posted as one.
        return None
    if reached is None or not _moved(session, tender_id, state, reached, outcome, now):
        return None
    session.add(TenderStep(tender_id=tender_id, state=reached, words=outcome.code[:200], at=now))
    session.flush()
    move = Move(state, reached)
    if move.is_credited:
        credit_payments(session, received=_payments(session, tender_id), on=on, now=now)
    if reached is TenderState.RETURNED:
        take_back_payments(session, taken=_left(session, tender_id), kind=LedgerKind.REVERSAL, on=on, now=now)
    return move


def ask_again(session: Session, *, tender_id: UUID, tries: int, now: datetime) -> datetime | None:
    """
    Take it on to ask about a tender; return when it is asked about next, None if somebody else took it on meanwhile.

    The count that was read is the fence: of two workers that saw the same count, one goes on.
    """
    # no scope: as above
    again_at = now + wait_after(tries + 1)
    taken = session.exec(
        update(Tender)
        .where(col(Tender.id) == tender_id, col(Tender.tries) == tries)
        .values(tries=tries + 1, ask_at=again_at)
    )
    return again_at if taken.rowcount == 1 else None


def note_charge(session: Session, *, tender_id: UUID, charge_ref: str) -> None:
    """Keep by which name the processor knows a charge that nobody can say more of yet."""
    # no scope: as above
    if not charge_ref:
        return
    session.exec(
        update(Tender)
        .where(col(Tender.id) == tender_id, col(Tender.charge_ref).is_(None))
        .values(charge_ref=charge_ref)
    )


def _is_given_back(session: Session, tender_id: UUID) -> bool:
    waiting = (
        select(Refund.id)
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .where(col(Payment.tender_id) == tender_id, col(Refund.state) == RefundState.OPEN)
    )
    return session.exec(waiting.limit(1)).first() is not None


def _moved(
    session: Session, tender_id: UUID, state: TenderState, reached: TenderState, outcome: Outcome, now: datetime
) -> bool:
    values: dict[str, object] = {
        "state": reached,
        "ask_at": _ask_at(reached, now),
        "step_url": outcome.step_url if reached is TenderState.NEEDS_STEP else "",
        "code": outcome.code[:60],
        "tries": 0,
    }
    if outcome.charge_ref:
        values["charge_ref"] = outcome.charge_ref
    if state in UNSETTLED and reached not in UNSETTLED:
        values["settled_at"] = now
    if reached is TenderState.CLEARED:
        values["cleared_at"] = now
    if reached is TenderState.RETURNED:
        values["returned_at"] = now
    # `WHERE state = …` is the lock: of two that were told the same, one changes a row, and it alone posts.
    changed = session.exec(
        update(Tender)
        .where(col(Tender.id) == tender_id, col(Tender.state) == state)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1


def _ask_at(reached: TenderState, now: datetime) -> datetime | None:
    waits: dict[TenderState, timedelta] = {
        TenderState.OPEN: wait_after(1),
        TenderState.NEEDS_STEP: STEP_LIFE,
        TenderState.PENDING: DRAFT_WAIT,
    }
    return now + waits[reached] if reached in waits else None


def _payments(session: Session, tender_id: UUID) -> Sequence[Moved]:
    number = _receipt_number(session, tender_id)
    rows = session.exec(select(Payment).where(col(Payment.tender_id) == tender_id).order_by(col(Payment.account_id)))
    return [Moved(each.id, each.account_id, each.cents, f"Receipt {number}") for each in rows]


def _left(session: Session, tender_id: UUID) -> Sequence[Moved]:
    """Return what is left of each payment after what was given back of it."""
    given = dict(
        session.exec(
            select(Refund.payment_id, func.sum(col(Refund.cents)))
            .join(Payment, col(Payment.id) == col(Refund.payment_id))
            .where(col(Payment.tender_id) == tender_id, col(Refund.state) == RefundState.DONE)
            .group_by(col(Refund.payment_id))
        ).all()
    )
    payments = _payments(session, tender_id)
    left = [
        Moved(each.cause_id, each.account_id, each.cents - int(given.get(each.cause_id, 0)), f"{each.memo} returned")
        for each in payments
    ]
    return [each for each in left if each.cents > 0]


def _receipt_number(session: Session, tender_id: UUID) -> str:
    found = select(PaymentEvent.receipt_number).join(Tender, col(Tender.event_id) == col(PaymentEvent.id))
    return session.exec(found.where(col(Tender.id) == tender_id)).one()
