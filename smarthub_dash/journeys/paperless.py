"""Paperless Billing: how each account's bills come, and switching it; the one truth behind every page that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, holders_in
from smarthub_dash.domain.accounts.rules import HouseholdRole, Power
from smarthub_dash.domain.billing.operations.paperless import end_paperless, start_paperless
from smarthub_dash.domain.billing.queries.paperless import Paperless, paperless_in
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.journal.news import announce, announce_member
from smarthub_dash.journeys.household_news import Actor, Moment, account_name, actor_of, write_down, write_to
from smarthub_dash.kit.database import Database

TOPIC = "paperless"


@dataclass(frozen=True, slots=True)
class AccountPaper:
    """How the bills of one account come."""

    view: AccountView
    role: HouseholdRole
    may_change: bool
    paperless: Paperless | None
    is_mine: bool
    """The bills come to this member's own address."""


@dataclass(frozen=True, slots=True)
class PaperlessBilling:
    """All of a member's accounts, and where their bills would go."""

    email: str
    is_email_verified: bool
    accounts: tuple[AccountPaper, ...]

    @property
    def changeable(self) -> tuple[AccountPaper, ...]:
        return tuple(each for each in self.accounts if each.may_change)


def open_paperless(database: Database, *, member_id: UUID, moment: Moment) -> PaperlessBilling:
    """Return how the bills of a member's accounts come."""
    with database.reading() as session:
        return paperless_billing(session, member_id=member_id, moment=moment)


def paperless_billing(session: Session, *, member_id: UUID, moment: Moment) -> PaperlessBilling:
    """Return the same within a transaction."""
    # no scope: `actor_of` makes the member's own
    actor = actor_of(session, member_id=member_id, moment=moment)
    found = paperless_in(session, scope=actor.scope.holding(Power.SEE), today=moment.today)
    accounts = tuple(
        AccountPaper(
            view=view,
            role=actor.scope.roles[account_id],
            may_change=actor.scope.may(Power.MANAGE, account_id),
            paperless=found.get(account_id),
            is_mine=account_id in found and found[account_id].member_id == member_id,
        )
        for account_id, view in actor.accounts.items()
    )
    verified_at = member_of_id(session, member_id=member_id).email_verified_at
    return PaperlessBilling(actor.email, verified_at is not None, accounts)


def switch_paperless(database: Database, *, member_id: UUID, account_number: str, is_on: bool, moment: Moment) -> str:
    """
    Let the bills of an account come without paper, or printed again; return the account's name.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not manage it
    :raises EmailNotVerified: if it is to be switched on and the member's address was never verified
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        _switch(session, actor, [view], is_on=is_on, moment=moment)
    return account_name(view)


def switch_all_paperless(database: Database, *, member_id: UUID, is_on: bool, moment: Moment) -> int:
    """
    Do the same with every account that the member may manage; return how many those are.

    :raises NotAllowed: if there is none
    :raises EmailNotVerified: as above
    """
    with database.unit_of_work() as session:
        return switch_own_paperless(session, member_id=member_id, is_on=is_on, moment=moment)


def switch_own_paperless(session: Session, *, member_id: UUID, is_on: bool, moment: Moment) -> int:
    """Do so within a transaction, as registration's offer does."""
    # no scope: `actor_of` makes the member's own
    actor = actor_of(session, member_id=member_id, moment=moment)
    managed = actor.scope.with_power(Power.MANAGE).account_ids
    views = [view for account_id, view in actor.accounts.items() if account_id in managed]
    _switch(session, actor, views, is_on=is_on, moment=moment)
    return len(views)


def _switch(session: Session, actor: Actor, views: Sequence[AccountView], *, is_on: bool, moment: Moment) -> None:
    # no scope: the actor brings it
    changed, others = [], set[tuple[UUID, str, str]]()
    for view in sorted(views, key=lambda each: each.account_id):
        if is_on:
            has_changed = start_paperless(
                session, scope=actor.scope, account_id=view.account_id, today=moment.today, now=moment.now
            )
        else:
            ended = end_paperless(
                session, scope=actor.scope, account_id=view.account_id, today=moment.today, now=moment.now
            )
            has_changed = ended is not None
            if ended and ended.member_id != actor.member_id:
                others.add((ended.member_id, ended.full_name, ended.email))
        changed += [view] if has_changed else []
    if not changed:
        return
    told = {(actor.member_id, actor.full_name, actor.email), *others}
    for member_id, full_name, email in sorted(told):
        _write(session, actor, member_id, full_name, email, changed, is_on=is_on, moment=moment)
    act, words = ("paperless on", "without paper") if is_on else ("paperless off", "printed")
    said = {
        view.account_id: f"{actor.full_name} chose bills {words} for account {view.account_number}" for view in changed
    }
    write_down(session, act=act, words=said, actor_id=actor.member_id, member_id=None, moment=moment)
    _wake(session, actor, [view.account_id for view in changed], moment=moment)


def _wake(session: Session, actor: Actor, account_ids: Sequence[UUID], *, moment: Moment) -> None:
    # no scope: the actor brings it
    held = holders_in(session, scope=actor.scope, today=moment.today)
    for member_id in sorted({each.member_id for each in held if each.account_id in account_ids}):
        announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)
    announce(session, topic=TOPIC, account_ids=account_ids, now=moment.now)


def _write(
    session: Session,
    actor: Actor,
    member_id: UUID,
    full_name: str,
    email: str,
    changed: Sequence[AccountView],
    *,
    is_on: bool,
    moment: Moment,
) -> None:
    # no scope: a letter to a member's own address
    numbers = ", ".join(sorted(view.account_number for view in changed))
    write_to(
        session,
        member_id=member_id,
        email=email,
        template="paperless_on" if is_on else "paperless_off",
        key=f"{numbers}:{moment.now.isoformat()}"[:80],
        facts={
            "name": full_name.split()[0],
            "who": actor.full_name,
            "accounts": numbers,
            "when": moment.words,
            "email": actor.email,
        },
        moment=moment,
    )
