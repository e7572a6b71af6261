"""The inbox as the eye sees it: frozen rows of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from smarthub_dash.domain.notices.queries.inbox import Way
from smarthub_dash.domain.notices.rules import Category, Channel, DeliveryState
from smarthub_dash.domain.notices.rules.contacts import address_text
from smarthub_dash.domain.notices.rules.events import CATEGORY_NAMES
from smarthub_dash.journeys.inbox import Told, Wanted
from smarthub_dash.journeys.words import clock_text, stamp_text

ADDRESS = "/notifications"
_SAID = {
    DeliveryState.WAITING: "on its way to {}",
    DeliveryState.SENDING: "on its way to {}",
    DeliveryState.HELD: "goes with the next digest to {}",
    DeliveryState.SENT: "sent to {}",
    DeliveryState.RECEIVED: "arrived at {}",
    DeliveryState.UNSURE: "may not have reached {}",
    DeliveryState.FAILED: "could not be delivered to {}",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One notice. Shape: `key` names it to its owner, and to nobody else."""

    key: str
    words: str
    category: str
    when: str
    ways: str
    has_trouble: bool
    is_unread: bool
    href: str


@dataclass(frozen=True, slots=True)
class InboxView:
    """All of the page."""

    rows: list[InboxRow]
    has_rows: bool
    is_filtered: bool
    shown: str
    """The category that is shown, "unread" or "all"."""
    older_href: str


def wanted_of(query: dict[str, str]) -> Wanted:
    """Return which notices an address asks for; what makes no sense asks for nothing in particular."""
    asked = query.get("show", "")
    category = next((each for each in Category if each.value == asked), None)
    try:
        before = datetime.fromisoformat(query.get("before", ""))
    except ValueError:
        before = None
    return Wanted(category, asked == "unread", before if before and before.tzinfo else None)


def inbox_view(told: Sequence[Told], *, wanted: Wanted, has_older: bool, now: datetime, zone: ZoneInfo) -> InboxView:
    """Put a member's notices into words."""
    shown = str(wanted.category or ("unread" if wanted.is_unread_only else "all"))
    last = told[-1].entry.created_at.isoformat().replace("+00:00", "Z") if told else ""
    return InboxView(
        rows=[_row(each, now=now, zone=zone) for each in told],
        has_rows=bool(told),
        is_filtered=shown != "all" or wanted.before is not None,
        shown=shown,
        older_href=f"{ADDRESS}?show={shown}&before={last}" if has_older else "",
    )


def _row(told: Told, *, now: datetime, zone: ZoneInfo) -> InboxRow:
    entry = told.entry
    ways = [_way(each, zone) for each in entry.ways]
    said = ", ".join(ways) if ways else "only here"
    return InboxRow(
        key=str(entry.notice_id),
        words=told.words,
        category=CATEGORY_NAMES[entry.category],
        when=stamp_text(entry.created_at, now=now, zone=zone),
        ways=said[0].upper() + said[1:],
        has_trouble=any(each.state in (DeliveryState.FAILED, DeliveryState.UNSURE) for each in entry.ways),
        is_unread=entry.read_at is None,
        href=entry.path,
    )


def _way(way: Way, zone: ZoneInfo) -> str:
    said = _SAID[way.state].format(
        "your app" if way.channel is Channel.PUSH else address_text(way.channel, way.address)
    )
    if way.state is DeliveryState.WAITING and way.not_before is not None:
        return f"{said} after {clock_text(way.not_before, zone)}"
    return said
