"""Tell a member what became of a stored payment account: a letter, a line in the activity log, news for open pages."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.domain.payments.queries.methods import MethodView
from smarthub_dash.domain.payments.rules.authorizations import AUTHORIZATIONS
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.words import moment_text

TOPIC = "methods"


def tell_of_added(session: Session, *, member_id: UUID, method: MethodView, zone: ZoneInfo, now: datetime) -> None:
    """Tell of a new payment account, with a copy of what was authorized; call it last in the transaction."""
    text = AUTHORIZATIONS.get(method.kind)
    allows, draws, ends = text.sentences if text else ("", "", "")
    facts = {"when": moment_text(now, zone), "allows": allows, "draws": draws, "ends": ends}
    _tell(session, member_id, method, template="payment_account_added", act="added", facts=facts, now=now)


def tell_of_removed(session: Session, *, member_id: UUID, method: MethodView, zone: ZoneInfo, now: datetime) -> None:
    """Tell of a payment account that was removed; call it last in the transaction."""
    facts = {"when": moment_text(now, zone)}
    _tell(session, member_id, method, template="payment_account_removed", act="removed", facts=facts, now=now)


def wake_member(session: Session, *, member_id: UUID, now: datetime) -> None:
    """Let every open page of a member load again; call it last in the transaction."""
    announce_member(session, topic=TOPIC, member_id=member_id, now=now)


def _tell(
    session: Session,
    member_id: UUID,
    method: MethodView,
    *,
    template: str,
    act: str,
    facts: Mapping[str, str],
    now: datetime,
) -> None:
    member = session.get_one(Member, member_id)
    first_name = member.full_name.split()[0]
    post_notice(
        session,
        key=f"{template}:{method.method_id}",
        template=template,
        facts={"name": first_name, "method": method.name, **facts},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member_id,
        now=now,
    )
    words = f"{first_name} {act} a payment account: {method.name}"
    note_activity(session, act=f"method {act}", words=words, actor_id=member_id, member_id=member_id, now=now)
    wake_member(session, member_id=member_id, now=now)
