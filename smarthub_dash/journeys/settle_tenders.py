"""Settle tenders: ask the processor outside of any transaction, then write down what it said in one."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.payments.operations.settling import note_charge, settle_tender
from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Tender
from smarthub_dash.domain.payments.rules import TenderState
from smarthub_dash.gateways.processor import Charge, ChargeOrder, ProcessorAway
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.payment_letters import tell_of_outcome
from smarthub_dash.journeys.till import Till, order_for, outcome_of

TOPIC = "payment"


def charge_tender(till: Till, *, tender_id: UUID, now: datetime) -> None:
    """Charge a tender that was just opened; if nobody answers it stays open, and is asked about later."""
    order = _order(till, tender_id)
    try:
        charge = till.processor.charge(order)
    except ProcessorAway:
        return
    take_answer(till, tender_id=tender_id, charge=charge, now=now)


def take_answer(till: Till, *, tender_id: UUID, charge: Charge, now: datetime) -> TenderState | None:
    """Write down where a charge stands, with all that follows; return the new state, None if nothing changed."""
    outcome = outcome_of(charge)
    with till.database.unit_of_work() as session:
        reached = settle_tender(session, tender_id=tender_id, outcome=outcome, on=till.today(now), now=now)
        if reached is None:
            note_charge(session, tender_id=tender_id, charge_ref=charge.charge_ref)
            return None
        tell_of_outcome(session, tender_id=tender_id, reached=reached, zone=till.zone, now=now)
        announce(session, topic=TOPIC, account_ids=_accounts(session, tender_id), now=now)
    return reached


def _order(till: Till, tender_id: UUID) -> ChargeOrder:
    with till.database.reading() as session:
        tender = session.exec(select(Tender).where(col(Tender.id) == tender_id)).one()
        event = session.get_one(PaymentEvent, tender.event_id)
    return order_for(tender, source=event.source, receipt_number=event.receipt_number, public_url=till.public_url)


def _accounts(session: Session, tender_id: UUID) -> list[UUID]:
    # no scope: open pages follow by their own
    return list(session.exec(select(Payment.account_id).where(col(Payment.tender_id) == tender_id)))
