"""Contacts: an address or a mobile number is added, proves by a code that it is read, and is used from then on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.operations.secrets import issue_code, use_code
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import GuessPurpose, SecretPurpose, TooManyAttempts, wait_words
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.operations.contacts import (
    activate_contact,
    add_contact,
    forget_failing,
    inherit_choices,
    remove_contact,
)
from smarthub_dash.domain.notices.queries.contacts import (
    CODE_TEMPLATE,
    ContactView,
    codes_sent,
    contact_of,
    contacts_of,
    newest_code_at,
)
from smarthub_dash.domain.notices.records import Contact
from smarthub_dash.domain.notices.rules import Address, Channel, ContactState
from smarthub_dash.domain.notices.rules.contacts import (
    CODE_LIFE,
    CONSENT,
    MOST_CODES_A_DAY,
    RESEND_PAUSE,
    CodeRefused,
    ContactRefused,
    address_of,
    address_text,
)
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database, hold_names
from smarthub_dash.kit.sealing import Sealer

TOPIC = "contacts"
GONE = "This contact is not there any more. Add it again."


@dataclass(frozen=True, slots=True)
class NewContact:
    """What a member typed; `replaces` is the contact that goes once this one is active."""

    channel: Channel
    typed: str
    agrees: bool
    replaces: UUID | None


def read_contacts(database: Database, *, member_id: UUID) -> Sequence[ContactView]:
    """Return a member's contacts, the sign-in's address first."""
    with database.reading() as session:
        return contacts_of(session, member_id=member_id)


def start_contact(database: Database, *, member_id: UUID, new: NewContact, sealer: Sealer, now: datetime) -> UUID:
    """
    Keep a new contact and send it a code; return its id.

    :raises Refused: if it cannot be a contact, is one already, or codes were asked for too often
    """
    address = address_of(new.channel, new.typed)
    if new.channel is Channel.TEXT and not new.agrees:
        raise ContactRefused("Tick the box to agree to text messages, or leave this number out.")
    with database.unit_of_work() as session:
        member = member_of_id(session, member_id=member_id)
        if new.channel is Channel.EMAIL and address == member.email:
            raise ContactRefused("You sign in with this address; it is a contact already.")
        is_own = new.replaces and contact_of(session, member_id=member_id, contact_id=new.replaces)
        contact = add_contact(
            session,
            member_id=member_id,
            channel=new.channel,
            address=address,
            consent_text=CONSENT if new.channel is Channel.TEXT else "",
            replaces_id=new.replaces if is_own else None,
            now=now,
        )
        # Typed once more a moment later: the code that is on its way is the one to type.
        if (last := newest_code_at(session, contact_id=contact.id)) is None or now - last >= RESEND_PAUSE:
            _send_code(session, member=member, contact=contact, sealer=sealer, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
        return contact.id


def send_contact_code(database: Database, *, member_id: UUID, contact_id: UUID, sealer: Sealer, now: datetime) -> None:
    """
    Send a contact another code; the one before it ends.

    :raises ContactRefused: if the contact is gone or needs none
    :raises TooManyAttempts: if the last one went out a moment ago, or too many did today
    """
    with database.unit_of_work() as session:
        contact = contact_of(session, member_id=member_id, contact_id=contact_id)
        if contact is None:
            raise ContactRefused(GONE)
        member = member_of_id(session, member_id=member_id)
        _send_code(session, member=member, contact=contact, sealer=sealer, now=now)


def waiting_contact(database: Database, *, member_id: UUID, contact_id: UUID) -> ContactView:
    """
    Return a contact that waits for its code.

    :raises ContactRefused: if it is gone, or active already
    """
    with database.reading() as session:
        found = [each for each in contacts_of(session, member_id=member_id) if each.contact_id == contact_id]
    if not found or found[0].state is not ContactState.WAITING:
        raise ContactRefused("This contact is active already." if found else GONE)
    return found[0]


def verify_contact(
    database: Database, *, member_id: UUID, contact_id: UUID, code: str, address: str, moment: Moment
) -> None:
    """
    Take the code that a contact was sent; it is active from then on, and the one that it replaces is told and gone.

    :raises ContactRefused: if the contact is gone
    :raises CodeRefused: if the code is not the newest one, is ten minutes old, or was tried five times
    :raises TooManyAttempts: if too many codes were tried, of however many messages
    """
    digits = "".join(each for each in code if each.isdigit())[:12]
    now, subject = moment.now, f"contact {member_id}"
    with database.unit_of_work() as session:
        contact = contact_of(session, member_id=member_id, contact_id=contact_id)
        if contact is None:
            raise ContactRefused(GONE)
        count_guess(session, purpose=GuessPurpose.CODE, subject=subject, address=address, now=now)
        purpose = SecretPurpose.CONTACT
        is_right = use_code(session, purpose=purpose, member_id=None, email=str(contact_id), code=digits, now=now)
        if is_right:
            forgive_guesses(session, purpose=GuessPurpose.CODE, subject=subject, address=address)
            _activate(session, contact, moment)
            return
    # Refused outside of the transaction, which has counted the try.
    raise CodeRefused("That code does not fit, or is too old. Check the newest message, or have another code sent.")


def drop_contact(database: Database, *, member_id: UUID, contact_id: UUID, moment: Moment) -> None:
    """
    Remove a contact, which is told of it if it was in use.

    :raises ContactRefused: if it is gone
    """
    with database.unit_of_work() as session:
        contact = remove_contact(session, member_id=member_id, contact_id=contact_id)
        if contact is None:
            raise ContactRefused(GONE)
        member, shown = member_of_id(session, member_id=member_id), address_text(contact.channel, contact.address)
        if contact.state is ContactState.ACTIVE:
            what = f"{shown} was removed from your contacts"
            _tell(session, member=member, what=what, also=_address(contact), act="contact removed", moment=moment)
        announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)


def use_again(database: Database, *, member_id: UUID, contact_id: UUID, now: datetime) -> None:
    """Try a contact again at which nothing arrived: the member says that it was mended."""
    with database.unit_of_work() as session:
        for each in contacts_of(session, member_id=member_id):
            if each.contact_id == contact_id:
                forget_failing(session, channel=each.channel, address=each.address)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)


def _send_code(session: Session, *, member: Member, contact: Contact, sealer: Sealer, now: datetime) -> None:
    # no scope: a member's own contact
    if contact.state is not ContactState.WAITING:
        raise ContactRefused("This contact is active already.")
    hold_names(session, names=[f"contact codes of {member.id}"])
    if (last := newest_code_at(session, contact_id=contact.id)) and (left := last + RESEND_PAUSE - now) > timedelta():
        raise TooManyAttempts(f"A code is on its way. If it does not come, ask again in {wait_words(left)}.")
    if codes_sent(session, member_id=member.id, within=timedelta(days=1), now=now) >= MOST_CODES_A_DAY:
        raise TooManyAttempts("Too many codes were sent today. Try again tomorrow, or call us.")
    code = issue_code(
        session, purpose=SecretPurpose.CONTACT, member_id=None, email=str(contact.id), life=CODE_LIFE, now=now
    )
    post_notice(
        session,
        key=f"{CODE_TEMPLATE}:{contact.id}:{now.isoformat()}",
        template=CODE_TEMPLATE,
        facts={"name": member.full_name.split()[0], "minutes": str(CODE_LIFE // timedelta(minutes=1))},
        to=[_address(contact)],
        member_id=member.id,
        sealed_link=sealer.seal(code),
        now=now,
    )


def _activate(session: Session, contact: Contact, moment: Moment) -> None:
    # no scope: as above
    if not activate_contact(session, contact_id=contact.id, now=moment.now):
        return
    member, shown = member_of_id(session, member_id=contact.member_id), address_text(contact.channel, contact.address)
    old = None
    if contact.replaces_id:
        inherit_choices(session, member_id=member.id, old_id=contact.replaces_id, new_id=contact.id)
        old = remove_contact(session, member_id=member.id, contact_id=contact.replaces_id)
    was = f" in place of {address_text(old.channel, old.address)}" if old else ""
    what = f"{shown} is now one of your contacts{was}"
    also = _address(old) if old and old.state is ContactState.ACTIVE else None
    _tell(session, member=member, what=what, also=also, act="contact added", moment=moment)
    announce_member(session, topic=TOPIC, member_id=member.id, now=moment.now)


def _tell(session: Session, *, member: Member, what: str, also: Address | None, act: str, moment: Moment) -> None:
    post_notice(
        session,
        key=f"contact-changed:{member.id}:{what}:{moment.now.isoformat()}"[:160],
        template="contact_changed",
        facts={"name": member.full_name.split()[0], "what": what, "when": moment.words},
        to=[Address(Channel.EMAIL, member.email), *([also] if also else [])],
        member_id=member.id,
        now=moment.now,
    )
    words = f"{member.full_name.split()[0]} changed their contacts"
    note_activity(session, act=act, words=words, actor_id=member.id, member_id=member.id, now=moment.now)


def _address(contact: Contact) -> Address:
    return Address(contact.channel, contact.address, contact.id)
