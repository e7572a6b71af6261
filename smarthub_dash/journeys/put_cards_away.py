"""Put insight cards out of a member's sight, and bring them back: for this member alone."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.insights.operations import bring_cards_back, put_card_away
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database


def put_away(
    database: Database, *, member_id: UUID, account_number: str, kind: str, now: datetime, zone: ZoneInfo
) -> None:
    """
    Put a card of an account away; a kind that there is not changes nothing.

    :raises NotYours: if the account is not the member's
    """
    if kind not in tuple(CardKind):
        return
    with database.unit_of_work() as session:
        put_card_away(session, scope=_own(session, member_id, account_number, now, zone), kind=CardKind(kind), now=now)
        announce_member(session, topic="insights", member_id=member_id, now=now)


def bring_back(database: Database, *, member_id: UUID, account_number: str, now: datetime, zone: ZoneInfo) -> None:
    """
    Bring all cards of an account back.

    :raises NotYours: if the account is not the member's
    """
    with database.unit_of_work() as session:
        bring_cards_back(session, scope=_own(session, member_id, account_number, now, zone))
        announce_member(session, topic="insights", member_id=member_id, now=now)


def _own(session: Session, member_id: UUID, account_number: str, now: datetime, zone: ZoneInfo) -> AccountScope:
    scope = scope_of(session, member_id=member_id, today=local_day(now, zone))
    found = [each.account_id for each in accounts_in(session, scope=scope) if each.account_number == account_number]
    return scope.only(found[0]) if found else scope.refuse()
