"""Finish registering: by the link of the letter, with a password; the member then owns the account and is signed in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import is_owned
from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.operations.guesses import forgive_guesses
from smarthub_dash.domain.members.operations.registering import choose_bill_format, register_member
from smarthub_dash.domain.members.operations.secrets import end_secrets, hold_secrets, use_secret
from smarthub_dash.domain.members.queries import SignedIn, member_of_email, open_secret
from smarthub_dash.domain.members.records import OneTimeSecret
from smarthub_dash.domain.members.rules import BillFormat, GuessPurpose, SecretPurpose
from smarthub_dash.domain.members.rules.contact import full_name_of
from smarthub_dash.domain.members.rules.passwords import refuse_weak_password
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journeys.account_proof import FactKind, hold_claims
from smarthub_dash.journeys.entering import Entered, Visit
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.linked_accounts import link_proven
from smarthub_dash.journeys.paperless import switch_own_paperless
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_password

_REGISTER = SecretPurpose.REGISTER


class LinkEnded(Refused):
    """The link was used, is too old, or never was one."""


class AlreadyRegistered(Refused):
    """The e-mail address got a sign-in after the link was sent."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What a link of a registration letter opens."""

    email: str
    account_number: str
    name_on_account: str


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """What a member chose behind the link, and from where."""

    token: str
    full_name: str
    password: str
    visit: Visit


def registration_of(database: Database, *, token: str, now: datetime) -> Registration:
    """
    Return what a link opens, without using it up.

    :raises LinkEnded: if it opens nothing any more
    """
    with database.reading() as session:
        secret = open_secret(session, purpose=_REGISTER, token=token, now=now)
        return _registration(_used(secret))


def finish_registration(database: Database, *, chosen: NewSignIn, zone: ZoneInfo, now: datetime) -> Entered:
    """
    Make the sign-in and start its first session. The link works once.

    :raises LinkEnded: if the link opens nothing any more
    :raises FieldRefused: if there is no name
    :raises WeakPassword: if the password would not do
    :raises AlreadyRegistered: if the address has a sign-in by now
    """
    known = registration_of(database, token=chosen.token, now=now)
    full_name = full_name_of(chosen.full_name)
    refuse_weak_password(chosen.password, about=(full_name, known.name_on_account, known.email, known.account_number))
    # Before the transaction: a hash takes 20 ms, and SQLite has one writer.
    password_hash = hash_password(chosen.password)
    try:
        with database.unit_of_work() as session:
            # Two links to one address may be used at the same moment; each ends the other.
            hold_secrets(session, purpose=_REGISTER, member_id=None, email=known.email)
            return _finish(session, chosen=chosen, full_name=full_name, password_hash=password_hash, zone=zone, now=now)
    except IntegrityError as error:
        with database.reading() as session:
            if member_of_email(session, email=known.email) is None:
                raise
        # Two links to one address, opened at the same moment: the address is unique.
        raise AlreadyRegistered(_EXISTS) from error


def choose_how_bills_come(database: Database, *, who: SignedIn, bill_format: BillFormat, moment: Moment) -> None:
    """
    Do as the paperless offer was answered, for every account the member may manage.

    :raises Refused: if there is none, or the e-mail address was never verified
    """
    is_on = bill_format is BillFormat.PAPERLESS
    with database.unit_of_work() as session:
        choose_bill_format(session, member_id=who.member_id, bill_format=bill_format)
        switch_own_paperless(session, member_id=who.member_id, is_on=is_on, moment=moment)


_ENDED = "This link does not work any more."
_EXISTS = "This e-mail address has a sign-in already. Sign in, and add the account under Linked Accounts."


def _used(secret: OneTimeSecret | None) -> OneTimeSecret:
    if secret is None:
        raise LinkEnded(_ENDED)
    return secret


def _registration(secret: OneTimeSecret) -> Registration:
    brought = secret.brought
    return Registration(secret.email, brought["account_number"], brought["name"])


def _finish(
    session: Session, *, chosen: NewSignIn, full_name: str, password_hash: str, zone: ZoneInfo, now: datetime
) -> Entered:
    secret = _used(use_secret(session, purpose=_REGISTER, token=chosen.token, now=now))
    known = _registration(secret)
    account_id = UUID(secret.brought["account_id"])
    hold_claims(session, account_number=known.account_number)
    if secret.brought.get("fact") == FactKind.SERVICE_ZIP and is_owned(session, account_id=account_id):
        # Somebody became an owner after the letter: from then on a ZIP code is not enough.
        raise LinkEnded(_ENDED)
    if member_of_email(session, email=known.email) is not None:
        raise AlreadyRegistered(_EXISTS)
    member = register_member(session, email=known.email, full_name=full_name, password_hash=password_hash, now=now)
    end_secrets(session, purpose=_REGISTER, member_id=None, email=known.email, now=now)
    for subject in (known.account_number, known.email):
        forgive_guesses(session, purpose=GuessPurpose.REGISTER, subject=subject, address=chosen.visit.address)
    visit = chosen.visit
    # Not by `enter`: to a new member every device is new, and a letter about this one would only frighten.
    token = start_session(session, member_id=member.id, address=visit.address, user_agent=visit.user_agent, now=now)
    note_activity(
        session,
        act="registered",
        words=f"{full_name} registered with account {known.account_number}",
        actor_id=member.id,
        member_id=member.id,
        now=now,
    )
    link_proven(session, member_id=member.id, account_id=account_id, moment=Moment(now, zone))
    return Entered(token, is_kept=False)
