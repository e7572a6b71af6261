"""Bring notices to their addresses: read, send outside of any transaction, mark."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from smarthub_dash.documents.letters import letter_of
from smarthub_dash.domain.notices.operations import count_try, deliver_again, settle_delivery
from smarthub_dash.domain.notices.queries import WaitingDelivery, member_told, waiting_delivery, waiting_since
from smarthub_dash.domain.notices.rules import DeliveryState
from smarthub_dash.gateways.courier import Courier, Letter, LetterRefused
from smarthub_dash.journal.news import announce_member
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import SealBroken, Sealer

LATE_AFTER = timedelta(minutes=5)
"""A delivery that waits for longer may have lost its job to a courier that was away."""

GIVEN_UP_AFTER = timedelta(days=2)
"""What a letter opens is dead by then, and what it tells is old."""


def deliver_notice(
    database: Database, *, courier: Courier, sealer: Sealer, portal: str, delivery_id: UUID, now: datetime
) -> DeliveryState | None:
    """
    Send one delivery; return what became of it, or None if it no longer waited or is being tried by someone else.

    A crash between sending and marking sends the letter once more: with the same message id, by which a receiver may
    know it. The address of our front page is `portal`.

    :raises CourierAway: if it may succeed later
    """
    with database.unit_of_work() as session:
        waiting = waiting_delivery(session, delivery_id=delivery_id)
        message_id = _message_id(delivery_id, portal)
        if waiting is None or not count_try(
            session, delivery_id=delivery_id, tries=waiting.tries, message_id=message_id
        ):
            return None
    try:
        courier.send(_letter(waiting, sealer=sealer, portal=portal, message_id=message_id, now=now))
    except (LetterRefused, SealBroken) as refused:
        return _settle(database, delivery_id, state=DeliveryState.FAILED, failure=str(refused), now=now)
    return _settle(database, delivery_id, state=DeliveryState.SENT, failure="", now=now)


def deliver_late(database: Database, *, now: datetime) -> int:
    """Let everything that waits for long be tried again, give up what waits too long; return how many wait."""
    with database.reading() as session:
        too_old = waiting_since(session, before=now - GIVEN_UP_AFTER)
        late = waiting_since(session, before=now - LATE_AFTER)
    for delivery_id in too_old:
        _settle(database, delivery_id, state=DeliveryState.FAILED, failure="it waited too long", now=now)
    again = [each for each in late if each not in set(too_old)]
    with database.unit_of_work() as session:
        for delivery_id in again:
            deliver_again(session, delivery_id=delivery_id, now=now)
    return len(again)


def _letter(waiting: WaitingDelivery, *, sealer: Sealer, portal: str, message_id: str, now: datetime) -> Letter:
    written = letter_of(
        waiting.template,
        facts=waiting.facts,
        link=sealer.opened(waiting.sealed_link) if waiting.sealed_link else "",
        language=waiting.language,
        portal=portal,
    )
    return Letter(
        to=waiting.address,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=message_id,
        written_at=now,
    )


def _settle(
    database: Database, delivery_id: UUID, *, state: DeliveryState, failure: str, now: datetime
) -> DeliveryState:
    with database.unit_of_work() as session:
        is_settled = settle_delivery(session, delivery_id=delivery_id, state=state, failure=failure, now=now)
        member_id = member_told(session, delivery_id=delivery_id)
        if is_settled and state is DeliveryState.FAILED and member_id is not None:
            announce_member(session, topic="letters", member_id=member_id, now=now)
    return state


def _message_id(delivery_id: UUID, portal: str) -> str:
    return f"<{delivery_id}@{urlsplit(portal).hostname}>"
