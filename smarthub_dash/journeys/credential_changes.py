"""Tell of a changed credential: a letter to the member, a line in the activity log, and news for open pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.words import moment_text

TOPIC = "security"


def tell_of_change(session: Session, *, member: Member, act: str, what: str, now: datetime, zone: ZoneInfo) -> None:
    """
    Tell a member that a credential was changed; call it last in the transaction.

    `what` is half a sentence: "your password was changed". The letter goes to the address of before the change.
    """
    post_notice(
        session,
        key=f"credential_changed:{member.id}:{act}:{now.isoformat()}",
        template="credential_changed",
        facts={"name": member.full_name.split()[0], "what": what, "when": moment_text(now, zone)},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )
    words = f"{what[0].upper()}{what[1:]}".replace("Your ", f"{member.full_name.split()[0]}'s ", 1)
    note_activity(session, act=act, words=words, actor_id=member.id, member_id=member.id, now=now)
    announce_member(session, topic=TOPIC, member_id=member.id, now=now)
