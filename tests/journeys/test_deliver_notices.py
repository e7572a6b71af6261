"""Notices on their way: once to each address, whatever happens between."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlmodel import select

from smarthub_dash.demo.world import postman
from smarthub_dash.demo.world.mailbox import Mailbox
from smarthub_dash.documents.letters import samples
from smarthub_dash.domain.notices.operations import post_notice, settle_delivery
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Address, Channel, DeliveryState
from smarthub_dash.gateways.courier import Courier, CourierAway, Letter, LetterRefused
from smarthub_dash.gateways.courier.fake import FakeCourier
from smarthub_dash.gateways.courier.smtp import SmtpCourier, mail_server_of
from smarthub_dash.journeys.deliver_notices import GIVEN_UP_AFTER, Carriers, deliver_late, deliver_notice
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import Sealer
from tests.support.doors import SEALER
from tests.support.mail_servers import mail_server

PORTAL = "https://portal.example"
LINK = f"{PORTAL}/verify?token=secret-token"
ADA, BOONE = "ada@example.com", "boone@example.com"


class Crash(BaseException):
    """The end of a process, as far as a test can have it."""


@dataclass(slots=True)
class CrashingCourier:
    """Hands a letter over, and the process ends before it can note that."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)
        raise Crash


def _post(database: Database, *to: str, now: datetime, key: str = "verify") -> None:
    with database.unit_of_work() as session:
        post_notice(
            session,
            key=key,
            template="verify_email",
            facts=samples()["verify_email"],
            to=[Address(Channel.EMAIL, each) for each in to],
            member_id=None,
            sealed_link=SEALER.seal(LINK),
            now=now,
        )


def _deliveries(database: Database) -> dict[str, Delivery]:
    with database.reading() as session:
        return {each.address: each for each in session.exec(select(Delivery))}


def _sealed_link(database: Database) -> str:
    with database.reading() as session:
        return session.exec(select(Notice.sealed_link)).one()


def _deliver(
    database: Database, courier: Courier, *, to: str, now: datetime, sealer: Sealer = SEALER
) -> DeliveryState | None:
    delivery_id: UUID = _deliveries(database)[to].id
    carriers = Carriers(courier, None, sealer, PORTAL)
    return deliver_notice(database, carriers=carriers, delivery_id=delivery_id, now=now)


def test_a_notice_is_sent_once_and_what_it_opens_is_forgotten(database: Database, now: datetime) -> None:
    courier = FakeCourier()
    _post(database, ADA, now=now)

    first = _deliver(database, courier, to=ADA, now=now)
    second = _deliver(database, courier, to=ADA, now=now)

    (letter,) = courier.letters
    delivery = _deliveries(database)[ADA]
    assert (first, second) == (DeliveryState.SENT, None)
    assert (letter.to, letter.written_at) == (ADA, now)
    assert LINK in letter.text
    assert (delivery.state, delivery.settled_at, delivery.tries) == (DeliveryState.SENT, now, 1)
    assert delivery.message_id == letter.message_id
    assert _sealed_link(database) == ""


def test_what_a_notice_opens_is_kept_until_its_last_address_is_settled(database: Database, now: datetime) -> None:
    courier = FakeCourier()
    _post(database, ADA, BOONE, now=now)

    _deliver(database, courier, to=ADA, now=now)
    between = _sealed_link(database)
    _deliver(database, courier, to=BOONE, now=now)

    assert SEALER.opened(between) == LINK
    assert _sealed_link(database) == ""
    assert {letter.to for letter in courier.letters} == {ADA, BOONE}
    assert len({letter.message_id for letter in courier.letters}) == 2


def test_two_addresses_settled_at_once_leave_no_link_behind(database: Database, now: datetime) -> None:
    _post(database, ADA, BOONE, now=now)
    together = Barrier(2)

    def settle(delivery_id: UUID) -> None:
        together.wait()
        with database.unit_of_work() as session:
            settle_delivery(session, delivery_id=delivery_id, state=DeliveryState.SENT, failure="", now=now)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(settle, [each.id for each in _deliveries(database).values()]))

    assert _sealed_link(database) == ""


def test_a_refused_address_is_given_up_and_says_why(database: Database, now: datetime) -> None:
    _post(database, ADA, now=now)

    outcome = _deliver(database, FakeCourier(fails_with=LetterRefused("mail.example answered 550")), to=ADA, now=now)

    delivery = _deliveries(database)[ADA]
    assert outcome is DeliveryState.FAILED
    assert (delivery.state, delivery.failure) == (DeliveryState.FAILED, "mail.example answered 550")
    assert _sealed_link(database) == ""


def test_a_courier_that_comes_back_brings_the_letter(database: Database, now: datetime) -> None:
    courier = FakeCourier(fails_with=CourierAway("nobody is there"))
    _post(database, ADA, now=now)

    with pytest.raises(CourierAway):
        _deliver(database, courier, to=ADA, now=now)
    waiting = _deliveries(database)[ADA]
    courier.fails_with = None
    outcome = _deliver(database, courier, to=ADA, now=now)

    assert (waiting.state, waiting.tries) == (DeliveryState.WAITING, 1)
    assert outcome is DeliveryState.SENT
    assert _deliveries(database)[ADA].tries == 2
    assert LINK in courier.letters[0].text


def test_a_crash_while_sending_sends_nothing_twice_and_says_so(database: Database, now: datetime) -> None:
    crashing, courier = CrashingCourier(), FakeCourier()
    _post(database, ADA, now=now)

    with pytest.raises(Crash):
        _deliver(database, crashing, to=ADA, now=now)
    outcome = _deliver(database, courier, to=ADA, now=now)

    assert outcome is DeliveryState.UNSURE
    assert (len(crashing.letters), courier.letters) == (1, [])
    assert _deliveries(database)[ADA].failure == "our server stopped while it was being sent"


def test_a_link_sealed_by_a_key_that_is_gone_is_given_up(database: Database, now: datetime) -> None:
    courier = FakeCourier()
    _post(database, ADA, now=now)

    outcome = _deliver(database, courier, to=ADA, now=now, sealer=Sealer(["another key, thirty-two characters"]))

    assert outcome is DeliveryState.FAILED
    assert courier.letters == []


def test_what_waited_for_days_is_given_up(database: Database, now: datetime) -> None:
    _post(database, ADA, now=now)

    waiting = deliver_late(database, now=now + GIVEN_UP_AFTER + timedelta(seconds=1))

    assert waiting == 0
    assert _deliveries(database)[ADA].state is DeliveryState.FAILED
    assert _sealed_link(database) == ""


def test_from_the_outbox_to_the_mailbox_by_a_real_mail_server(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    mailbox = Mailbox(tmp_path / "outbox")
    _post(database, ADA, f"nobody@{postman.REFUSED_DOMAIN}", now=now)

    with mail_server(lambda: postman.mail_server(mailbox)) as port:
        courier = SmtpCourier(mail_server_of(f"smtp://localhost:{port}"), "SmartHub <no-reply@smarthub.example>")
        outcomes = [_deliver(database, courier, to=to, now=now) for to in _deliveries(database)]

    (letter,) = mailbox.newest(10)
    assert set(outcomes) == {DeliveryState.SENT, DeliveryState.FAILED}
    assert (letter.to, letter.subject) == (ADA, "Confirm your e-mail address")
    assert LINK in letter.text
    assert "token=secret-token" in letter.html
    assert letter.message_id == _deliveries(database)[ADA].message_id
