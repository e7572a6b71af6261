"""Writes of Auto Pay that a member asks for: sign up, cancel, skip a draft, say yes to one, try one again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.autopay.operations.drafts import move_draft
from smarthub_dash.domain.autopay.queries import NextDraft, next_drafts
from smarthub_dash.domain.autopay.records import AutoPayEnrollment, Draft
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.domain.autopay.rules.terms import Terms
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.payments.operations.methods import hold_method
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

LONGEST_AGENT = 255


class NotEnrolled(Refused):
    """The account is not on Auto Pay."""


class DraftGone(Refused):
    """The draft is not there any more, or is being made."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How an account is to be paid. Units: cents; without a day it is each bill's due date."""

    method_id: UUID
    chosen_day: int | None
    ceiling_cents: Cents | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That the terms were accepted, and by whom it can be shown: when, from which address, with which browser."""

    terms: Terms
    at: datetime
    address: str
    agent: str


def begin_enrollment(
    session: Session, *, scope: AccountScope, account_id: UUID, choices: Choices, acceptance: Acceptance, today: date
) -> AutoPayEnrollment:
    """
    Put an account on Auto Pay; one that it was on ends, and its drafts that were not made with it.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not manage or not pay it
    :raises MethodNotYours: if the stored payment account is another's
    :raises MethodUnusable: if it was suspended, or has expired
    """
    own = scope.only(account_id).with_power(Power.MANAGE).with_power(Power.PAY)
    lock_accounts(session, account_ids=[account_id])
    hold_method(session, member_id=own.member_id, method_id=choices.method_id, today=today)
    close_enrollment(session, account_id=account_id, because="Changed by a member", now=acceptance.at)
    enrollment = AutoPayEnrollment(
        account_id=account_id,
        member_id=own.member_id,
        method_id=choices.method_id,
        chosen_day=choices.chosen_day,
        ceiling_cents=choices.ceiling_cents,
        terms_version=acceptance.terms.version,
        terms_hash=acceptance.terms.sha256,
        accepted_at=acceptance.at,
        accepted_address=acceptance.address,
        accepted_agent=acceptance.agent[:LONGEST_AGENT],
    )
    session.add(enrollment)
    session.flush()
    return enrollment


def cancel_enrollment(session: Session, *, scope: AccountScope, account_id: UUID, now: datetime) -> AutoPayEnrollment:
    """
    Take an account off Auto Pay; return what ended.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not manage it
    :raises NotEnrolled: if it was not on it
    """
    scope.only(account_id).with_power(Power.MANAGE)
    lock_accounts(session, account_ids=[account_id])
    ended = close_enrollment(session, account_id=account_id, because="Canceled by a member", now=now)
    if ended is None:
        raise NotEnrolled("That account is not on Auto Pay any more.")
    return ended


def close_enrollment(session: Session, *, account_id: UUID, because: str, now: datetime) -> AutoPayEnrollment | None:
    """End the enrollment of an account that the caller has locked, and its planned drafts; return it if there was."""
    # no scope: the daily job ends those whose member lost the account; members come by the functions above
    open_one = select(AutoPayEnrollment).where(
        col(AutoPayEnrollment.account_id) == account_id, col(AutoPayEnrollment.ended_at).is_(None)
    )
    found = session.exec(open_one).one_or_none()
    if found is None:
        return None
    found.ended_at, found.ended_because = now, because[:120]
    planned = (col(Draft.enrollment_id) == found.id, col(Draft.state) == DraftState.PLANNED)
    session.exec(update(Draft).where(*planned).values(state=DraftState.CANCELLED, settled_at=now))
    session.flush()
    return found


def skip_draft(session: Session, *, scope: AccountScope, account_id: UUID, draft_id: UUID, now: datetime) -> NextDraft:
    """
    Leave out one draft; its bill stays due.

    :raises NotAllowed: if the member may not manage the account
    :raises DraftGone: if it is not planned any more
    """
    found = _draft(session, scope, account_id, draft_id)
    _move(session, found, to=DraftState.SKIPPED, now=now)
    return found


def resume_draft(
    session: Session, *, scope: AccountScope, account_id: UUID, draft_id: UUID, now: datetime
) -> NextDraft:
    """
    Make a draft after all that was to be left out, if its day has not come.

    :raises NotAllowed: if the member may not manage the account
    :raises DraftGone: if it is not left out any more
    """
    found = _draft(session, scope, account_id, draft_id)
    if not move_draft(session, draft_id=draft_id, states=(DraftState.SKIPPED,), to=DraftState.PLANNED, settled_at=None):
        raise DraftGone("That draft is not skipped any more. Look at it again.")
    return found


def approve_draft(
    session: Session, *, scope: AccountScope, account_id: UUID, draft_id: UUID, cents: Cents
) -> NextDraft:
    """
    Say yes to a planned draft above the ceiling, up to an amount the member was shown.

    :raises NotAllowed: if the member may not manage or not pay the account
    :raises DraftGone: if it is not planned any more
    """
    scope.only(account_id).with_power(Power.PAY)
    found = _draft(session, scope, account_id, draft_id)
    planned = (col(Draft.id) == draft_id, col(Draft.state) == DraftState.PLANNED)
    if session.exec(update(Draft).where(*planned).values(approved_cents=cents)).rowcount != 1:
        raise DraftGone("That draft is not planned any more. Look at it again.")
    return found


def _draft(session: Session, scope: AccountScope, account_id: UUID, draft_id: UUID) -> NextDraft:
    own = scope.only(account_id).with_power(Power.MANAGE)
    lock_accounts(session, account_ids=[account_id])
    found = next_drafts(session, scope=own).get(account_id)
    if found is None:
        raise NotEnrolled("That account is not on Auto Pay any more.")
    if found.draft_id != draft_id:
        raise DraftGone("That draft has changed meanwhile. Look at it again.")
    return found


def _move(session: Session, found: NextDraft, *, to: DraftState, now: datetime) -> None:
    # no scope: `_draft` found it in one
    if found.draft_id is None or not move_draft(
        session, draft_id=found.draft_id, states=(DraftState.PLANNED,), to=to, settled_at=now
    ):
        raise DraftGone("That draft is being made, or was made already.")
