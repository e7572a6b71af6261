"""Invite somebody to a household by e-mail; they accept or decline, or it is taken back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.operations import add_invitation, close_invitation
from smarthub_dash.domain.accounts.queries import (
    holders_in,
    invitations_in,
)
from smarthub_dash.domain.accounts.rules import (
    MOST_INVITATIONS,
    HouseholdRole,
    Power,
    end_day,
    role_words,
)
from smarthub_dash.domain.members.rules import email_of
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journeys.answer_invitation import InvitationOver
from smarthub_dash.journeys.household_news import (
    Actor,
    Moment,
    account_name,
    actor_of,
    date_words,
    wake,
    write_down,
)
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


class BadInvitation(Refused):
    """The form of an invitation needs mending."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom a member wants to invite, to what, as what, and until when."""

    email: str
    account_numbers: tuple[str, ...]
    role: HouseholdRole
    ends_on: date | None


def invite_person(
    database: Database, *, member_id: UUID, wish: Wish, sealer: Sealer, public_url: str, moment: Moment
) -> None:
    """
    Send an invitation; an open one of this member to the same address ends with it.

    The same happens whether or not the address has a sign-in.
    :raises BadInvitation: if the address, the accounts or their number will not do
    :raises NotYours: if an account is not the member's
    :raises NotAllowed: if the member may not share one of them
    :raises EndTooEarly: if it would end at once
    """
    wish = replace(wish, email=email_of(wish.email))
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        ids = [actor.account_of(number).account_id for number in dict.fromkeys(wish.account_numbers)]
        _check(session, actor=actor, email=wish.email, account_ids=ids, moment=moment)
        invitation_id, token = add_invitation(
            session,
            scope=actor.scope,
            email=wish.email,
            account_ids=ids,
            role=wish.role,
            ends_on=end_day(wish.ends_on, today=moment.today),
            now=moment.now,
        )
        link = sealer.seal(f"{public_url}/invitation?token={token}")
        _send(
            session, actor=actor, wish=wish, account_ids=ids, key=str(invitation_id), sealed_link=link, now=moment.now
        )
        verb = f"invited {wish.email} as {wish.role.value} to"
        _note(session, actor=actor, act="invited", account_ids=ids, verb=verb, moment=moment)
        wake(session, account_ids=ids, member_ids=[member_id], moment=moment)


def take_back(database: Database, *, member_id: UUID, invitation_id: UUID, moment: Moment) -> None:
    """
    End an invitation to an account that the member may share, whoever sent it.

    :raises InvitationOver: if there is no such invitation, or it is over
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        scope = actor.scope.with_power(Power.SHARE)
        found = [
            each for each in invitations_in(session, scope=scope, now=moment.now) if each.invitation_id == invitation_id
        ]
        if not found or not close_invitation(session, invitation_id=invitation_id, now=moment.now):
            raise InvitationOver("That invitation is not open any more.")
        ids = found[0].account_ids
        _note(
            session,
            actor=actor,
            act="taken back",
            account_ids=ids,
            verb=f"took back the invitation of {found[0].email} to",
            moment=moment,
        )
        wake(session, account_ids=ids, member_ids=[member_id], moment=moment)


def _send(
    session: Session,
    *,
    actor: Actor,
    wish: Wish,
    account_ids: Sequence[UUID],
    key: str,
    sealed_link: str,
    now: datetime,
) -> None:
    post_notice(
        session,
        key=key,
        template="invited",
        facts={
            "inviter": actor.full_name,
            "accounts": actor.named(account_ids),
            "role_words": role_words(wish.role),
            "ends": date_words(wish.ends_on, otherwise="no end is set"),
        },
        to=[Address(Channel.EMAIL, wish.email)],
        member_id=None,
        sealed_link=sealed_link,
        now=now,
    )


def _check(session: Session, *, actor: Actor, email: str, account_ids: Sequence[UUID], moment: Moment) -> None:
    if not _EMAIL.fullmatch(email) or len(email) > 254 or not email.isprintable():
        raise BadInvitation("Write the e-mail address in full, like name@example.com.")
    if email == actor.email:
        raise BadInvitation("That is your own e-mail address.")
    if not account_ids:
        raise BadInvitation("Choose at least one account to share.")
    scope = actor.scope.with_power(Power.SHARE)
    for holder in holders_in(session, scope=scope, today=moment.today):
        if holder.email == email and holder.account_id in account_ids:
            name = account_name(actor.accounts[holder.account_id])
            raise BadInvitation(f"{email} has {name} already. Change what they may do in the list above.")
    sent = [each for each in invitations_in(session, scope=scope, now=moment.now) if each.inviter_id == actor.member_id]
    if len(sent) >= MOST_INVITATIONS:
        raise BadInvitation("Many of your invitations are open. Take one back, or wait until one is answered.")
    for each in sent:
        if each.email == email:
            close_invitation(session, invitation_id=each.invitation_id, now=moment.now)


def _note(session: Session, *, actor: Actor, act: str, account_ids: Sequence[UUID], verb: str, moment: Moment) -> None:
    words = {each: f"{actor.full_name} {verb} {account_name(actor.accounts[each])}" for each in account_ids}
    write_down(session, act=act, words=words, actor_id=actor.member_id, member_id=None, moment=moment)
