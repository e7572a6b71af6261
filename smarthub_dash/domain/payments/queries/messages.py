"""Reads for whoever hears the processor: what was heard, and which tender a charge belongs to."""

from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.payments.records import ProcessorMessage, Tender


def was_heard(session: Session, *, message_id: str) -> bool:
    """Tell whether a message was heard before."""
    # no scope: a message names a charge, and shows nothing
    return session.get(ProcessorMessage, message_id) is not None


def tender_of_charge(session: Session, *, charge_ref: str) -> UUID | None:
    """Return the tender of a charge by the processor's name of it; None if we were not told that name yet."""
    # no scope: as above
    return session.exec(select(Tender.id).where(col(Tender.charge_ref) == charge_ref)).first()


def tender_of_key(session: Session, *, key: str) -> UUID | None:
    """Return the tender of a charge by our name of it; None if it is none of ours."""
    # no scope: as above
    try:
        tender_id = UUID(key)
    except ValueError:
        return None
    return session.exec(select(Tender.id).where(col(Tender.id) == tender_id)).first()
