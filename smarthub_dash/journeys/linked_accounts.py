"""Link another account by its bill, name and order the accounts of a sign-in, unlink one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.operations import (
    grant_account,
    leave_account,
    name_account,
    order_accounts,
)
from smarthub_dash.domain.accounts.queries import AccountView, holders_in, next_position
from smarthub_dash.domain.accounts.rules import OWNING, HouseholdRole, nickname_of
from smarthub_dash.domain.members.operations.guesses import forgive_guesses
from smarthub_dash.domain.members.rules import GuessPurpose
from smarthub_dash.journeys.account_proof import AccountClaim, count_claim, proven_account
from smarthub_dash.journeys.household_news import Actor, Moment, account_name, actor_of, wake, write_down, write_to
from smarthub_dash.journeys.typed_facts import account_number_in
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer

WRONG = (
    "Something does not match our records. Check the account number, the name and the second fact on a printed bill. "
    "A ZIP code alone is not always enough: try the amount of your last bill or the code printed on it, or call us."
)


class WrongFacts(Refused):
    """The claim does not fit; never said is what does not, nor whether there is such an account."""


class AlreadyLinked(Refused):
    """The member has this account already, and proved it again."""


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """An account as its holder manages it."""

    view: AccountView
    role: HouseholdRole
    ends_on: date | None
    holder_count: int
    """How many see it, the member included."""
    is_last_owner: bool
    """Whether everyone else loses it if this member leaves."""


def linked_accounts(database: Database, *, member_id: UUID, moment: Moment) -> Sequence[LinkedAccount]:
    """Return the accounts of a member in the member's order."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        holders = holders_in(session, scope=actor.scope, today=moment.today)
    found = []
    for view in actor.accounts.values():
        here = [holder for holder in holders if holder.account_id == view.account_id]
        own = next(holder for holder in here if holder.member_id == member_id)
        owners = [holder for holder in here if holder.role in OWNING]
        found.append(LinkedAccount(view, own.role, own.ends_on, len(here), owners == [own]))
    return tuple(found)


def link_account(
    database: Database, *, member_id: UUID, claim: AccountClaim, address: str, sealer: Sealer, moment: Moment
) -> str:
    """
    Make a member an owner of the account whose bill they hold, as registration does; return its name.

    :raises TooManyAttempts: if too many tries were wrong
    :raises WrongFacts: if anything does not fit
    :raises AlreadyLinked: if the member owns it already
    """
    subject = account_number_in(claim.account_number)
    with database.unit_of_work() as session:
        count_claim(session, claim=claim, address=address, now=moment.now)
        account_id = proven_account(session, claim=claim, sealer=sealer, now=moment.now)
        if account_id is not None:
            forgive_guesses(session, purpose=GuessPurpose.REGISTER, subject=subject, address=address)
            return link_proven(session, member_id=member_id, account_id=account_id, moment=moment)
    raise WrongFacts(WRONG)


def name_linked_account(
    database: Database, *, member_id: UUID, account_number: str, nickname: str, moment: Moment
) -> None:
    """
    Change what a member calls an account.

    :raises NotYours: if it is not the member's
    :raises NicknameTooLong: if the nickname would not fit
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        account_id = actor.account_of(account_number).account_id
        name_account(session, scope=actor.scope, account_id=account_id, nickname=nickname_of(nickname))
        wake(session, account_ids=(), member_ids=[member_id], moment=moment)


def move_linked_account(
    database: Database, *, member_id: UUID, account_number: str, is_up: bool, moment: Moment
) -> None:
    """
    Move an account one place up or down in the member's own order; at the end of the list it stays.

    :raises NotYours: if it is not the member's
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        order = list(actor.accounts)
        at = order.index(actor.account_of(account_number).account_id)
        to = min(max(at + (-1 if is_up else 1), 0), len(order) - 1)
        order.insert(to, order.pop(at))
        order_accounts(session, scope=actor.scope, account_ids=order)
        wake(session, account_ids=(), member_ids=[member_id], moment=moment)


def unlink_account(database: Database, *, member_id: UUID, account_number: str, moment: Moment) -> str:
    """
    Take an account off a member's sign-in; return its name.

    The last owner takes everyone else's access along; the account can be claimed again with a bill.
    :raises NotYours: if it is not the member's
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        here = holders_in(session, scope=actor.scope.only(view.account_id), today=moment.today)
        gone = leave_account(session, scope=actor.scope, account_id=view.account_id, today=moment.today, now=moment.now)
        key = f"{view.account_id}:{moment.now.isoformat()}"
        for holder in here:
            if holder.member_id in gone:
                facts = {"name": _first(holder.full_name), "who": holder.full_name, "accounts": account_name(view)}
                write_to(
                    session,
                    member_id=holder.member_id,
                    email=holder.email,
                    template="access_ended",
                    key=key,
                    facts=facts,
                    moment=moment,
                )
        _note_leaving(session, actor=actor, view=view, with_others=len(gone) > 1, moment=moment)
        wake(session, account_ids=[view.account_id], member_ids=gone, moment=moment)
        return account_name(view)


def link_proven(session: Session, *, member_id: UUID, account_id: UUID, moment: Moment) -> str:
    """
    Make a member an owner of an account whose bill they hold, and tell those who own it already; return its name.

    Call it last in the transaction.
    :raises AlreadyLinked: if the member owns it already
    """
    # no scope: the bill was the proof
    before = actor_of(session, member_id=member_id, moment=moment)
    if before.scope.roles.get(account_id) in OWNING:
        raise AlreadyLinked(f"{account_name(before.accounts[account_id])} is among your accounts already.")
    grant_account(
        session,
        member_id=member_id,
        account_id=account_id,
        role=HouseholdRole.OWNER,
        nickname="",
        position=next_position(session, member_id=member_id),
        now=moment.now,
    )
    actor = actor_of(session, member_id=member_id, moment=moment)
    view = actor.accounts[account_id]
    _tell_owners(session, actor=actor, view=view, moment=moment)
    words = f"{actor.full_name} linked account {view.account_number} as an owner"
    write_down(
        session,
        act="account linked",
        words={account_id: words},
        actor_id=member_id,
        member_id=member_id,
        moment=moment,
    )
    wake(session, account_ids=[account_id], member_ids=[member_id], moment=moment)
    return account_name(view)


def _tell_owners(session: Session, *, actor: Actor, view: AccountView, moment: Moment) -> None:
    """Write to the member who linked an account, and to those who owned it before."""
    for holder in holders_in(session, scope=actor.scope.only(view.account_id), today=moment.today):
        is_own = holder.member_id == actor.member_id
        if not is_own and holder.role not in OWNING:
            continue
        name = account_name(view) if is_own else f"account {view.account_number}"
        facts = {"name": _first(holder.full_name), "account": name, "who": actor.full_name, "when": moment.words}
        write_to(
            session,
            member_id=holder.member_id,
            email=holder.email,
            template="account_linked" if is_own else "owner_added",
            key=f"{view.account_id}:{moment.now.isoformat()}",
            facts=facts,
            moment=moment,
        )


def _note_leaving(session: Session, *, actor: Actor, view: AccountView, with_others: bool, moment: Moment) -> None:
    words = f"{actor.full_name} unlinked account {view.account_number}"
    write_down(
        session,
        act="account unlinked",
        words={view.account_id: f"{words}, and everyone's access ended with it" if with_others else words},
        actor_id=actor.member_id,
        member_id=actor.member_id,
        moment=moment,
    )


def _first(full_name: str) -> str:
    return full_name.split()[0]
