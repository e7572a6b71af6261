"""Writes of contacts: added, proved, removed, and marked where nothing arrives."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select, update

from smarthub_dash.domain.notices.queries.contacts import contact_of
from smarthub_dash.domain.notices.records import Contact, FailingAddress, NoticeChoice
from smarthub_dash.domain.notices.rules import Channel, ContactState
from smarthub_dash.domain.notices.rules.contacts import MOST_CONTACTS, ContactRefused


def add_contact(
    session: Session,
    *,
    member_id: UUID,
    channel: Channel,
    address: str,
    consent_text: str,
    replaces_id: UUID | None,
    now: datetime,
) -> Contact:
    """
    Keep a new contact, which gets nothing but its code until that is typed; one that waits already is found again.

    :raises ContactRefused: if it is active already, or there are too many
    """
    # no scope: contacts are a member's own
    of_member = col(Contact.member_id) == member_id
    same = session.exec(
        select(Contact).where(of_member, col(Contact.channel) == channel, col(Contact.address) == address)
    ).first()
    if same is not None and same.state is ContactState.ACTIVE:
        raise ContactRefused("This is one of your contacts already.")
    if same is None:
        if session.exec(select(func.count()).select_from(Contact).where(of_member)).one() >= MOST_CONTACTS:
            raise ContactRefused(f"You can have {MOST_CONTACTS} contacts. Remove one to add another.")
        same = Contact(member_id=member_id, channel=channel, address=address, added_at=now)
    same.replaces_id, same.consent_text = replaces_id, consent_text
    same.consent_at = now if consent_text else None
    session.add(same)
    session.flush()
    return same


def activate_contact(session: Session, *, contact_id: UUID, now: datetime) -> bool:
    """Let a contact be used from now on; return False if it was active before. It is heard of again, if it failed."""
    # no scope: as add_contact
    activated = session.exec(
        update(Contact)
        .where(col(Contact.id) == contact_id, col(Contact.state) == ContactState.WAITING)
        .values(state=ContactState.ACTIVE, verified_at=now)
    )
    contact = session.exec(select(Contact).where(col(Contact.id) == contact_id)).one()
    forget_failing(session, channel=contact.channel, address=contact.address)
    return activated.rowcount == 1


def inherit_choices(session: Session, *, member_id: UUID, old_id: UUID, new_id: UUID) -> None:
    """Let a contact be told of what the one before it was told of."""
    # no scope: as add_contact
    session.exec(delete(NoticeChoice).where(_choices_of(member_id, new_id)))
    session.exec(update(NoticeChoice).where(_choices_of(member_id, old_id)).values(contact_id=new_id))


def remove_contact(session: Session, *, member_id: UUID, contact_id: UUID) -> Contact | None:
    """Forget a contact and what it was told of; return it, or None if it was gone."""
    # no scope: as add_contact
    contact = contact_of(session, member_id=member_id, contact_id=contact_id)
    if contact is not None:
        session.exec(delete(NoticeChoice).where(_choices_of(member_id, contact_id)))
        session.exec(delete(Contact).where(col(Contact.id) == contact_id))
    return contact


def mark_failing(session: Session, *, channel: Channel, address: str, reason: str, now: datetime) -> bool:
    """Note that nothing arrives at an address; return False if that was known."""
    # no scope: an address may be of several members
    if session.get(FailingAddress, (channel, address)) is not None:
        return False
    session.add(FailingAddress(channel=channel, address=address, since=now, reason=reason[:255]))
    session.flush()
    return True


def forget_failing(session: Session, *, channel: Channel, address: str) -> bool:
    """Try an address again from now on; return False if it was not failing."""
    # no scope: as mark_failing
    is_this = (col(FailingAddress.channel) == channel, col(FailingAddress.address) == address)
    return session.exec(delete(FailingAddress).where(*is_this)).rowcount == 1


def _choices_of(member_id: UUID, contact_id: UUID):
    return (col(NoticeChoice.member_id) == member_id) & (col(NoticeChoice.contact_id) == contact_id)
