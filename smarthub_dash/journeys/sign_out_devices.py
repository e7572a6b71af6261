"""Sign out devices from afar: one, or all but the one that asks. Their open pages fall at once."""

from datetime import datetime
from uuid import UUID

from smarthub_dash.domain.members.operations.devices import end_device, end_other_devices
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member, announce_session
from smarthub_dash.journeys.credential_changes import TOPIC
from smarthub_dash.kit.database import Database


def sign_out_device(database: Database, *, member_id: UUID, device_id: UUID, now: datetime) -> bool:
    """Sign one device of a member out; return False if it is not theirs or was signed out before."""
    with database.unit_of_work() as session:
        ended = end_device(session, member_id=member_id, device_id=device_id, now=now)
        if ended is None:
            return False
        words = "Signed a device out from afar"
        note_activity(session, act="device_signed_out", words=words, actor_id=member_id, member_id=member_id, now=now)
        announce_session(session, topic="signed_out", session_hash=ended, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
        return True


def sign_out_others(database: Database, *, member_id: UUID, kept_hash: str, now: datetime) -> int:
    """Sign every device of a member out but the one that asks; return how many there were."""
    with database.unit_of_work() as session:
        ended = end_other_devices(session, member_id=member_id, kept_hash=kept_hash, now=now)
        if not ended:
            return 0
        words = "Signed all other devices out from afar"
        note_activity(session, act="devices_signed_out", words=words, actor_id=member_id, member_id=member_id, now=now)
        for session_hash in ended:
            announce_session(session, topic="signed_out", session_hash=session_hash, now=now)
        announce_member(session, topic=TOPIC, member_id=member_id, now=now)
        return len(ended)
