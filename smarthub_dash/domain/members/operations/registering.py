"""Writes of making a sign-in, and of choosing a new password for one."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, update

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import BillFormat, email_of


def register_member(session: Session, *, email: str, full_name: str, password_hash: str, now: datetime) -> Member:
    """Add a member who has shown that the e-mail address is theirs."""
    member = Member(
        email=email_of(email),
        full_name=full_name,
        password_hash=password_hash,
        created_at=now,
        email_verified_at=now,
    )
    session.add(member)
    session.flush()
    return member


def replace_password(session: Session, *, member_id: UUID, password_hash: str, now: datetime) -> None:
    """Store a new password of one who opened a letter: so the address is theirs."""
    session.exec(
        update(Member).where(col(Member.id) == member_id).values(password_hash=password_hash, email_verified_at=now)
    )


def choose_bill_format(session: Session, *, member_id: UUID, bill_format: BillFormat) -> None:
    """Remember how a member wants the bills to come."""
    session.exec(update(Member).where(col(Member.id) == member_id).values(bill_format=bill_format))
