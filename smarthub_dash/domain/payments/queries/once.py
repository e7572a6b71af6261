"""Reads of what a member entered for one payment only: never stored, and good for an hour."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.payments.queries.methods import MethodView
from smarthub_dash.domain.payments.queries.visits import Visit, viewed
from smarthub_dash.domain.payments.records import HostedVisit, PaymentEvent, Tender
from smarthub_dash.domain.payments.rules import UNSETTLED, MethodKind, MethodState, VisitPurpose

LIFE = timedelta(hours=1)
"""How long what was entered can be paid with."""


def once_key(visit_id: UUID) -> str:
    """Return the key of the one payment that can be made with what was entered on a visit."""
    return f"once:{visit_id}"


def guest_key(visit_id: UUID) -> str:
    """Return the key of the one payment that a guest can make on a visit."""
    return f"pay-now:{visit_id}"


def entered_once(session: Session, *, member_id: UUID, now: datetime) -> Sequence[MethodView]:
    """Return what a member entered for one payment that was not made yet, the newest first."""
    # no scope: a member's own
    rows = session.exec(
        select(HostedVisit)
        .where(
            col(HostedVisit.member_id) == member_id,
            col(HostedVisit.purpose) == VisitPurpose.PAY_ONCE,
            col(HostedVisit.finished_at).is_not(None),
            col(HostedVisit.opened_at) > now - LIFE,
        )
        .order_by(col(HostedVisit.opened_at).desc())
    ).all()
    used = _used(session, rows)
    return tuple(_view(row, json.loads(row.body)) for row in rows if once_key(row.id) not in used)


def visit_to_pay_with(session: Session, *, member_id: UUID, visit_id: UUID, now: datetime) -> Visit | None:
    """Return the visit on which a member entered something for one payment; None if it is not theirs, or over."""
    # no scope: a member's own
    row = session.get(HostedVisit, visit_id)
    if row is None or row.member_id != member_id or row.purpose is not VisitPurpose.PAY_ONCE:
        return None
    return viewed(row) if row.finished_at is not None and now - row.opened_at < LIFE else None


def visits_to_let_go(session: Session, *, opened_from: datetime, opened_to: datetime) -> Sequence[Visit]:
    """Return the visits begun in `[opened_from, opened_to)` whose card or bank account is still known."""
    # no scope: a job lets go of what anybody entered once
    rows = session.exec(
        select(HostedVisit).where(
            col(HostedVisit.purpose) == VisitPurpose.PAY_ONCE,
            col(HostedVisit.session_ref) != "",
            col(HostedVisit.opened_at) >= opened_from,
            col(HostedVisit.opened_at) < opened_to,
        )
    ).all()
    paying = session.exec(
        select(PaymentEvent.key)
        .join(Tender, col(Tender.event_id) == col(PaymentEvent.id))
        .where(col(PaymentEvent.key).in_([_key_of(row) for row in rows]), col(Tender.state).in_(UNSETTLED))
    )
    needed = set(paying) if rows else set()
    return tuple(viewed(row) for row in rows if _key_of(row) not in needed)


def _key_of(row: HostedVisit) -> str:
    return guest_key(row.id) if row.member_id is None else once_key(row.id)


def _used(session: Session, rows: Sequence[HostedVisit]) -> set[str]:
    # no scope: as above
    if not rows:
        return set()
    keys = [once_key(row.id) for row in rows]
    return set(session.exec(select(PaymentEvent.key).where(col(PaymentEvent.key).in_(keys))))


def _view(row: HostedVisit, told: Mapping[str, str]) -> MethodView:
    return MethodView(
        method_id=row.id,
        kind=MethodKind(told["kind"]),
        brand=told["brand"],
        account_type=told["account_type"],
        last_four=told["last_four"],
        expires_year=int(told["year"]) if told["year"] else None,
        expires_month=int(told["month"]) if told["month"] else None,
        nickname="",
        is_default=False,
        state=MethodState.ACTIVE,
        suspended_because="",
        added_at=row.opened_at,
        is_once=True,
    )
