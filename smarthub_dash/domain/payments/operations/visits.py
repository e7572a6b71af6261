"""Writes of visits to the processor's page."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, update

from smarthub_dash.domain.payments.records import HostedVisit
from smarthub_dash.domain.payments.rules import VisitPurpose


def open_visit(
    session: Session,
    *,
    purpose: VisitPurpose,
    member_id: UUID | None,
    token_hash: str,
    body: Mapping[str, str],
    now: datetime,
) -> UUID:
    """Note that somebody is about to be sent to the processor's page; return its id, the key of that page."""
    # no scope: a member's own, or a guest's
    row = HostedVisit(
        purpose=purpose,
        member_id=member_id,
        token_hash=token_hash,
        body=json.dumps(dict(body), ensure_ascii=False),
        opened_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def note_page(session: Session, *, visit_id: UUID, session_ref: str) -> None:
    """Keep by which name the processor knows the page; what was entered there is asked for by it."""
    # no scope: as above
    session.exec(update(HostedVisit).where(col(HostedVisit.id) == visit_id).values(session_ref=session_ref))


def write_visit(session: Session, *, visit_id: UUID, body: Mapping[str, str]) -> None:
    """Keep what else is to be done when somebody comes back."""
    # no scope: as above
    text = json.dumps(dict(body), ensure_ascii=False)
    session.exec(update(HostedVisit).where(col(HostedVisit.id) == visit_id).values(body=text))


def finish_visit(session: Session, *, visit_id: UUID, body: Mapping[str, str], now: datetime) -> bool:
    """Note that a visit is over and what it brought; return False if it was over before."""
    # no scope: as above
    # `WHERE finished_at IS NULL` is the lock: who comes back twice, or in two tabs, brings one thing.
    finished = session.exec(
        update(HostedVisit)
        .where(col(HostedVisit.id) == visit_id, col(HostedVisit.finished_at).is_(None))
        .values(finished_at=now, body=json.dumps(dict(body), ensure_ascii=False))
    )
    return finished.rowcount == 1


def forget_visits(session: Session, *, before: datetime) -> int:
    """Delete the visits begun before an instant, and say how many: nobody comes back from them any more."""
    # no scope: as above
    return session.exec(delete(HostedVisit).where(col(HostedVisit.opened_at) < before)).rowcount
