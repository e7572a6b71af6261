"""A letter that did not arrive is told of: to the member it was for, in the page, and to staff."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from smarthub_dash.domain.notices.operations import post_notice, settle_delivery
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Address, Channel, DeliveryState
from smarthub_dash.gateways.courier import LetterRefused
from smarthub_dash.gateways.courier.fake import FakeCourier
from smarthub_dash.journal.tail import cursor_at_end, news_since
from smarthub_dash.journeys.deliver_notices import LATE_AFTER, Carriers, deliver_notice
from smarthub_dash.journeys.forget_old import NOTICES_KEPT, SHORT_NOTICES, SHORT_NOTICES_KEPT, forget_old
from smarthub_dash.journeys.undelivered import TOLD_FOR, letters_stuck, undelivered_words
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER, URL
from tests.support.signing_in import ADA, ZONE, add_ada

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def post(database: Database, ada: UUID, now: datetime, *, to: str = ADA, template: str = "credential_changed") -> UUID:
    """Post a letter; return the id of its delivery."""
    facts = {"name": "Ada", "what": "your password was changed", "when": "now", "minutes": "10"}
    key = f"{template}:{to}:{now.isoformat()}"
    with database.unit_of_work() as session:
        post_notice(
            session,
            key=key,
            template=template,
            facts=facts,
            to=[Address(Channel.EMAIL, to)],
            member_id=ada,
            now=now,
        )
        notice = session.exec(select(Notice).where(Notice.key == key)).one()
        wanted = select(Delivery.id).where(Delivery.notice_id == notice.id, Delivery.address == to)
        return session.exec(wanted).one()


def settle(database: Database, delivery_id: UUID, state: DeliveryState, now: datetime) -> None:
    with database.unit_of_work() as session:
        settle_delivery(session, delivery_id=delivery_id, state=state, failure="mailbox <full>", now=now)


def told(database: Database, ada: UUID, now: datetime) -> str:
    with database.reading() as session:
        return undelivered_words(session, member_id=ada, email=ADA, zone=ZONE, now=now)


def test_a_letter_that_was_refused_is_told_to_its_member_with_what_to_do(
    database: Database, ada: UUID, now: datetime
) -> None:
    assert told(database, ada, now) == ""

    settle(database, post(database, ada, now), DeliveryState.FAILED, now)

    words = told(database, ada, now + MINUTE)
    assert words.startswith(f"A letter to {ADA} could not be delivered on November 17, 2026.")
    assert "change your e-mail address under My Profile" in words
    assert told(database, ada, now + TOLD_FOR) == ""


def test_once_a_later_letter_arrives_nothing_is_said_any_more(database: Database, ada: UUID, now: datetime) -> None:
    settle(database, post(database, ada, now), DeliveryState.FAILED, now)
    settle(database, post(database, ada, now + MINUTE), DeliveryState.SENT, now + MINUTE)

    assert told(database, ada, now + 2 * MINUTE) == ""


def test_a_new_address_that_takes_no_letter_is_told_of_though_the_old_one_does(
    database: Database, ada: UUID, now: datetime
) -> None:
    settle(database, post(database, ada, now, to="slip@cec.example"), DeliveryState.FAILED, now)
    settle(database, post(database, ada, now + MINUTE), DeliveryState.SENT, now + MINUTE)

    assert "slip of the pen" in told(database, ada, now + 2 * MINUTE)


def test_what_was_for_another_member_is_not_told(database: Database, ada: UUID, now: datetime) -> None:
    clara = add_ada(database, now, email="clara@cec.example")

    settle(database, post(database, ada, now), DeliveryState.FAILED, now)

    assert told(database, clara, now + MINUTE) == ""


def test_open_pages_of_the_member_follow(database: Database, ada: UUID, now: datetime) -> None:
    delivery_id = post(database, ada, now)
    with database.engine.connect() as connection:
        cursor = cursor_at_end(connection)

    courier = FakeCourier()
    courier.fails_with = LetterRefused("no such mailbox")
    carriers = Carriers(courier, None, SEALER, URL)
    deliver_notice(database, carriers=carriers, delivery_id=delivery_id, now=now)

    with database.engine.connect() as connection:
        news = news_since(connection, cursor)
    assert news
    assert news.member_ids == {ada}


def test_staff_see_what_was_given_up_and_what_waits_for_long(database: Database, ada: UUID, now: datetime) -> None:
    settle(database, post(database, ada, now), DeliveryState.FAILED, now)
    settle(database, post(database, ada, now + MINUTE), DeliveryState.SENT, now + MINUTE)
    post(database, ada, now + 2 * MINUTE)

    early = letters_stuck(database, portal=URL, now=now + 3 * MINUTE)
    late = letters_stuck(database, portal=URL, now=now + 2 * MINUTE + LATE_AFTER)

    assert [each.words for each in early] == ["Given up: mailbox <full>."]
    assert [each.words for each in late] == ["Still waiting; it is tried again by itself.", "Given up: mailbox <full>."]
    assert {each.address for each in late} == {ADA}


def test_what_was_told_is_kept_two_years_and_what_only_opened_something_three_months(
    database: Database, ada: UUID, now: datetime
) -> None:
    settle(database, post(database, ada, now), DeliveryState.SENT, now)
    for template in SHORT_NOTICES:
        settle(database, post(database, ada, now, template=template), DeliveryState.SENT, now)

    assert forget_old(database, now=now + SHORT_NOTICES_KEPT).notices == 0
    assert forget_old(database, now=now + SHORT_NOTICES_KEPT + MINUTE).notices == len(SHORT_NOTICES)
    assert left(database) == ["credential_changed"]
    assert forget_old(database, now=now + NOTICES_KEPT).notices == 0
    assert forget_old(database, now=now + NOTICES_KEPT + MINUTE).notices == 1
    assert left(database) == []


def test_what_still_waits_is_not_forgotten(database: Database, ada: UUID, now: datetime) -> None:
    post(database, ada, now)

    assert forget_old(database, now=now + 2 * NOTICES_KEPT).notices == 0


def left(database: Database) -> list[str]:
    with database.reading() as session:
        assert len(session.exec(select(Notice)).all()) == len(session.exec(select(Delivery)).all())
        return sorted(session.exec(select(Notice.template)))
