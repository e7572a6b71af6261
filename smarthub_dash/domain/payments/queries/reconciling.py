"""Reads for laying our payments beside the processor's."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from smarthub_dash.domain.payments.records import Payment, ReconciliationDifference, Refund, Tender
from smarthub_dash.domain.payments.rules import RefundState, TenderState
from smarthub_dash.domain.payments.rules.reconciling import OurSide
from smarthub_dash.kit.money import Cents


def sides_of(session: Session, *, tender_ids: Collection[UUID]) -> Mapping[UUID, OurSide]:
    """Return tenders as we know them, by id."""
    # no scope: the books of the processor are over all accounts
    return {each.tender_id: each for each in _sides(session, col(Tender.id).in_(tender_ids))}


def sides_opened(session: Session, *, opened_from: datetime, opened_to: datetime) -> Sequence[OurSide]:
    """Return the tenders that were opened in `[opened_from, opened_to)`."""
    # no scope: as above
    return _sides(session, col(Tender.opened_at) >= opened_from, col(Tender.opened_at) < opened_to)


def open_differences(session: Session, *, day: date | None = None) -> Sequence[ReconciliationDifference]:
    """Return the differences that nobody has settled, of one day or of all, the oldest first."""
    # no scope: as above
    found = select(ReconciliationDifference).where(col(ReconciliationDifference.settled_at).is_(None))
    if day is not None:
        found = found.where(col(ReconciliationDifference.day) == day)
    newest = (col(ReconciliationDifference.day), col(ReconciliationDifference.charge_ref))
    return session.exec(found.order_by(*newest)).all()


def _sides(session: Session, *conditions: ColumnElement[bool]) -> Sequence[OurSide]:
    # no scope: as above
    tenders = session.exec(select(Tender).where(*conditions)).all()
    given = _given_at_processor(session, {each.id: each for each in tenders})
    return [
        OurSide(
            each.id,
            each.charge_ref or "",
            TenderState(each.state),
            each.cents + each.fee_cents,
            given.get(each.id, 0),
        )
        for each in tenders
    ]


def _given_at_processor(session: Session, tenders: Mapping[UUID, Tender]) -> Mapping[UUID, Cents]:
    # no scope: as above
    given: dict[UUID, Cents] = {}
    rows = session.execute(
        select_columns(col(Payment.tender_id), col(Refund.act_id), func.sum(col(Refund.cents)))
        .join(Payment, col(Payment.id) == col(Refund.payment_id))
        .where(col(Payment.tender_id).in_(tenders), col(Refund.state) == RefundState.DONE)
        .group_by(col(Payment.tender_id), col(Refund.act_id))
    )
    for tender_id, _, cents in rows:
        tender = tenders[tender_id]
        fee_cents = tender.fee_cents if int(cents) == tender.cents else 0
        given[tender_id] = given.get(tender_id, 0) + int(cents) + fee_cents
    return given
