"""Start a member's session, whatever they proved themselves by, and tell them of a device not seen before."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.queries import devices_of
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import SignInMethod, source_of
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.secrets import hash_of
from smarthub_dash.kit.user_agents import device_words


@dataclass(frozen=True, slots=True)
class Visit:
    """From where someone signs in, by what, and whether they want to stay signed in there."""

    address: str
    user_agent: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that was started; the token goes into the browser's cookie and nowhere else."""

    token: str
    is_kept: bool


def enter(
    session: Session, *, member: Member, visit: Visit, method: SignInMethod, zone: ZoneInfo, now: datetime
) -> Entered:
    """Start a session of a member who has proved who they are; call it last in the transaction."""
    is_new = _is_new_device(session, member=member, visit=visit)
    token = start_session(
        session,
        member_id=member.id,
        address=visit.address,
        user_agent=visit.user_agent,
        method=method,
        is_kept=visit.is_kept,
        now=now,
    )
    if is_new:
        _tell_of_new_device(session, member=member, visit=visit, key=hash_of(token)[:32], zone=zone, now=now)
    return Entered(token, visit.is_kept)


def _is_new_device(session: Session, *, member: Member, visit: Visit) -> bool:
    seen = devices_of(session, member_id=member.id)
    known = {(source_of(address), device_words(user_agent)) for address, user_agent in seen}
    return (source_of(visit.address), device_words(visit.user_agent)) not in known


def _tell_of_new_device(
    session: Session, *, member: Member, visit: Visit, key: str, zone: ZoneInfo, now: datetime
) -> None:
    device = device_words(visit.user_agent)
    post_notice(
        session,
        key=f"new_device:{key}",
        template="new_device",
        facts={
            "name": member.full_name,
            "device": device,
            "place": f"the internet address {visit.address}" if visit.address else "not known",
            "when": moment_text(now, zone),
        },
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )
    words = f"Signed in on a device not seen before: {device}"
    note_activity(session, act="new_device", words=words, actor_id=member.id, member_id=member.id, now=now)
