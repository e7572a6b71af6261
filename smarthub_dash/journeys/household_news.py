"""Tell a household what changed: the activity log that all of them read, letters, and the pages they have open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce, announce_member
from smarthub_dash.kit.clock import local_day

TOPIC = "household"


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happens: the instant, and the utility's zone that makes it a day."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    @property
    def words(self) -> str:
        """The instant as letters write it: "Tuesday, November 17, 9:30 AM"."""
        local = self.now.astimezone(self.zone)
        return f"{local:%A, %B} {local.day}, {local.hour % 12 or 12}:{local:%M %p}"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in member who does something, with the scope of this moment."""

    member_id: UUID
    full_name: str
    email: str
    scope: AccountScope
    accounts: Mapping[UUID, AccountView]

    def account_of(self, account_number: str) -> AccountView:
        """
        Return one of the member's accounts by its number.

        :raises NotYours: if it is not among them
        """
        found = [view for view in self.accounts.values() if view.account_number == account_number]
        return found[0] if found else self.scope.refuse()

    def named(self, account_ids: Iterable[UUID]) -> str:
        """Return accounts as this member calls them: "Home (0041877001) and Shop (0052209002)"."""
        names = [account_name(self.accounts[each]) for each in account_ids if each in self.accounts]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def account_name(view: AccountView) -> str:
    """Return an account by its nickname and number."""
    return f"{view.nickname} ({view.account_number})"


def date_words(day: date | None, *, otherwise: str) -> str:
    """Return a day as it is written out: "December 31, 2026"."""
    return f"{day:%B} {day.day}, {day.year}" if day else otherwise


def actor_of(session: Session, *, member_id: UUID, moment: Moment) -> Actor:
    """Return who acts, as they are now: a grant that has ended since the page was opened is gone from the scope."""
    member = session.get_one(Member, member_id)
    scope = scope_of(session, member_id=member_id, today=moment.today)
    # An account of several agreements has a row for each; its first stands for it.
    accounts: dict[UUID, AccountView] = {}
    for view in accounts_in(session, scope=scope):
        accounts.setdefault(view.account_id, view)
    return Actor(member.id, member.full_name, member.email, scope, accounts)


def write_down(
    session: Session,
    *,
    act: str,
    words: Mapping[UUID, str],
    actor_id: UUID | None,
    member_id: UUID | None,
    moment: Moment,
) -> None:
    """Append a sentence for each account to the log: whoever sees one account does not read of the others."""
    for account_id in sorted(words):
        note_activity(
            session,
            act=act,
            words=words[account_id],
            actor_id=actor_id,
            member_id=member_id,
            account_ids=[account_id],
            now=moment.now,
        )


def wake(session: Session, *, account_ids: Iterable[UUID], member_ids: Iterable[UUID], moment: Moment) -> None:
    """Let every open page of these accounts and members load again; call it last in the transaction."""
    for member_id in sorted(set(member_ids)):
        announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)
    announce(session, topic=TOPIC, account_ids=account_ids, now=moment.now)


def write_to(
    session: Session,
    *,
    member_id: UUID,
    email: str,
    template: str,
    key: str,
    facts: Mapping[str, str],
    moment: Moment,
) -> None:
    """Post a letter to a member's address."""
    post_notice(
        session,
        key=f"{template}:{key}:{member_id}",
        template=template,
        facts=facts,
        to=[Address(Channel.EMAIL, email)],
        member_id=member_id,
        now=moment.now,
    )
