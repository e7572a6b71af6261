"""Give money back: the refunds of one act are opened, sent and settled together."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.operations.payments import Moved, take_back_payments
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.payments.queries.refunds import RefundAct
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts
from smarthub_dash.domain.payments.records import Payment, Refund, Tender, TenderStep
from smarthub_dash.domain.payments.rules import CREDITED, RefundState, TenderState
from smarthub_dash.domain.payments.rules.asking import FIRST_WAIT, wait_after
from smarthub_dash.domain.payments.rules.refunds import refuse_more_than_left
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

ACTS = UUID("7a1e3f44-9f0e-4f2b-8a53-6b1d0c7d2e55")
"""The namespace that turns the reference of a refund into its id."""


class NotCredited(Refused):
    """There is nothing to give back: the payment was not credited, or went back already."""


def open_refunds(
    session: Session,
    *,
    facts: TenderFacts,
    given: Mapping[UUID, Cents],
    reference: str,
    reason: str,
    asked_by: UUID | None,
    now: datetime,
) -> UUID:
    """
    Open what is given back of a payment, by account; return the id by which the act is known, the same for a reference.

    :raises NotCredited: if the payment was not credited, or went back
    :raises MoreThanLeft: if more is given back than is left of a payment
    """
    # no scope: staff give back any payment
    lock_accounts(session, account_ids=facts.account_ids)
    act_id = uuid5(ACTS, reference)
    if session.exec(select(Refund.id).where(col(Refund.act_id) == act_id)).first() is not None:
        return act_id
    state = session.exec(select(Tender.state).where(col(Tender.id) == facts.tender.id).with_for_update()).one()
    if state not in CREDITED:
        raise NotCredited("There is nothing to give back of this payment.")
    gone = _given_of(session, facts.tender.id)
    left = {each.account_id: each.cents - gone.get(each.payment_id, 0) for each in facts.accounts}
    refuse_more_than_left(given, left=left)
    payment_ids = {each.account_id: each.payment_id for each in facts.accounts}
    session.add_all(
        Refund(
            act_id=act_id,
            payment_id=payment_ids[account_id],
            cents=cents,
            reason=reason[:200],
            asked_by=asked_by,
            asked_at=now,
            ask_at=now + FIRST_WAIT,
        )
        for account_id, cents in given.items()
    )
    session.flush()
    return act_id


def settle_refunds(
    session: Session, *, act: RefundAct, is_done: bool, refund_ref: str, on: date, now: datetime
) -> bool:
    """Note what became of an act of giving back, with its ledger entries; return False if that was known."""
    # no scope: as above
    state = RefundState.DONE if is_done else RefundState.FAILED
    changed = session.exec(
        update(Refund)
        .where(col(Refund.act_id) == act.act_id, col(Refund.state) == RefundState.OPEN)
        .values(state=state, settled_at=now, ask_at=None)
    )
    if changed.rowcount == 0:
        return False
    if refund_ref:
        session.exec(update(Refund).where(col(Refund.id) == act.refund_ids[0]).values(refund_ref=refund_ref))
    if not is_done:
        return True
    tender_state = session.exec(select(Tender.state).where(col(Tender.id) == act.tender_id).with_for_update()).one()
    if tender_state in CREDITED:
        _take_back(session, act, on, now)
    return True


def ask_again_about_refund(session: Session, *, act: RefundAct, tries: int, now: datetime) -> bool:
    """Take it on to send an act once more; False if somebody else took it on meanwhile."""
    # no scope: as above
    taken = session.exec(
        update(Refund)
        .where(col(Refund.act_id) == act.act_id, col(Refund.tries) == tries, col(Refund.state) == RefundState.OPEN)
        .values(tries=tries + 1, ask_at=now + wait_after(tries + 1))
    )
    return taken.rowcount > 0


def _take_back(session: Session, act: RefundAct, on: date, now: datetime) -> None:
    # no scope: as above
    taken = [
        Moved(refund_id, account_id, cents, f"Receipt {act.receipt_number} given back")
        for refund_id, account_id, cents in act.parts
    ]
    take_back_payments(session, taken=taken, kind=LedgerKind.REFUND, on=on, now=now)
    if sum(_given_of(session, act.tender_id, only=RefundState.DONE).values()) < act.tender_cents:
        return
    # Nothing of it is left.
    session.exec(
        update(Tender)
        .where(col(Tender.id) == act.tender_id, col(Tender.state).in_(CREDITED))
        .values(state=TenderState.REFUNDED, ask_at=None)
    )
    session.add(TenderStep(tender_id=act.tender_id, state=TenderState.REFUNDED, words="", at=now))
    session.flush()


def _given_of(session: Session, tender_id: UUID, *, only: RefundState | None = None) -> Mapping[UUID, Cents]:
    # no scope: as above
    counted = (RefundState.OPEN, RefundState.DONE) if only is None else (only,)
    rows = session.exec(
        select(Refund.payment_id, func.sum(col(Refund.cents)))
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .where(col(Payment.tender_id) == tender_id, col(Refund.state).in_(counted))
        .group_by(col(Refund.payment_id))
    )
    return {payment_id: int(cents) for payment_id, cents in rows}
