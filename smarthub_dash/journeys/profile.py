"""My Profile: what is known of a member, and how the member changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations.contact import change_member
from smarthub_dash.domain.members.queries.contact import member_of_id, waiting_email_of
from smarthub_dash.domain.members.rules import Language
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.undelivered import undelivered_words
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

TOPIC = "profile"


class ChangedMeanwhile(Refused):
    """What the member saw is not what is kept any more: someone, or another tab, was faster."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a member, as it is kept; `waiting_email` was asked for and not confirmed yet."""

    full_name: str
    email: str
    waiting_email: str
    phone: str
    mailing_street: str
    mailing_city: str
    mailing_state: str
    mailing_zip: str
    language: Language
    wants_large_print: bool
    undelivered: str
    """What to say of a letter that did not arrive; empty if all did."""


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that are changed together, and how the change is told: to the household, and to the member's address."""

    columns: tuple[str, ...]
    name: str


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "name": Part(("full_name",), "name"),
        "address": Part(("mailing_street", "mailing_city", "mailing_state", "mailing_zip"), "mailing address"),
        "phone": Part(("phone",), "telephone number"),
        "language": Part(("language",), "language"),
        "bills": Part(("wants_large_print",), "bill format"),
    }
)


def read_profile(database: Database, *, member_id: UUID, zone: ZoneInfo, now: datetime) -> Profile:
    """Return what is known of a member."""
    with database.reading() as session:
        return _profile(session, member_id, zone, now)


def change_profile(
    database: Database,
    *,
    member_id: UUID,
    part: str,
    shown: Mapping[str, object],
    values: Mapping[str, object],
    now: datetime,
    zone: ZoneInfo,
) -> bool:
    """
    Change one part of what is known of a member; return False if it was so already.

    Shape: `shown` and `values` name the columns of the part; `shown` is what the page showed when it was opened.
    :raises ChangedMeanwhile: if something else is kept by now than was shown
    """
    told = PARTS[part]
    if set(shown) != set(told.columns) or set(values) != set(told.columns):
        raise ValueError(f"{part} is changed by its own columns, all of them")
    with database.unit_of_work() as session:
        if not change_member(session, member_id=member_id, shown=shown, values=values):
            raise ChangedMeanwhile(
                f"Your {told.name} was changed elsewhere while you had this open. "
                "What is kept now is shown above. Save again to replace it with what you typed."
            )
        if shown == values:
            return False
        member = member_of_id(session, member_id=member_id)
        what = f"your {told.name}"
        tell_of_change(
            session, member_id=member_id, name=member.full_name, email=member.email, what=what, now=now, zone=zone
        )
        words = f"{member.full_name} changed their {told.name}"
        note_activity(session, act=f"{part} changed", words=words, actor_id=member_id, member_id=member_id, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
    return True


def choose(
    database: Database, *, member_id: UUID, part: str, values: Mapping[str, object], now: datetime, zone: ZoneInfo
) -> bool:
    """
    Change some columns of a part to what was chosen, whatever they were; return False if they were so already.

    :raises ChangedMeanwhile: if someone else chose at the same moment
    """
    kept = read_profile(database, member_id=member_id, zone=zone, now=now)
    shown = {name: getattr(kept, name) for name in PARTS[part].columns}
    return change_profile(
        database, member_id=member_id, part=part, shown=shown, values={**shown, **values}, now=now, zone=zone
    )


def tell_of_change(
    session: Session, *, member_id: UUID, name: str, email: str, what: str, now: datetime, zone: ZoneInfo
) -> None:
    """Tell a member at an address that something of their contact was changed."""
    post_notice(
        session,
        key=f"contact-changed:{member_id}:{what}:{now.isoformat()}"[:160],
        template="contact_changed",
        facts={"name": name.split()[0], "what": what, "when": moment_text(now, zone)},
        to=[Address(Channel.EMAIL, email)],
        member_id=member_id,
        now=now,
    )


def _profile(session: Session, member_id: UUID, zone: ZoneInfo, now: datetime) -> Profile:
    member = member_of_id(session, member_id=member_id)
    return Profile(
        full_name=member.full_name,
        email=member.email,
        waiting_email=waiting_email_of(session, member_id=member_id, now=now),
        phone=member.phone,
        mailing_street=member.mailing_street,
        mailing_city=member.mailing_city,
        mailing_state=member.mailing_state,
        mailing_zip=member.mailing_zip,
        language=member.language,
        wants_large_print=member.wants_large_print,
        undelivered=undelivered_words(session, member_id=member_id, email=member.email, zone=zone, now=now),
    )
