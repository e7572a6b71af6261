"""Close a sign-in: everything that opens it ends, and what the co-op keeps stays."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.operations import revoke_own_grants
from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.members.operations.contact import close_member
from smarthub_dash.domain.members.operations.devices import end_every_session
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce, announce_session
from smarthub_dash.journeys.profile import TOPIC
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database


def close_sign_in(database: Database, *, member_id: UUID, now: datetime, zone: ZoneInfo) -> bool:
    """
    Close a member's own sign-in for good; return False if it was closed before.

    Others of the household keep what they were granted. Only the co-op's people can undo it.
    """
    with database.unit_of_work() as session:
        scope = scope_of(session, member_id=member_id, today=local_day(now, zone))
        member = member_of_id(session, member_id=member_id)
        name, email = member.full_name, member.email
        if not close_member(session, member_id=member_id, now=now):
            return False
        revoke_own_grants(session, scope=scope, now=now)
        ended = end_every_session(session, member_id=member_id, now=now)
        post_notice(
            session,
            key=f"sign-in-closed:{member_id}",
            template="sign_in_closed",
            facts={"name": name.split()[0], "when": moment_text(now, zone)},
            to=[Address(Channel.EMAIL, email)],
            member_id=member_id,
            now=now,
        )
        note_activity(
            session,
            act="sign-in closed",
            words=f"{name} closed their sign-in and sees this account no more",
            actor_id=member_id,
            member_id=member_id,
            account_ids=scope.account_ids,
            now=now,
        )
        announce(session, topic=TOPIC, account_ids=scope.account_ids, now=now)
        for session_hash in ended:
            announce_session(session, topic="signed_out", session_hash=session_hash, now=now)
    return True
