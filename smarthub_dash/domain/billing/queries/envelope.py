"""To whom a bill goes by mail."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.accounts.rules import OWNING
from smarthub_dash.domain.members.records import Member


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    Where an account's bills go, as its owner told us.

    `mailing_lines` are empty if no owner gave an address: then they go where the service is.
    """

    mailing_lines: tuple[str, ...]
    wants_large_print: bool
    is_registered: bool
    """Somebody with a sign-in owns the account."""


NOBODY = Envelope((), wants_large_print=False, is_registered=False)


def envelope_of(session: Session, *, account_id: UUID) -> Envelope:
    """Return where an account's bills go: by the owner of longest standing."""
    # no scope: the print file holds the bills of all accounts; a PDF is made of a bill that its reader's scope found
    member = session.execute(
        select_columns(Member)
        .join(AccountGrant, col(AccountGrant.member_id) == col(Member.id))
        .where(
            col(AccountGrant.account_id) == account_id,
            col(AccountGrant.role).in_(OWNING),
            col(AccountGrant.revoked_at).is_(None),
            col(Member.closed_at).is_(None),
        )
        .order_by(col(AccountGrant.granted_at), col(Member.email))
        .limit(1)
    ).scalar_one_or_none()
    if member is None:
        return NOBODY
    place = f"{member.mailing_city}, {member.mailing_state} {member.mailing_zip}"
    lines = (member.mailing_street, place) if member.mailing_street else ()
    return Envelope(lines, member.wants_large_print, is_registered=True)
