"""What a member is told, as the eye sees it: frozen rows of plain values."""

from dataclasses import dataclass
from typing import Final

from smarthub_dash.domain.notices.rules import Channel, DigestEvery
from smarthub_dash.domain.notices.rules.choices import Reachable
from smarthub_dash.domain.notices.rules.contacts import address_text
from smarthub_dash.domain.notices.rules.events import CATEGORY_NAMES, Event
from smarthub_dash.journeys.notice_choices import NoticeChoices, When, is_fixed

ZONES: Final = (
    ("America/New_York", "Eastern time"),
    ("America/Chicago", "Central time"),
    ("America/Denver", "Mountain time"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific time"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
)
HALF_HOUR: Final = 30


@dataclass(frozen=True, slots=True)
class Box:
    """Whether one contact is told of one event. Shape: `key` names the contact to its owner."""

    key: str
    label: str
    is_on: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event with a box for each contact."""

    name: str
    title: str
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Group:
    """The events of one category."""

    title: str
    rows: list[EventRow]


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An account to choose for, or all of them."""

    text: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class ContactLink:
    """A contact to which a test can be sent."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """All of the page."""

    groups: list[Group]
    accounts: list[AccountLink]
    has_accounts: bool
    contacts: list[ContactLink]
    quiet_on: str
    quiet_from: str
    quiet_until: str
    zone_name: str
    digest_every: str
    digest_at: str


def times() -> tuple[tuple[str, str], ...]:
    """Return every half hour of a day as a choice: minutes and text."""
    return tuple((str(minute), minute_text(minute)) for minute in range(0, 24 * 60, HALF_HOUR))


def minute_text(minute: int) -> str:
    """Write a time of the day: "7:00 AM"."""
    return f"{minute // 60 % 12 or 12}:{minute % 60:02d} {'AM' if minute < 720 else 'PM'}"


def choices_view(found: NoticeChoices) -> ChoicesView:
    """Put what a member is told into words."""
    when, links = found.when, [AccountLink("All accounts", "/notifications/manage", not found.chosen_account)]
    links += [
        AccountLink(nickname or number, f"/notifications/manage?account={number}", number == found.chosen_account)
        for number, nickname in found.accounts
    ]
    quiet = when.quiet or (22 * 60, 7 * 60)
    return ChoicesView(
        groups=[
            Group(title, [_row(each, found) for each in found.events if each.category is category])
            for category, title in CATEGORY_NAMES.items()
        ],
        accounts=links,
        has_accounts=len(found.accounts) > 1,
        contacts=[ContactLink(str(each.contact_id), _name(each)) for each in found.reach.contacts],
        quiet_on="yes" if when.quiet else "no",
        quiet_from=str(quiet[0]),
        quiet_until=str(quiet[1]),
        zone_name=when.zone_name,
        digest_every=str(when.digest_every),
        digest_at=str(when.digest_at),
    )


def when_of(form: dict[str, str]) -> When:
    """
    Return what was typed into the form of times.

    :raises ValueError: if it makes no sense
    """
    quiet = (int(form["quiet_from"]), int(form["quiet_until"])) if form.get("quiet_on") == "yes" else None
    return When(form["zone_name"], quiet, DigestEvery(form["digest_every"]), int(form["digest_at"]))


def _row(event: Event, found: NoticeChoices) -> EventRow:
    boxes = [
        Box(
            str(each.contact_id),
            _name(each),
            is_fixed(event, each) or found.told[event.name, each.contact_id],
            is_fixed(event, each),
        )
        for each in found.reach.contacts
    ]
    return EventRow(event.name, event.title, boxes)


def _name(contact: Reachable) -> str:
    if contact.channel is Channel.EMAIL:
        return contact.address
    return f"{'Text' if contact.channel is Channel.TEXT else 'App'}: {address_text(contact.channel, contact.address)}"
