"""Gather what can wait into one letter, at the hour that a member chose; a job that may run twice."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.documents.letters import line_of
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.domain.notices.operations import post_notice, settle_held
from smarthub_dash.domain.notices.queries.choices import kept_timing_of
from smarthub_dash.domain.notices.queries.digests import Held, held_for, members_with_held
from smarthub_dash.domain.notices.rules import Address, Channel, DigestEvery
from smarthub_dash.domain.notices.rules.quiet_hours import next_digest
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.database import Database

MOST_LINES = 20
TEMPLATE = "digest"


def send_digests(database: Database, *, now: datetime) -> int:
    """Post every digest whose hour has come; return how many."""
    with database.reading() as session:
        # no scope: digests of every member
        member_ids = members_with_held(session)
    count = 0
    for member_id in member_ids:
        with database.unit_of_work() as session:
            count += _post_due(session, member_id, now)
    return count


def _post_due(session: Session, member_id: UUID, now: datetime) -> int:
    # no scope: letters to a member's own contacts
    timing, count = kept_timing_of(session, member_id=member_id), 0
    for (contact_id, address), held in held_for(session, member_id=member_id).items():
        # Whoever wants no digests any more gets what was gathered at once.
        if timing and timing.digest_every is not DigestEvery.NEVER:
            zone, oldest = ZoneInfo(timing.zone_name), held[0].posted_at
            if next_digest(timing.digest_every, at=timing.digest_at, zone=zone, after=oldest) > now:
                continue
        _post(session, member_id, contact_id, address, held, now)
        count += 1
    return count


def _post(
    session: Session, member_id: UUID, contact_id: UUID | None, address: str, held: Sequence[Held], now: datetime
) -> None:
    # no scope: as above
    member = member_of_id(session, member_id=member_id)
    lines = [line_of(each.template, facts=each.facts, language=member.language) for each in held]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"and {len(lines) - MOST_LINES + 1} more in your inbox"]
    post_notice(
        session,
        key=f"digest:{held[0].delivery_id}",
        template=TEMPLATE,
        facts={
            "name": member.full_name.split()[0],
            "count": "1 piece of news" if len(held) == 1 else f"{len(held)} pieces of news",
            **{f"line_{at:02d}": line for at, line in enumerate(lines, start=1)},
        },
        to=[Address(Channel.EMAIL, address, contact_id)],
        member_id=member_id,
        now=now,
    )
    settle_held(session, delivery_ids=[each.delivery_id for each in held], now=now)
    announce_member(session, topic="notices", member_id=member_id, now=now)
