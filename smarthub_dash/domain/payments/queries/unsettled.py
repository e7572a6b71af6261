"""Reads of tenders that somebody has to ask about, and of what is told of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.payments.queries import PaidAccount
from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Tender, TenderStep
from smarthub_dash.domain.payments.rules import UNSETTLED, MethodKind, PaymentSource, TenderState

ASKED_ABOUT = (*UNSETTLED, TenderState.PENDING)


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """A tender with its event and payments, as whoever sends, settles or tells of it needs them."""

    tender: Tender
    event: PaymentEvent
    accounts: tuple[PaidAccount, ...]

    @property
    def source(self) -> PaymentSource:
        return PaymentSource(self.event.source)

    @property
    def kind(self) -> MethodKind:
        return MethodKind(self.tender.kind)

    @property
    def account_ids(self) -> tuple[UUID, ...]:
        return tuple(each.account_id for each in self.accounts)


def due_tenders(session: Session, *, now: datetime, most: int) -> Sequence[UUID]:
    """Return the tenders about which the processor is to be asked by now, the longest waiting first."""
    # no scope: a job settles what every member paid
    due = select(Tender.id).where(col(Tender.state).in_(ASKED_ABOUT), col(Tender.ask_at) <= now)
    return session.exec(due.order_by(col(Tender.ask_at)).limit(most)).all()


def tender_facts(session: Session, *, tender_id: UUID) -> TenderFacts | None:
    """Return a tender with all that belongs to it; None if there is none of that id."""
    # no scope: as above
    rows = session.execute(_facts(), {"tender_id": tender_id}).all()
    if not rows:
        return None
    return TenderFacts(rows[0][0], rows[0][1], tuple(PaidAccount(*row[2:]) for row in rows))


@lru_cache(maxsize=1)
def _facts() -> Select:
    account = (col(Payment.id), col(Payment.account_id), col(Account.account_number), col(Payment.cents))
    return (
        select_columns(Tender, PaymentEvent, *account)
        .join(PaymentEvent, col(PaymentEvent.id) == col(Tender.event_id))
        .join(Payment, col(Payment.tender_id) == col(Tender.id))
        .join(Account, col(Account.id) == col(Payment.account_id))
        .where(col(Tender.id) == bindparam("tender_id"))
        .order_by(col(Account.account_number))
    )


def facts_by_key(session: Session, *, key: str) -> TenderFacts | None:
    """Return a tender with all that belongs to it by the key of its event; None if there is none."""
    # no scope: as above
    found = select(Tender.id).join(PaymentEvent, col(PaymentEvent.id) == col(Tender.event_id))
    tender_id = session.exec(found.where(col(PaymentEvent.key) == key)).first()
    return None if tender_id is None else tender_facts(session, tender_id=tender_id)


def steps_of(session: Session, *, tender_id: UUID) -> Sequence[TenderStep]:
    """Return what became of a tender, in order."""
    # no scope: as above
    steps = select(TenderStep).where(col(TenderStep.tender_id) == tender_id)
    return session.exec(steps.order_by(col(TenderStep.id))).all()


def draws_without_money(session: Session, *, method_id: UUID, codes: Sequence[str]) -> int:
    """Count how often a bank account had no money since a draft of it last went through."""
    # no scope: as above
    last_paid = select(func.max(Tender.cleared_at)).where(
        col(Tender.method_id) == method_id, col(Tender.state) == TenderState.CLEARED
    )
    since = session.exec(last_paid).one()
    failed = select(func.count()).where(
        col(Tender.method_id) == method_id,
        col(Tender.state).in_((TenderState.RETURNED, TenderState.DECLINED)),
        col(Tender.code).in_(codes),
    )
    return session.exec(failed if since is None else failed.where(col(Tender.opened_at) > since)).one()
