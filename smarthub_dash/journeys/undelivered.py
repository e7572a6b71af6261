"""Letters that did not arrive: what a member is told of theirs, and what staff see of everyone's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.documents.letters import letter_of
from smarthub_dash.domain.notices.queries import Stuck, stuck_letters, undelivered_to
from smarthub_dash.domain.notices.rules import DeliveryState
from smarthub_dash.journeys.deliver_notices import LATE_AFTER
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.database import Database

TOLD_FOR = timedelta(days=30)
SHOWN_TO_STAFF = timedelta(days=90)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class StuckLetter:
    """A letter as staff see it: to whom and about what, never what it opens."""

    address: str
    subject: str
    written_at: datetime
    tries: int
    words: str


def undelivered_words(session: Session, *, member_id: UUID, email: str, zone: ZoneInfo, now: datetime) -> str:
    """Return what a member is told of a letter that did not arrive, and what to do; empty if all did."""
    found = undelivered_to(session, member_id=member_id, since=now - TOLD_FOR)
    if found is None:
        return ""
    day = full_day_text(found.created_at.astimezone(zone).date())
    said = f"A letter to {found.address} could not be delivered on {day}."
    if found.address != email:
        return f"{said} If you want that address, enter it again under My Profile and look for a slip of the pen."
    return (
        f"{said} See whether its mailbox is full, or change your e-mail address under My Profile. "
        "Then ask again for what the letter was to bring."
    )


def letters_stuck(database: Database, *, portal: str, now: datetime) -> Sequence[StuckLetter]:
    """Return everyone's letters that were given up or wait for long, the newest first; for staff."""
    with database.reading() as session:
        found = stuck_letters(session, since=now - SHOWN_TO_STAFF, late=now - LATE_AFTER, most=MOST_SHOWN)
    return tuple(_shown(each, portal) for each in found)


def _shown(stuck: Stuck, portal: str) -> StuckLetter:
    written = letter_of(stuck.template, facts=stuck.facts, link="#", language="en", portal=portal)
    waits = "Still waiting; it is tried again by itself." if stuck.state is DeliveryState.WAITING else ""
    words = waits or f"Given up: {stuck.failure or 'no reason is known'}."
    return StuckLetter(stuck.address, written.subject, stuck.created_at, stuck.tries, words)
