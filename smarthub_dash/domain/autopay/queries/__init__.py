"""Reads of Auto Pay. Whatever concerns an account takes the scope that `scope_of` makes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.autopay.records import AutoPayEnrollment, Draft
from smarthub_dash.domain.autopay.rules import MOST_RETRIES, DraftState, asks_first, draft_cents
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.payments.records import Payment, Tender
from smarthub_dash.domain.payments.rules import UNSETTLED
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class NextDraft:
    """
    How Auto Pay stands with an account: its newest draft, and what that takes as things are now.

    Units: cents. Without a `state` no bill waits for a draft. `cents` is what is owed still of the bill and of older
    ones, whatever the state; of a draft that was drawn it is what was.
    """

    account_id: UUID
    enrollment_id: UUID
    member_id: UUID
    """Who signed up, and pays."""
    method_id: UUID
    chosen_day: int | None
    ceiling_cents: Cents | None
    suspended_because: str
    draft_id: UUID | None = None
    statement_id: UUID | None = None
    draft_on: date | None = None
    state: DraftState | None = None
    cents: Cents = 0
    is_above_ceiling: bool = False
    failure: str = ""
    retries: int = 0

    @property
    def is_coming(self) -> bool:
        """Something will be drawn on `draft_on`, and nobody has to say yes first."""
        is_planned = self.state is DraftState.PLANNED and not self.suspended_because
        return is_planned and self.cents > 0 and not self.is_above_ceiling

    @property
    def has_failed(self) -> bool:
        """Its bill is still owed though its day has come."""
        return self.state in (DraftState.FAILED, DraftState.ABOVE_CEILING) and self.cents > 0

    @property
    def may_retry(self) -> bool:
        return self.has_failed and self.retries < MOST_RETRIES


def next_drafts(session: Session, *, scope: AccountScope) -> Mapping[UUID, NextDraft]:
    """Return how Auto Pay stands with every account of a scope that is on it; accounts that are not have no entry."""
    enrolled = enrollments_open(session, account_ids=scope.account_ids)
    if not enrolled:
        return {}
    newest = _newest_drafts(session, [each.id for each in enrolled.values()])
    owing = [account_id for account_id, each in enrolled.items() if each.id in newest]
    owed = balances_to_pay(session, account_ids=owing)
    bills = unpaid_asked(session, owed=owed)
    found = {}
    for account_id, each in enrolled.items():
        draft, due_on = newest.get(each.id, (None, date.min))
        cents = draft_cents(balance_cents=owed.get(account_id, 0), bills=bills.get(account_id, ()), due_on=due_on)
        found[account_id] = _next(each, draft, cents)
    return found


def enrollments_open(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, AutoPayEnrollment]:
    """Return the enrollment of each of some accounts that is on Auto Pay."""
    # no scope: the daily job asks for every account; `next_drafts` passes the ids of its scope
    rows = session.execute(
        select_columns(AutoPayEnrollment).where(
            col(AutoPayEnrollment.account_id).in_(account_ids), col(AutoPayEnrollment.ended_at).is_(None)
        )
    ).scalars()
    return {each.account_id: each for each in rows}


def accounts_drawn_on(session: Session, *, member_id: UUID) -> Mapping[UUID, Sequence[str]]:
    """Return, by stored payment account of a member, the numbers of the accounts that Auto Pay pays with it."""
    # no scope: they are the member's own payment accounts, and the member signed those accounts up
    rows = session.execute(
        select_columns(col(AutoPayEnrollment.method_id), col(Account.account_number))
        .join(Account, col(Account.id) == col(AutoPayEnrollment.account_id))
        .where(col(AutoPayEnrollment.member_id) == member_id, col(AutoPayEnrollment.ended_at).is_(None))
        .order_by(col(Account.account_number))
    )
    found: dict[UUID, list[str]] = {}
    for method_id, account_number in rows:
        found.setdefault(method_id, []).append(account_number)
    return found


def balances_to_pay(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, Cents]:
    """Return what each account owes less what is on its way already."""
    # no scope: as `enrollments_open`
    if not account_ids:
        return {}
    on_the_way = session.execute(
        select_columns(col(Payment.account_id), col(Payment.cents))
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .where(col(Payment.account_id).in_(account_ids), col(Tender.state).in_(UNSETTLED))
    ).all()
    owed = dict(balances(session, account_ids=account_ids))
    for account_id, cents in on_the_way:
        owed[account_id] -= cents
    return owed


def planned_until(session: Session, *, statement_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """Return, of those bills that wait for their draft, on which day it comes."""
    # no scope: the job of late charges asks for every account
    planned = session.execute(
        select_columns(col(Draft.statement_id), col(Draft.draft_on)).where(
            col(Draft.statement_id).in_(statement_ids), col(Draft.state) == DraftState.PLANNED
        )
    )
    return {row[0]: row[1] for row in planned}


def _newest_drafts(session: Session, enrollment_ids: Collection[UUID]) -> Mapping[UUID, tuple[Draft, date]]:
    # no scope: as `enrollments_open`
    rows = session.execute(
        select_columns(Draft, col(Statement.due_on))
        .join(Statement, col(Statement.id) == col(Draft.statement_id))
        .where(col(Draft.enrollment_id).in_(enrollment_ids), _counts())
        .order_by(col(Statement.due_on), col(Statement.revision))
    )
    return {draft.enrollment_id: (draft, due_on) for draft, due_on in rows}


def _counts() -> ColumnElement[bool]:
    return col(Draft.state) != DraftState.CANCELLED


def _next(each: AutoPayEnrollment, draft: Draft | None, cents: Cents) -> NextDraft:
    base = (each.account_id, each.id, each.member_id, each.method_id, each.chosen_day, each.ceiling_cents)
    if draft is None:
        return NextDraft(*base, each.suspended_because)
    above = asks_first(cents=cents, ceiling_cents=each.ceiling_cents, approved_cents=draft.approved_cents)
    return NextDraft(
        *base,
        suspended_because=each.suspended_because,
        draft_id=draft.id,
        statement_id=draft.statement_id,
        draft_on=draft.draft_on,
        state=draft.state,
        cents=draft.cents if draft.state is DraftState.DRAWN else cents,
        is_above_ceiling=above,
        failure=draft.failure,
        retries=draft.retries,
    )
