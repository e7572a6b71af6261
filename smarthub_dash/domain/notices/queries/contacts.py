"""Reads of contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, and_, col, func, select

from smarthub_dash.domain.members.records import Member, OneTimeSecret
from smarthub_dash.domain.members.rules import SecretPurpose
from smarthub_dash.domain.notices.records import Contact, FailingAddress, Notice
from smarthub_dash.domain.notices.rules import Channel, ContactState

CODE_TEMPLATE = "contact_code"


@dataclass(frozen=True, slots=True)
class ContactView:
    """
    A contact of a member.

    The address that the member signs in with is one too; `contact_id` is then the member's own id.
    """

    contact_id: UUID
    channel: Channel
    address: str
    state: ContactState
    is_sign_in: bool
    failing_since: datetime | None
    replaces_id: UUID | None = None
    sealed_keys: str = ""

    @property
    def is_usable(self) -> bool:
        return self.state is ContactState.ACTIVE and self.failing_since is None


def contacts_of(session: Session, *, member_id: UUID) -> Sequence[ContactView]:
    """Return every contact of a member: the sign-in's address first, then as they were added."""
    # no scope: contacts are a member's own
    own = session.exec(
        select(Member.email, FailingAddress.since)
        .outerjoin(
            FailingAddress,
            and_(col(FailingAddress.channel) == Channel.EMAIL, col(FailingAddress.address) == col(Member.email)),
        )
        .where(col(Member.id) == member_id)
    ).one()
    added = session.exec(
        select(Contact, FailingAddress.since)
        .outerjoin(
            FailingAddress,
            and_(
                col(FailingAddress.channel) == col(Contact.channel), col(FailingAddress.address) == col(Contact.address)
            ),
        )
        .where(col(Contact.member_id) == member_id)
        .order_by(col(Contact.added_at), col(Contact.id))
    )
    first = ContactView(member_id, Channel.EMAIL, own[0], ContactState.ACTIVE, is_sign_in=True, failing_since=own[1])
    return (first, *(_view(contact, since) for contact, since in added))


def contact_of(session: Session, *, member_id: UUID, contact_id: UUID) -> Contact | None:
    """Return one of the contacts that a member added."""
    # no scope: as contacts_of
    return session.exec(
        select(Contact).where(col(Contact.id) == contact_id, col(Contact.member_id) == member_id)
    ).first()


def newest_code_at(session: Session, *, contact_id: UUID) -> datetime | None:
    """Return when the newest code was made for a contact."""
    # no scope: as contacts_of
    return session.exec(
        select(func.max(col(OneTimeSecret.created_at))).where(
            col(OneTimeSecret.purpose) == SecretPurpose.CONTACT, col(OneTimeSecret.email) == str(contact_id)
        )
    ).one()


def codes_sent(session: Session, *, member_id: UUID, within: timedelta, now: datetime) -> int:
    """Count the codes that a member had sent of late, to contacts that are gone as well."""
    # no scope: as contacts_of
    return session.exec(
        select(func.count())
        .select_from(Notice)
        .where(
            col(Notice.member_id) == member_id,
            col(Notice.template) == CODE_TEMPLATE,
            col(Notice.created_at) > now - within,
        )
    ).one()


def _view(contact: Contact, since: datetime | None) -> ContactView:
    return ContactView(
        contact.id,
        contact.channel,
        contact.address,
        contact.state,
        is_sign_in=False,
        failing_since=since,
        replaces_id=contact.replaces_id,
        sealed_keys=contact.sealed_keys,
    )
