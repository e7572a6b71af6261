"""Share accounts among the cast: the owner invites and the invited accept, in one transaction and without a letter."""

from datetime import timedelta

from sqlmodel import Session

from smarthub_dash.demo.cast import CAST
from smarthub_dash.demo.parts import CastMember, CastShare
from smarthub_dash.domain.accounts.operations import add_invitation, name_account
from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.journeys.answer_invitation import accept_within
from smarthub_dash.journeys.household_news import Moment, account_name, actor_of, write_down
from smarthub_dash.kit.database import Database

OWNERS = {account.account_number: person for person in CAST for account in person.accounts}


def share_among_cast(database: Database, *, moment: Moment) -> None:
    """Let those of the cast see what their families share with them, unless they do already or ever did."""
    with database.unit_of_work() as session:
        for person in CAST:
            for share in person.shares:
                _share(session, person=person, share=share, moment=moment)


def _share(session: Session, *, person: CastMember, share: CastShare, moment: Moment) -> None:
    # no scope: each step has the scope of whoever takes it, first the owner and then the invited
    owner = member_of_email(session, email=OWNERS[share.account_number].email)
    invited = member_of_email(session, email=person.email)
    if owner is None or invited is None:
        return  # somebody who tries the demo gave them another address
    inviter = actor_of(session, member_id=owner.id, moment=moment)
    view = next((each for each in inviter.accounts.values() if each.account_number == share.account_number), None)
    if view is None or session.get(AccountGrant, (invited.id, view.account_id)):
        return
    _, token = add_invitation(
        session,
        scope=inviter.scope,
        email=person.email,
        account_ids=[view.account_id],
        role=share.role,
        ends_on=moment.today + timedelta(days=share.lasts_days) if share.lasts_days else None,
        now=moment.now,
    )
    words = f"{inviter.full_name} invited {person.email} as {share.role.value} to {account_name(view)}"
    write_down(session, act="invited", words={view.account_id: words}, actor_id=owner.id, member_id=None, moment=moment)
    accept_within(session, token=token, member_id=invited.id, moment=moment)
    scope = scope_of(session, member_id=invited.id, today=moment.today)
    name_account(session, scope=scope, account_id=view.account_id, nickname=share.nickname)
