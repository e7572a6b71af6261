"""What carriers tell: receipts and bounces once each, and STOP for one category."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.queries.choices import reach_of, stopped_of
from smarthub_dash.domain.notices.records import Contact, Delivery, FailingAddress
from smarthub_dash.domain.notices.rules import Address, Category, Channel, ContactState, DeliveryState
from smarthub_dash.gateways.courier import AddressRefused, NewsForged, TextMessage
from smarthub_dash.gateways.courier.fake import FakeTextCarrier
from smarthub_dash.gateways.courier.twilio import TextAccount, TwilioCarrier, signature_of
from smarthub_dash.journeys.deliver_notices import Carriers, deliver_notice
from smarthub_dash.journeys.hear_carriers import hear_of_text, hear_reply
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER

NUMBER = "+15736423326"
PORTAL = "https://portal.example"
FACTS = {"name": "Ada", "account": "Home", "amount": "$1.20", "due": "November 20, 2026"}


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    with database.unit_of_work() as session:
        member = Member(email="ada@example.com", full_name="Ada Whitfield", password_hash="", created_at=now)
        session.add(member)
        session.flush()
        session.add(
            Contact(member_id=member.id, channel=Channel.TEXT, address=NUMBER, state=ContactState.ACTIVE, added_at=now)
        )
        return member.id


def _text(database: Database, ada: UUID, now: datetime, carrier: FakeTextCarrier) -> DeliveryState | None:
    with database.unit_of_work() as session:
        to = [Address(Channel.EMAIL, "ada@example.com")]
        post_notice(session, key="due", template="due_today", facts=FACTS, to=to, member_id=ada, now=now)
    with database.reading() as session:
        sent = session.exec(select(Delivery).where(col(Delivery.channel) == Channel.TEXT)).one()
    return deliver_notice(database, carriers=Carriers(None, carrier, SEALER, PORTAL), delivery_id=sent.id, now=now)


def _state(database: Database) -> DeliveryState:
    with database.reading() as session:
        return DeliveryState(session.exec(select(Delivery.state).where(col(Delivery.channel) == Channel.TEXT)).one())


def test_a_text_says_the_news_our_address_and_how_to_end_it(database: Database, ada: UUID, now: datetime) -> None:
    carrier = FakeTextCarrier()

    outcome = _text(database, ada, now, carrier)

    words = f"SmartHub: $1.20 is due today. {PORTAL}/billing/pay Reply STOP to end billing texts."
    assert (outcome, carrier.messages) == (DeliveryState.SENT, [TextMessage(NUMBER, words)])


def test_a_receipt_counts_once_and_a_late_one_undoes_no_bounce(database: Database, ada: UUID, now: datetime) -> None:
    _text(database, ada, now, FakeTextCarrier())
    sid = f"SM{1:032d}"

    hear_of_text(database, message_id=sid, status="delivered", code="", now=now)
    arrived = _state(database)
    hear_of_text(database, message_id=sid, status="undelivered", code="30005", now=now)
    hear_of_text(database, message_id=sid, status="delivered", code="", now=now)

    assert (arrived, _state(database)) == (DeliveryState.RECEIVED, DeliveryState.FAILED)
    with database.reading() as session:
        assert session.exec(select(FailingAddress.address)).all() == [NUMBER]
        assert [each.address for each in reach_of(session, member_id=ada).contacts] == ["ada@example.com"]


def test_a_dead_number_is_marked_when_it_is_refused(database: Database, ada: UUID, now: datetime) -> None:
    outcome = _text(database, ada, now, FakeTextCarrier(fails_with=AddressRefused("no such number")))

    assert outcome is DeliveryState.FAILED
    with database.reading() as session:
        assert session.exec(select(FailingAddress.address)).all() == [NUMBER]


def test_stop_ends_the_category_that_was_answered_and_start_begins_it(
    database: Database, ada: UUID, now: datetime
) -> None:
    _text(database, ada, now, FakeTextCarrier())

    said = hear_reply(database, message_id="SM9", number=NUMBER, body=" Stop. ", now=now)
    again = hear_reply(database, message_id="SM9", number=NUMBER, body="STOP", now=now)
    with database.reading() as session:
        stopped = stopped_of(session, number=NUMBER)
    hear_reply(database, message_id="SM10", number=NUMBER, body="START", now=now)

    assert "billing" in said
    assert (again, stopped) == ("", {Category.BILLING})
    with database.reading() as session:
        assert stopped_of(session, number=NUMBER) == frozenset()


def test_only_the_carriers_own_words_are_believed() -> None:
    carrier = TwilioCarrier(TextAccount("https://texts.example", "AC1", "token", NUMBER, ""))
    url, fields = f"{PORTAL}/texts/status", {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signature = signature_of(url=url, fields=fields, token="token")

    carrier.refuse_forged(url=url, fields=fields, signature=signature)
    with pytest.raises(NewsForged):
        carrier.refuse_forged(url=url, fields={**fields, "MessageStatus": "failed"}, signature=signature)
