"""
Settle a tender: one conditional UPDATE decides, and only whoever changed the row writes to the ledger.

However often it is told where a charge stands, in whatever order, by whichever worker: each payment is credited once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, col, func, select

from smarthub_dash.domain.billing.operations.payments import Moved, credit_payments, take_back_payments
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.payments.operations.opening import step_row
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts
from smarthub_dash.domain.payments.records import Payment, Refund, Tender, TenderStep
from smarthub_dash.domain.payments.rules import CREDITED, UNSETTLED, RefundState, TenderState
from smarthub_dash.domain.payments.rules.asking import DRAFT_WAIT, STEP_LIFE, wait_after
from smarthub_dash.domain.payments.rules.outcomes import Outcome, next_state
from smarthub_dash.kit.prepared import put_rows

MOVING = (
    *("state", "ask_at", "step_url", "code", "tries", "charge_ref"),
    *("settled_at", "cleared_at", "returned_at"),
)
"""What changes of a tender that moves."""


@dataclass(frozen=True, slots=True)
class Move:
    """From which state a tender went to which."""

    before: TenderState
    reached: TenderState

    @property
    def is_credited(self) -> bool:
        """Whether the ledger holds it from now on, and did not before."""
        return self.reached in CREDITED and self.before not in CREDITED


def settle_tender(session: Session, *, facts: TenderFacts, outcome: Outcome, on: date, now: datetime) -> Move | None:
    """
    Bring a tender to where its charge stands, with its ledger entries; return what moved, None if nothing did.

    The facts are those that this transaction read; their tender is told what moved.
    """
    # no scope: the processor says what became of a charge, whoever's accounts it is for
    state = TenderState(facts.tender.state)
    reached = next_state(state, outcome.state)
    if reached is TenderState.RETURNED and _is_given_back(session, facts.tender.id):
        # We called it off ourselves, and the answer to that is on its way: it is a refund, and posted as one.
        return None
    if reached is None or not _moved(session, facts.tender, state, reached, outcome, now):
        return None
    put_rows(session, TenderStep, [step_row(facts.tender.id, reached, words=outcome.code[:200], at=now)])
    move = Move(state, reached)
    if move.is_credited:
        credit_payments(session, received=_payments(facts), on=on, now=now)
    if reached is TenderState.RETURNED:
        take_back_payments(session, taken=_left(session, facts), kind=LedgerKind.REVERSAL, on=on, now=now)
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
    session: Session, tender: Tender, state: TenderState, reached: TenderState, outcome: Outcome, now: datetime
) -> bool:
    is_settled = state in UNSETTLED and reached not in UNSETTLED
    values: dict[str, object] = {
        "state": reached,
        "ask_at": _ask_at(reached, now),
        "step_url": outcome.step_url if reached is TenderState.NEEDS_STEP else "",
        "code": outcome.code[:60],
        "tries": 0,
        "charge_ref": outcome.charge_ref or tender.charge_ref,
        "settled_at": now if is_settled else tender.settled_at,
        "cleared_at": now if reached is TenderState.CLEARED else tender.cleared_at,
        "returned_at": now if reached is TenderState.RETURNED else tender.returned_at,
    }
    # `WHERE state = …` is the lock: of two that were told the same, one changes a row, and it alone posts.
    changed = session.connection().execute(_moving(), {**values, "of_tender": tender.id, "from_state": state})
    if changed.rowcount != 1:
        return False
    for name, value in values.items():
        set_committed_value(tender, name, value)
    return True


@lru_cache(maxsize=1)
def _moving() -> Update:
    table = SQLModel.metadata.tables[str(Tender.__tablename__)]
    places = {name: bindparam(name) for name in MOVING}
    return (
        update(table)
        .where(table.c.id == bindparam("of_tender"), table.c.state == bindparam("from_state"))
        .values(places)
    )


def _ask_at(reached: TenderState, now: datetime) -> datetime | None:
    waits: dict[TenderState, timedelta] = {
        TenderState.OPEN: wait_after(1),
        TenderState.NEEDS_STEP: STEP_LIFE,
        TenderState.PENDING: DRAFT_WAIT,
    }
    return now + waits[reached] if reached in waits else None


def _payments(facts: TenderFacts) -> Sequence[Moved]:
    memo = f"Receipt {facts.event.receipt_number}"
    return [Moved(each.payment_id, each.account_id, each.cents, memo) for each in facts.accounts]


def _left(session: Session, facts: TenderFacts) -> Sequence[Moved]:
    """Return what is left of each payment after what was given back of it."""
    given = dict(
        session.exec(
            select(Refund.payment_id, func.sum(col(Refund.cents)))
            .join(Payment, col(Payment.id) == col(Refund.payment_id))
            .where(col(Payment.tender_id) == facts.tender.id, col(Refund.state) == RefundState.DONE)
            .group_by(col(Refund.payment_id))
        ).all()
    )
    left = [
        Moved(each.cause_id, each.account_id, each.cents - int(given.get(each.cause_id, 0)), f"{each.memo} returned")
        for each in _payments(facts)
    ]
    return [each for each in left if each.cents > 0]
