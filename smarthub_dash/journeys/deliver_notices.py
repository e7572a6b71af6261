"""Bring notices to their addresses: read, send outside of any transaction, mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from smarthub_dash.domain.notices.operations import begin_delivery, deliver_again, let_wait, settle_delivery
from smarthub_dash.domain.notices.operations.contacts import mark_failing
from smarthub_dash.domain.notices.queries import WaitingDelivery, member_told, waiting_delivery, waiting_since
from smarthub_dash.domain.notices.rules import Channel, DeliveryState
from smarthub_dash.gateways.courier import (
    AddressRefused,
    Courier,
    CourierAway,
    CourierUnsure,
    LetterRefused,
    TextCarrier,
)
from smarthub_dash.journal.news import announce_member
from smarthub_dash.journeys.written_notices import letter_for, text_of
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import SealBroken, Sealer

TOPIC = "letters"
INTERRUPTED = "our server stopped while it was being sent"

LATE_AFTER = timedelta(minutes=5)
"""A delivery that waits for longer may have lost its job to a courier that was away."""

GIVEN_UP_AFTER = timedelta(days=2)
"""What a letter opens is dead by then, and what it tells is old."""


@dataclass(frozen=True, slots=True)
class Carriers:
    """What takes notices out of the building, and what is needed to write them; `portal` is our front page."""

    courier: Courier | None
    texts: TextCarrier | None
    sealer: Sealer
    portal: str

    def carries(self, channel: Channel) -> bool:
        """Tell whether there is anything that takes notices of a channel."""
        return {Channel.EMAIL: self.courier, Channel.TEXT: self.texts}.get(channel) is not None


def deliver_notice(database: Database, *, carriers: Carriers, delivery_id: UUID, now: datetime) -> DeliveryState | None:
    """
    Send one delivery; return what became of it, or None if it no longer waited or cannot be sent yet.

    It is noted as being handed over before it is. Whoever finds it so has a crash before them, and does not know
    whether it was: it is not sent again, for the notice stands in the inbox, and a code can be asked for again.

    :raises CourierAway: if it may succeed later; it waits again
    """
    with database.unit_of_work() as session:
        waiting = waiting_delivery(session, delivery_id=delivery_id)
        if waiting is None or not carriers.carries(waiting.channel):
            return None
        if waiting.state is DeliveryState.WAITING:
            named = _message_id(delivery_id, carriers.portal) if waiting.channel is Channel.EMAIL else ""
            if not begin_delivery(session, delivery_id=delivery_id, tries=waiting.tries, message_id=named):
                return None
    if waiting.state is DeliveryState.SENDING:
        return _settle(database, waiting, state=DeliveryState.UNSURE, failure=INTERRUPTED, now=now)
    try:
        reference = _handed_over(waiting, carriers, now=now)
    except CourierAway:
        with database.unit_of_work() as session:
            let_wait(session, delivery_id=delivery_id)
        raise
    except CourierUnsure as unsure:
        return _settle(database, waiting, state=DeliveryState.UNSURE, failure=str(unsure), now=now)
    except (LetterRefused, SealBroken) as refused:
        is_dead = isinstance(refused, AddressRefused)
        return _settle(
            database, waiting, state=DeliveryState.FAILED, failure=str(refused), is_dead_address=is_dead, now=now
        )
    return _settle(database, waiting, state=DeliveryState.SENT, failure="", reference=reference, now=now)


def deliver_late(database: Database, *, now: datetime) -> int:
    """Let everything that waits for long be tried again, give up what waits too long; return how many wait."""
    with database.reading() as session:
        too_old = waiting_since(session, before=now - GIVEN_UP_AFTER)
        late = waiting_since(session, before=now - LATE_AFTER)
    for delivery_id in too_old:
        _give_up(database, delivery_id, now=now)
    again = [each for each in late if each not in set(too_old)]
    with database.unit_of_work() as session:
        for delivery_id in again:
            deliver_again(session, delivery_id=delivery_id, now=now)
    return len(again)


def _handed_over(waiting: WaitingDelivery, carriers: Carriers, *, now: datetime) -> str:
    if waiting.channel is Channel.TEXT and carriers.texts is not None:
        return carriers.texts.send(text_of(waiting, sealer=carriers.sealer, portal=carriers.portal))
    if waiting.channel is Channel.EMAIL and carriers.courier is not None:
        message_id = _message_id(waiting.delivery_id, carriers.portal)
        carriers.courier.send(
            letter_for(waiting, sealer=carriers.sealer, portal=carriers.portal, message_id=message_id, now=now)
        )
        return message_id
    raise CourierAway(f"nothing carries {waiting.channel}")


def _settle(
    database: Database,
    waiting: WaitingDelivery,
    *,
    state: DeliveryState,
    failure: str,
    now: datetime,
    reference: str = "",
    is_dead_address: bool = False,
) -> DeliveryState:
    with database.unit_of_work() as session:
        is_settled = settle_delivery(
            session, delivery_id=waiting.delivery_id, state=state, failure=failure, message_id=reference, now=now
        )
        if is_dead_address:
            mark_failing(session, channel=waiting.channel, address=waiting.address, reason=failure, now=now)
        if is_settled and waiting.member_id is not None and (state is not DeliveryState.SENT or is_dead_address):
            announce_member(session, topic=TOPIC, member_id=waiting.member_id, now=now)
    return state


def _give_up(database: Database, delivery_id: UUID, *, now: datetime) -> None:
    with database.unit_of_work() as session:
        failure = "it waited too long"
        if settle_delivery(session, delivery_id=delivery_id, state=DeliveryState.FAILED, failure=failure, now=now):
            member_id = member_told(session, delivery_id=delivery_id)
            if member_id is not None:
                announce_member(session, topic=TOPIC, member_id=member_id, now=now)


def _message_id(delivery_id: UUID, portal: str) -> str:
    return f"<{delivery_id}@{urlsplit(portal).hostname}>"
