"""Manage Notifications: which news reaches which contact, for which account, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import available_timezones

from smarthub_dash.domain.accounts.queries import accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.operations.choices import choose, choose_timing
from smarthub_dash.domain.notices.queries.choices import Reach, kept_timing_of, reach_of
from smarthub_dash.domain.notices.queries.contacts import contacts_of
from smarthub_dash.domain.notices.rules import Address, DigestEvery
from smarthub_dash.domain.notices.rules.choices import EVERY_ACCOUNT, Reachable, is_told
from smarthub_dash.domain.notices.rules.events import EVENTS, Event
from smarthub_dash.domain.notices.rules.quiet_hours import DAY_MINUTES
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

TOPIC = "notices"
TEST = "test_notice"


class ChoiceRefused(Refused):
    """What was chosen cannot be."""


@dataclass(frozen=True, slots=True)
class When:
    """
    When a member may be disturbed, as they chose it.

    Units: minutes after midnight on the clock of the zone.
    """

    zone_name: str
    quiet: tuple[int, int] | None
    digest_every: DigestEvery
    digest_at: int


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """
    What a member is told, and what can be chosen.

    Shape: `accounts` are number and nickname; `told` has event and contact -> whether it is told.
    """

    reach: Reach
    accounts: tuple[tuple[str, str], ...]
    chosen_account: str
    told: Mapping[tuple[str, UUID], bool]
    events: Sequence[Event]
    when: When


def read_choices(database: Database, *, member_id: UUID, account_number: str, moment: Moment) -> NoticeChoices:
    """Return what a member is told of one of their accounts; of all where none of theirs is named."""
    with database.reading() as session:
        scope = scope_of(session, member_id=member_id, today=moment.today)
        views = {view.account_number: view for view in accounts_in(session, scope=scope)}
        reach = reach_of(session, member_id=member_id)
        timing = kept_timing_of(session, member_id=member_id)
    chosen = views.get(account_number)
    account_id = chosen.account_id if chosen else EVERY_ACCOUNT
    events = [each for each in EVENTS.values() if _may_see(each, scope)]
    told = {
        (event.name, contact.contact_id): is_told(event, contact, account_ids=(account_id,), choices=reach.choices)
        for event in events
        for contact in reach.contacts
    }
    quiet = None
    if timing and timing.quiet_from is not None and timing.quiet_until is not None:
        quiet = (timing.quiet_from, timing.quiet_until)
    when = When(
        timing.zone_name if timing and timing.zone_name else moment.zone.key,
        quiet,
        timing.digest_every if timing else DigestEvery.NEVER,
        timing.digest_at if timing else 480,
    )
    accounts = tuple((view.account_number, view.nickname) for view in views.values())
    return NoticeChoices(reach, accounts, chosen.account_number if chosen else "", told, events, when)


def choose_notice(
    database: Database,
    *,
    member_id: UUID,
    contact_id: UUID,
    event: str,
    account_number: str,
    is_on: bool,
    moment: Moment,
) -> None:
    """
    Let a contact be told of an event or not, for one account or for all.

    :raises ChoiceRefused: if it always is, or there is no such event, contact or account
    """
    with database.unit_of_work() as session:
        scope = scope_of(session, member_id=member_id, today=moment.today)
        views = {view.account_number: view.account_id for view in accounts_in(session, scope=scope)}
        if account_number and account_number not in views:
            raise ChoiceRefused("This account is not among yours any more.")
        contact = _reachable(reach_of(session, member_id=member_id), contact_id)
        told = EVENTS.get(event)
        if told is None or not _may_see(told, scope):
            raise ChoiceRefused("There is no such news any more. Load the page again.")
        if not is_on and is_fixed(told, contact):
            raise ChoiceRefused("This always goes to the address you sign in with.")
        choose(
            session,
            member_id=member_id,
            contact_id=contact_id,
            account_id=views[account_number] if account_number else EVERY_ACCOUNT,
            event=event,
            is_on=is_on,
            now=moment.now,
        )
        announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)


def choose_when(database: Database, *, member_id: UUID, when: When, moment: Moment) -> None:
    """
    Keep when a member may be disturbed.

    :raises ChoiceRefused: if no clock knows those times, or there is no such zone
    """
    minutes = (*(when.quiet or ()), when.digest_at)
    if when.zone_name not in available_timezones() or any(not 0 <= each < DAY_MINUTES for each in minutes):
        raise ChoiceRefused("Choose times of the day, such as 10:00 PM and 7:00 AM.")
    if when.quiet and when.quiet[0] == when.quiet[1]:
        raise ChoiceRefused("Quiet hours begin and end at the same time. Choose another end.")
    with database.unit_of_work() as session:
        choose_timing(
            session,
            member_id=member_id,
            zone_name=when.zone_name,
            quiet=when.quiet,
            digest_every=when.digest_every,
            digest_at=when.digest_at,
            now=moment.now,
        )
        name = member_of_id(session, member_id=member_id).full_name.split()[0]
        words = f"{name} changed when notices may come"
        note_activity(session, act="notice times", words=words, actor_id=member_id, member_id=member_id, now=moment.now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)


def send_test(database: Database, *, member_id: UUID, contact_id: UUID, moment: Moment) -> str:
    """
    Send a test to a contact, at most one a minute; return where it went.

    :raises ChoiceRefused: if the contact cannot be used
    """
    with database.unit_of_work() as session:
        contact = _reachable(reach_of(session, member_id=member_id), contact_id)
        member = member_of_id(session, member_id=member_id)
        post_notice(
            session,
            key=f"test:{contact_id}:{moment.now:%Y%m%d%H%M}",
            template=TEST,
            facts={"name": member.full_name.split()[0], "when": moment.words},
            to=[Address(contact.channel, contact.address, contact.contact_id)],
            member_id=member_id,
            now=moment.now,
        )
    return contact.address


def needs_contact(database: Database, *, member_id: UUID) -> bool:
    """Tell whether nothing arrives at one of a member's contacts."""
    with database.reading() as session:
        return any(each.failing_since for each in contacts_of(session, member_id=member_id))


def is_fixed(event: Event, contact: Reachable) -> bool:
    """Tell whether an event goes to a contact whatever is chosen."""
    return event.is_kept and contact.is_sign_in


def _reachable(reach: Reach, contact_id: UUID) -> Reachable:
    found = next((each for each in reach.contacts if each.contact_id == contact_id), None)
    if found is None:
        raise ChoiceRefused("This contact cannot be used. See Manage Contacts.")
    return found


def _may_see(event: Event, scope: AccountScope) -> bool:
    # What is about an account is shown to whoever holds the power on any of theirs.
    return event.power is None or bool(scope.holding(event.power).account_ids)
