"""Which accounts' bills come without paper, and by whose e-mail address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.records import PaperlessEnrollment
from smarthub_dash.domain.members.records import Member


@dataclass(frozen=True, slots=True)
class Paperless:
    """That an account's bills come by e-mail only, since when, and to whom."""

    account_id: UUID
    member_id: UUID
    full_name: str
    email: str
    started_at: datetime


def paperless_in(session: Session, *, scope: AccountScope, today: date) -> Mapping[UUID, Paperless]:
    """Return the accounts of a scope whose bills come without paper."""
    return _paperless(session, account_ids=scope.account_ids, today=today)


def paperless_among(session: Session, *, account_ids: Collection[UUID], today: date) -> Mapping[UUID, Paperless]:
    """Return those of some accounts whose bills come without paper."""
    # no scope: bills are sent out for all accounts
    return _paperless(session, account_ids=account_ids, today=today)


def _paperless(session: Session, *, account_ids: Collection[UUID], today: date) -> Mapping[UUID, Paperless]:
    # no scope: of the accounts that one of the two above may ask for
    rows = session.execute(_enrolled(today).where(col(PaperlessEnrollment.account_id).in_(account_ids)))
    return {row[0]: Paperless(*row) for row in rows}


def _enrolled(today: date) -> Select:
    """
    Return the statement of every enrollment that holds.

    It holds no longer than its member sees the account and reads that e-mail: otherwise nobody would be told of a bill,
    and it is printed.
    """
    return (
        select_columns(
            col(PaperlessEnrollment.account_id),
            col(Member.id),
            col(Member.full_name),
            col(Member.email),
            col(PaperlessEnrollment.started_at),
        )
        .join(Member, col(Member.id) == col(PaperlessEnrollment.member_id))
        .join(
            AccountGrant,
            and_(
                col(AccountGrant.member_id) == col(PaperlessEnrollment.member_id),
                col(AccountGrant.account_id) == col(PaperlessEnrollment.account_id),
            ),
        )
        .where(
            col(PaperlessEnrollment.ended_at).is_(None),
            col(AccountGrant.revoked_at).is_(None),
            or_(col(AccountGrant.ends_on).is_(None), col(AccountGrant.ends_on) > today),
            col(Member.closed_at).is_(None),
            col(Member.email_verified_at).is_not(None),
        )
    )
