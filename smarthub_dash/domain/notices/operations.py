"""Writes of notices."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Address
from smarthub_dash.kit.leases import enqueue

DELIVER = "deliver notice"
"""The kind of job that sends one delivery; its body is the delivery's id."""


def post_notice(
    session: Session,
    *,
    key: str,
    template: str,
    facts: Mapping[str, str],
    to: Sequence[Address],
    member_id: UUID | None,
    now: datetime,
    sealed_link: str = "",
) -> None:
    """
    Put a notice into the outbox, in the caller's transaction; one with the same key is there only once.

    The template is one of `documents/mail`. A link that opens something is sealed by `kit.sealing`, never a fact.
    """
    # no scope: a notice goes to a member's own addresses, or to one that has no sign-in yet
    if session.exec(select(Notice.id).where(col(Notice.key) == key)).first() is not None:
        return
    notice = Notice(
        key=key,
        member_id=member_id,
        template=template,
        facts=json.dumps(dict(facts)),
        sealed_link=sealed_link,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    for each in to:
        delivery = Delivery(notice_id=notice.id, channel=each.channel, address=each.address, created_at=now)
        session.add(delivery)
        session.flush()
        enqueue(session, key=f"deliver:{delivery.id}", kind=DELIVER, body=json.dumps(str(delivery.id)), run_at=now)
