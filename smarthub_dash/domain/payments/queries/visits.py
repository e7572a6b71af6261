"""Reads of visits to the processor's page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.payments.records import HostedVisit
from smarthub_dash.domain.payments.rules import VisitPurpose


@dataclass(frozen=True, slots=True)
class Visit:
    """That somebody was sent to the processor's page, and what is to be done when they are back."""

    visit_id: UUID
    purpose: VisitPurpose
    member_id: UUID | None
    session_ref: str
    brought: Mapping[str, str]
    opened_at: datetime
    is_finished: bool


def visit_of(session: Session, *, token_hash: str) -> Visit | None:
    """Return the visit that somebody holds the way back of."""
    # no scope: the token is the key
    row = session.exec(select(HostedVisit).where(col(HostedVisit.token_hash) == token_hash)).first()
    return viewed(row) if row else None


def visits_left_open(
    session: Session, *, purpose: VisitPurpose, opened_from: datetime, opened_to: datetime
) -> Sequence[Visit]:
    """Return the visits begun in `[opened_from, opened_to)` from which nobody has come back."""
    # no scope: whoever closed the browser is not here to ask
    rows = session.exec(
        select(HostedVisit)
        .where(
            col(HostedVisit.purpose) == purpose,
            col(HostedVisit.finished_at).is_(None),
            col(HostedVisit.session_ref) != "",
            col(HostedVisit.opened_at) >= opened_from,
            col(HostedVisit.opened_at) < opened_to,
        )
        .order_by(col(HostedVisit.opened_at), col(HostedVisit.id))
    )
    return tuple(viewed(row) for row in rows)


def viewed(row: HostedVisit) -> Visit:
    """Return a row as what is read of it."""
    return Visit(
        row.id,
        VisitPurpose(row.purpose),
        row.member_id,
        row.session_ref,
        json.loads(row.body or "{}"),
        row.opened_at,
        row.finished_at is not None,
    )
