"""Reads of payments that were put down for a later day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.payments.records import (
    PaymentEvent,
    ScheduledAllotment,
    ScheduledPayment,
    StoredPaymentMethod,
    Tender,
)
from smarthub_dash.domain.payments.rules import MethodKind, ScheduledState, TenderState
from smarthub_dash.domain.payments.rules.methods import method_name
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents


class NoSuchSchedule(Refused):
    """There is no such payment among the member's; said in the same words whether or not it exists."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A payment that was put down for a later day. Units: cents, as they were put down."""

    scheduled_id: UUID
    member_id: UUID
    method_id: UUID
    kind: MethodKind
    method: str
    """What the payment account is called."""
    pay_on: date
    state: ScheduledState
    failure: str
    made_at: datetime
    allotments: Mapping[UUID, Cents]
    event_id: UUID | None
    fee_cents: Cents = 0
    """The fee that was agreed to."""
    receipt_number: str = ""
    tender_state: TenderState | None = None

    @property
    def cents(self) -> Cents:
        return sum(self.allotments.values())


def scheduled_of(session: Session, *, member_id: UUID, since: date) -> Sequence[Scheduled]:
    """Return what a member has put down: all that waits, and what came to its end since a day; the next first."""
    # no scope: who put it down reads it
    waits = col(ScheduledPayment.state) == ScheduledState.WAITING
    return _found(
        session, col(ScheduledPayment.member_id) == member_id, or_(waits, col(ScheduledPayment.pay_on) >= since)
    )


def scheduled_by_id(session: Session, *, member_id: UUID, scheduled_id: UUID) -> Scheduled:
    """
    Return one of a member's payments for a later day.

    :raises NoSuchSchedule: if it is not among them
    """
    # no scope: as above
    found = _found(session, col(ScheduledPayment.member_id) == member_id, col(ScheduledPayment.id) == scheduled_id)
    if not found:
        raise NoSuchSchedule("We could not find that payment among those you scheduled.")
    return found[0]


def due_schedules(session: Session, *, on: date) -> Sequence[Scheduled]:
    """Return what is to be paid by a day: what waits, and what was begun and came to no payment yet."""
    # no scope: the job pays for everyone
    is_waiting = col(ScheduledPayment.state) == ScheduledState.WAITING
    was_begun = and_(col(ScheduledPayment.state) == ScheduledState.MADE, col(ScheduledPayment.event_id).is_(None))
    return _found(session, col(ScheduledPayment.pay_on) <= on, or_(is_waiting, was_begun))


def waiting_in(session: Session, *, scope: AccountScope, but: UUID | None = None) -> Mapping[UUID, Cents]:
    """Return what waits for a later day for each account of a scope, by whomever; nothing where nothing does."""
    rows = session.execute(
        select_columns(col(ScheduledAllotment.account_id), func.sum(col(ScheduledAllotment.cents)))
        .join(ScheduledPayment, col(ScheduledPayment.id) == col(ScheduledAllotment.scheduled_id))
        .where(
            col(ScheduledAllotment.account_id).in_(scope.account_ids),
            col(ScheduledPayment.state) == ScheduledState.WAITING,
            *([col(ScheduledPayment.id) != but] if but else []),
        )
        .group_by(col(ScheduledAllotment.account_id))
    )
    return {account_id: int(cents) for account_id, cents in rows}


def waiting_with_method(session: Session, *, method_id: UUID) -> Sequence[date]:
    """Return the days of the payments that wait to be made with a stored payment account, the next first."""
    # no scope: its owner asks before removing it
    rows = session.execute(
        select_columns(col(ScheduledPayment.pay_on))
        .where(col(ScheduledPayment.method_id) == method_id, col(ScheduledPayment.state) == ScheduledState.WAITING)
        .order_by(col(ScheduledPayment.pay_on))
    )
    return tuple(day for (day,) in rows)


def _found(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Scheduled]:
    # no scope: the callers say whose
    rows = session.execute(
        select_columns(
            ScheduledPayment,
            ScheduledAllotment,
            StoredPaymentMethod,
            col(PaymentEvent.receipt_number),
            col(Tender.state),
        )
        .join(ScheduledAllotment, col(ScheduledAllotment.scheduled_id) == col(ScheduledPayment.id))
        .join(StoredPaymentMethod, col(StoredPaymentMethod.id) == col(ScheduledPayment.method_id))
        .outerjoin(PaymentEvent, col(PaymentEvent.id) == col(ScheduledPayment.event_id))
        .outerjoin(Tender, col(Tender.event_id) == col(PaymentEvent.id))
        .where(*conditions)
        .order_by(col(ScheduledPayment.pay_on), col(ScheduledPayment.id), col(ScheduledAllotment.account_id))
    )
    return tuple(_scheduled(list(each)) for _, each in groupby(rows, key=lambda row: row[0].id))


def _scheduled(rows: Sequence[Row]) -> Scheduled:
    put_down, _, method, receipt_number, tender_state = rows[0]
    return Scheduled(
        scheduled_id=put_down.id,
        member_id=put_down.member_id,
        method_id=put_down.method_id,
        kind=method.kind,
        method=method_name(
            kind=method.kind,
            brand=method.brand,
            account_type=method.account_type,
            last_four=method.last_four,
            nickname=method.nickname,
        ),
        pay_on=put_down.pay_on,
        state=put_down.state,
        failure=put_down.failure,
        made_at=put_down.made_at,
        allotments={row[1].account_id: row[1].cents for row in rows},
        event_id=put_down.event_id,
        fee_cents=put_down.fee_cents,
        receipt_number=receipt_number or "",
        tender_state=TenderState(tender_state) if tender_state else None,
    )
