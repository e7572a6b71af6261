"""Keep which messages of the processor were heard."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from smarthub_dash.domain.payments.records import ProcessorMessage


def note_message(session: Session, *, message_id: str, kind: str, object_ref: str, now: datetime) -> None:
    """Keep that a message was heard, if it is not kept already."""
    # no scope: a message names a charge, and shows nothing
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    heard = insert(ProcessorMessage).values(id=message_id, kind=kind[:80], object_ref=object_ref, received_at=now)
    session.execute(heard.on_conflict_do_nothing(index_elements=["id"]))
