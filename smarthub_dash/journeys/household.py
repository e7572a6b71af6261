"""Who sees which account of a household: show it, change it, end it, and let the end of a day be seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.operations import change_grant, end_grant, end_grants_of_day
from smarthub_dash.domain.accounts.queries import (
    AccountView,
    Holder,
    Invitation,
    holders_in,
    invitations_in,
)
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import OWNING, HouseholdRole, Power, end_day
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import email_of
from smarthub_dash.journal.activity import activity_on
from smarthub_dash.journeys.household_news import (
    Actor,
    Moment,
    account_name,
    actor_of,
    date_words,
    wake,
    write_down,
    write_to,
)
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

MOST_ACTIVITY = 50


class NotThere(Refused):
    """Nobody of that address has that account in a role that may be changed; the same words for every reason."""


@dataclass(frozen=True, slots=True)
class Household:
    """Who sees what, who is invited, and what happened, as far as one member may know."""

    member_id: UUID
    accounts: tuple[AccountView, ...]
    shareable: frozenset[UUID]
    """The accounts to which this member may invite."""
    holders: tuple[Holder, ...]
    invitations: tuple[Invitation, ...]
    activity: tuple[tuple[datetime, str], ...]


def open_household(database: Database, *, member_id: UUID, moment: Moment) -> Household:
    """Read the household of a member."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        shareable = frozenset(each for each in actor.scope.account_ids if actor.scope.may(Power.SHARE, each))
        invitations: Sequence[Invitation] = ()
        if shareable:
            invitations = invitations_in(session, scope=actor.scope.with_power(Power.SHARE), now=moment.now)
        return Household(
            member_id,
            tuple(actor.accounts.values()),
            shareable,
            tuple(holders_in(session, scope=actor.scope, today=moment.today)),
            tuple(invitations),
            tuple(
                (each.happened_at, each.words)
                for each in activity_on(session, account_ids=actor.scope.account_ids, most=MOST_ACTIVITY)
            ),
        )


def change_person(
    database: Database,
    *,
    member_id: UUID,
    email: str,
    account_number: str,
    role: HouseholdRole,
    ends_on: date | None,
    moment: Moment,
) -> None:
    """
    Change what somebody may do with an account, and until when.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member's role does not reach that far
    :raises NotThere: if nobody of that address has it in a role that may be changed
    :raises EndTooEarly: if it would end at once
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view, holder = _found(session, actor, email=email, account_number=account_number, moment=moment)
        ends_on = end_day(ends_on, today=moment.today)
        if not change_grant(
            session,
            scope=actor.scope,
            member_id=holder.member_id,
            account_id=view.account_id,
            role=role,
            ends_on=ends_on,
        ):
            raise NotThere(_NOT_THERE)
        until = f" until {date_words(ends_on, otherwise='')}" if ends_on else ""
        words = f"{actor.full_name} made {holder.email} {role.value} of {account_name(view)}{until}"
        _note(session, act="role changed", words=words, actor=actor, holder=holder, moment=moment)
        wake(session, account_ids=[view.account_id], member_ids=[holder.member_id], moment=moment)


def remove_person(database: Database, *, member_id: UUID, email: str, account_number: str, moment: Moment) -> None:
    """
    End somebody's access to an account at once.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member's role does not reach that far
    :raises NotThere: if nobody of that address has it in a role that may be ended by another
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view, holder = _found(session, actor, email=email, account_number=account_number, moment=moment)
        if not end_grant(
            session, scope=actor.scope, member_id=holder.member_id, account_id=view.account_id, now=moment.now
        ):
            raise NotThere(_NOT_THERE)
        write_ended(session, holder=holder, account=account_name(view), moment=moment)
        words = f"{actor.full_name} ended the access of {holder.email} to {account_name(view)}"
        _note(session, act="access ended", words=words, actor=actor, holder=holder, moment=moment)
        wake(session, account_ids=[view.account_id], member_ids=[holder.member_id], moment=moment)


def end_what_ran_out(database: Database, *, moment: Moment) -> int:
    """Tell everyone whose access ended with a day, once, and let their open pages follow; return how many grants."""
    with database.unit_of_work() as session:
        ended = end_grants_of_day(session, today=moment.today, now=moment.now)
        for member_id, account_id in sorted(ended):
            member, account = session.get_one(Member, member_id), _account(session, account_id)
            holder = Holder(
                member_id, member.full_name, member.email, account_id, HouseholdRole.VIEWER, moment.now, None
            )
            write_ended(session, holder=holder, account=f"account {account.account_number}", moment=moment)
            words = f"The access of {member.email} to account {account.account_number} ended as it was set"
            write_down(
                session,
                act="access ended",
                words={account_id: words},
                actor_id=None,
                member_id=member_id,
                moment=moment,
            )
        _wake_all(session, ended, moment)
        return len(ended)


def write_ended(session: Session, *, holder: Holder, account: str, moment: Moment) -> None:
    """Write to somebody that their access to an account has ended."""
    facts = {"name": holder.full_name.split()[0], "who": holder.full_name, "accounts": account}
    write_to(
        session,
        member_id=holder.member_id,
        email=holder.email,
        template="access_ended",
        key=f"{holder.account_id}:{moment.now.isoformat()}",
        facts=facts,
        moment=moment,
    )


_NOT_THERE = "We could not find that person there. The page may have been out of date."


def _found(
    session: Session, actor: Actor, *, email: str, account_number: str, moment: Moment
) -> tuple[AccountView, Holder]:
    view = actor.account_of(account_number)
    scope = actor.scope.only(view.account_id).with_power(Power.SHARE)
    holder = next(
        (each for each in holders_in(session, scope=scope, today=moment.today) if each.email == email_of(email)), None
    )
    if holder is None or holder.role in OWNING:
        raise NotThere(_NOT_THERE)
    return view, holder


def _note(session: Session, *, act: str, words: str, actor: Actor, holder: Holder, moment: Moment) -> None:
    write_down(
        session,
        act=act,
        words={holder.account_id: words},
        actor_id=actor.member_id,
        member_id=holder.member_id,
        moment=moment,
    )


def _account(session: Session, account_id: UUID) -> Account:
    return session.exec(select(Account).where(col(Account.id) == account_id)).one()


def _wake_all(session: Session, ended: Iterable[tuple[UUID, UUID]], moment: Moment) -> None:
    pairs = tuple(ended)
    wake(session, account_ids=[each for _, each in pairs], member_ids=[each for each, _ in pairs], moment=moment)
