"""Reads of the daily job: which bills lack a draft, which drafts are to be told of, made, or looked after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.autopay.queries import balances_to_pay
from smarthub_dash.domain.autopay.records import AutoPayEnrollment, Draft
from smarthub_dash.domain.autopay.rules import DraftState, draft_cents
from smarthub_dash.domain.autopay.rules.days import BillDays
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.records import Statement, StatementCancellation
from smarthub_dash.domain.payments.records import StoredPaymentMethod, Tender
from smarthub_dash.domain.payments.rules import MethodKind, TenderState
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class UndraftedBill:
    """The newest bill of an account on Auto Pay, which has no draft yet."""

    enrollment_id: UUID
    account_id: UUID
    member_id: UUID
    chosen_day: int | None
    statement_id: UUID
    days: BillDays


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft with what its enrollment says. Units: cents."""

    draft_id: UUID
    enrollment_id: UUID
    account_id: UUID
    member_id: UUID
    method_id: UUID
    statement_id: UUID
    due_on: date
    draft_on: date
    cents: Cents
    ceiling_cents: Cents | None
    approved_cents: Cents | None
    told_at: datetime | None
    retries: int
    suspended_because: str
    kind: MethodKind
    """Of the payment account."""


@dataclass(frozen=True, slots=True)
class FailedDraft:
    """A draft whose tender was declined or came back, which nobody was told of yet."""

    draft: WaitingDraft
    tender_state: TenderState
    code: str


def undrafted_bills(session: Session, *, account_ids: Collection[UUID] | None = None) -> Sequence[UndraftedBill]:
    """Return the newest bills without a draft of accounts on Auto Pay, all or some; those that rest are left out."""
    # no scope: the daily job looks at every account; who signs up asks for those of a scope
    statement = (
        select_columns(
            col(AutoPayEnrollment.id),
            col(AutoPayEnrollment.account_id),
            col(AutoPayEnrollment.member_id),
            col(AutoPayEnrollment.chosen_day),
            col(Statement.id),
            col(Account.read_day),
            col(Statement.end_on),
            col(Statement.issued_on),
            col(Statement.due_on),
        )
        .join(Account, col(Account.id) == col(AutoPayEnrollment.account_id))
        .join(Statement, col(Statement.account_id) == col(Account.id))
        .where(
            col(AutoPayEnrollment.ended_at).is_(None),
            col(AutoPayEnrollment.suspended_at).is_(None),
            _is_newest(),
            ~_has_draft(),
        )
        .order_by(col(AutoPayEnrollment.account_id))
    )
    if account_ids is not None:
        statement = statement.where(col(AutoPayEnrollment.account_id).in_(account_ids))
    return tuple(UndraftedBill(*row[:5], days=BillDays(*row[5:])) for row in session.execute(statement))


def untold_drafts(session: Session, *, until: date, most: int, after: UUID | None) -> Sequence[WaitingDraft]:
    """Return some planned drafts up to a day of which nobody was told, in the order of their ids."""
    # no scope: as undrafted_bills
    untold = _waiting().where(
        col(Draft.state) == DraftState.PLANNED, col(Draft.told_at).is_(None), col(Draft.draft_on) <= until
    )
    return _drafts(session, _page(untold, most=most, after=after))


def due_drafts(session: Session, *, on: date, most: int) -> Sequence[WaitingDraft]:
    """Return some planned drafts whose day has come and was told, in the order of their ids."""
    # no scope: as undrafted_bills
    due = _waiting().where(
        col(Draft.state) == DraftState.PLANNED, col(Draft.draft_on) <= on, col(Draft.told_at).is_not(None)
    )
    return _drafts(session, _page(due, most=most, after=None))


def begun_drafts(session: Session, *, most: int, after: UUID | None) -> Sequence[WaitingDraft]:
    """Return some drafts that were taken up and of which no payment is known: whoever made them may have died."""
    # no scope: as undrafted_bills
    begun = _waiting().where(col(Draft.state) == DraftState.DRAWN, col(Draft.event_id).is_(None))
    return _drafts(session, _page(begun, most=most, after=after))


def draft_in_hand(session: Session, *, draft_id: UUID) -> WaitingDraft | None:
    """Return one draft with its enrollment, whatever its state."""
    # no scope: whoever has the id was shown it through one
    found = _drafts(session, _waiting().where(col(Draft.id) == draft_id))
    return found[0] if found else None


def failed_drafts(session: Session, *, since: datetime, event_id: UUID | None = None) -> Sequence[FailedDraft]:
    """Return drafts taken up since an instant whose money did not come, or went back; all or that of one payment."""
    # no scope: as undrafted_bills
    failed = (
        _waiting()
        .add_columns(col(Tender.state), col(Tender.code))
        .join(Tender, col(Tender.event_id) == col(Draft.event_id))
        .where(
            col(Draft.state) == DraftState.DRAWN,
            col(Draft.settled_at) >= since,
            col(Tender.state).in_((TenderState.DECLINED, TenderState.RETURNED)),
        )
        .order_by(col(Draft.id))
    )
    if event_id is not None:
        failed = failed.where(col(Draft.event_id) == event_id)
    return tuple(FailedDraft(WaitingDraft(*row[:-2]), row[-2], row[-1]) for row in session.execute(failed))


def owed_now(session: Session, *, drafts: Collection[WaitingDraft]) -> Mapping[UUID, Cents]:
    """Return what is owed still, by draft, of its bill and of older ones."""
    # no scope: as undrafted_bills
    account_ids = {each.account_id for each in drafts}
    owed = balances_to_pay(session, account_ids=account_ids)
    bills = unpaid_asked(session, owed=owed)
    return {
        each.draft_id: draft_cents(
            balance_cents=owed[each.account_id], bills=bills.get(each.account_id, ()), due_on=each.due_on
        )
        for each in drafts
    }


def _waiting() -> Select:
    return (
        select_columns(
            col(Draft.id),
            col(Draft.enrollment_id),
            col(AutoPayEnrollment.account_id),
            col(AutoPayEnrollment.member_id),
            col(AutoPayEnrollment.method_id),
            col(Draft.statement_id),
            col(Statement.due_on),
            col(Draft.draft_on),
            col(Draft.cents),
            col(AutoPayEnrollment.ceiling_cents),
            col(Draft.approved_cents),
            col(Draft.told_at),
            col(Draft.retries),
            col(AutoPayEnrollment.suspended_because),
            col(StoredPaymentMethod.kind),
        )
        .join(AutoPayEnrollment, col(AutoPayEnrollment.id) == col(Draft.enrollment_id))
        .join(StoredPaymentMethod, col(StoredPaymentMethod.id) == col(AutoPayEnrollment.method_id))
        .join(Statement, col(Statement.id) == col(Draft.statement_id))
    )


def _page(statement: Select, *, most: int, after: UUID | None) -> Select:
    if after is not None:
        statement = statement.where(col(Draft.id) > after)
    return statement.order_by(col(Draft.id)).limit(most)


def _drafts(session: Session, statement: Select) -> Sequence[WaitingDraft]:
    # no scope: as undrafted_bills
    return tuple(WaitingDraft(*row) for row in session.execute(statement))


def _is_newest() -> ColumnElement[bool]:
    """Return the condition that a bill stands, and no later one of its account does."""
    later = aliased(Statement)
    cancelled = select_columns(col(StatementCancellation.statement_id))
    after = or_(
        col(later.start_on) > col(Statement.start_on),
        and_(col(later.start_on) == col(Statement.start_on), col(later.revision) > col(Statement.revision)),
    )
    newer = select_columns(col(later.id)).where(
        col(later.account_id) == col(Statement.account_id),
        after,
        ~cancelled.where(col(StatementCancellation.statement_id) == col(later.id)).exists(),
    )
    stands = ~cancelled.where(col(StatementCancellation.statement_id) == col(Statement.id)).exists()
    return and_(stands, ~newer.exists())


def _has_draft() -> ColumnElement[bool]:
    counted = select_columns(col(Draft.id)).where(
        col(Draft.statement_id) == col(Statement.id), col(Draft.state) != DraftState.CANCELLED
    )
    return counted.exists()
