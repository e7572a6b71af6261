"""Contacts: nothing but a code before it is typed, and the old one is told when another takes its place."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.domain.members.rules.contact import FieldRefused
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.domain.notices.rules import Address, Channel, ContactState
from smarthub_dash.domain.notices.rules.contacts import CodeRefused, ContactRefused
from smarthub_dash.journeys.contacts import (
    NewContact,
    drop_contact,
    read_contacts,
    send_contact_code,
    start_contact,
    verify_contact,
)
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER

NUMBER, KEPT_NUMBER = "573-642-3326", "+15736423326"
HERE = "203.0.113.9"


def add_member(database: Database, *, email: str, now: datetime) -> UUID:
    with database.unit_of_work() as session:
        member = Member(email=email, full_name="Ada Whitfield", password_hash="", created_at=now)
        session.add(member)
        session.flush()
        return member.id


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_member(database, email="ada@example.com", now=now)


def _start(database: Database, ada: UUID, now: datetime, *, typed: str = NUMBER, replaces: UUID | None = None) -> UUID:
    channel = Channel.EMAIL if "@" in typed else Channel.TEXT
    new = NewContact(channel, typed, True, replaces)
    return start_contact(database, member_id=ada, new=new, sealer=SEALER, now=now)


def _newest_code(database: Database) -> str:
    with database.reading() as session:
        kept = (
            select(Notice.sealed_link)
            .where(col(Notice.template) == "contact_code")
            .order_by(col(Notice.created_at).desc())
        )
        return SEALER.opened(session.exec(kept).first() or "")


def _verify(database: Database, ada: UUID, contact_id: UUID, code: str, moment: Moment) -> None:
    verify_contact(database, member_id=ada, contact_id=contact_id, code=code, address=HERE, moment=moment)


def _sent_to(session: Session, template: str) -> set[str]:
    found = select(Delivery.address).join(Notice, col(Notice.id) == col(Delivery.notice_id))
    return set(session.exec(found.where(col(Notice.template) == template)))


def test_a_contact_is_active_once_its_code_was_typed(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    contact_id = _start(database, ada, now)

    _verify(database, ada, contact_id, _newest_code(database), Moment(now + timedelta(minutes=9), zone))

    added = read_contacts(database, member_id=ada)[1]
    assert (added.address, added.state) == (KEPT_NUMBER, ContactState.ACTIVE)


def test_a_contact_that_waits_gets_nothing_but_its_code(database: Database, ada: UUID, now: datetime) -> None:
    _start(database, ada, now)

    with database.unit_of_work() as session:
        to = [Address(Channel.EMAIL, "ada@example.com")]
        facts = {"name": "Ada"}
        post_notice(session, key="x", template="payment_declined", facts=facts, to=to, member_id=ada, now=now)

    with database.reading() as session:
        assert _sent_to(session, "contact_code") == {KEPT_NUMBER}
        assert _sent_to(session, "payment_declined") == {"ada@example.com"}


@pytest.mark.parametrize("late", [timedelta(minutes=10), timedelta(days=1)])
def test_a_code_ends_after_ten_minutes(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo, late: timedelta
) -> None:
    contact_id = _start(database, ada, now)

    with pytest.raises(CodeRefused):
        _verify(database, ada, contact_id, _newest_code(database), Moment(now + late, zone))


def test_a_code_survives_five_guesses_and_no_more(database: Database, ada: UUID, now: datetime, zone: ZoneInfo) -> None:
    contact_id = _start(database, ada, now)
    code = _newest_code(database)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    for at in range(5):
        with pytest.raises((CodeRefused, TooManyAttempts)):
            _verify(database, ada, contact_id, wrong, Moment(now + timedelta(minutes=at), zone))

    with pytest.raises((CodeRefused, TooManyAttempts)):
        _verify(database, ada, contact_id, code, Moment(now + timedelta(minutes=9), zone))


def test_a_code_of_one_contact_opens_no_other(database: Database, ada: UUID, now: datetime, zone: ZoneInfo) -> None:
    first = _start(database, ada, now)
    code = _newest_code(database)
    other = _start(database, ada, now + timedelta(seconds=1), typed="ada.work@example.com")

    with pytest.raises(CodeRefused):
        _verify(database, ada, other, code, Moment(now + timedelta(seconds=2), zone))
    _verify(database, ada, first, code, Moment(now + timedelta(seconds=30), zone))


def test_another_code_is_sent_after_a_pause(database: Database, ada: UUID, now: datetime) -> None:
    contact_id = _start(database, ada, now)

    with pytest.raises(TooManyAttempts):
        send_contact_code(database, member_id=ada, contact_id=contact_id, sealer=SEALER, now=now + timedelta(seconds=9))
    later = now + timedelta(seconds=61)
    send_contact_code(database, member_id=ada, contact_id=contact_id, sealer=SEALER, now=later)


def test_a_changed_contact_is_a_new_one_and_the_old_one_is_told(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    old = _start(database, ada, now)
    _verify(database, ada, old, _newest_code(database), Moment(now, zone))
    new = _start(database, ada, now + timedelta(minutes=1), typed="573-826-2371", replaces=old)
    before = [each.contact_id for each in read_contacts(database, member_id=ada)]

    _verify(database, ada, new, _newest_code(database), Moment(now + timedelta(minutes=2), zone))

    assert before == [ada, old, new]
    assert [each.contact_id for each in read_contacts(database, member_id=ada)] == [ada, new]
    with database.reading() as session:
        assert _sent_to(session, "contact_changed") == {"ada@example.com", KEPT_NUMBER}


def test_nobody_elses_contact_is_verified_or_removed(
    database: Database, ada: UUID, now: datetime, zone: ZoneInfo
) -> None:
    contact_id = _start(database, ada, now)
    clara = add_member(database, email="clara@example.com", now=now)

    with pytest.raises(ContactRefused):
        _verify(database, clara, contact_id, _newest_code(database), Moment(now, zone))
    with pytest.raises(ContactRefused):
        drop_contact(database, member_id=clara, contact_id=contact_id, moment=Moment(now, zone))


@pytest.mark.parametrize("typed", ["", "12345", "800-555-0199", "573-642-3326 x12", "+44 20 7946 0958", "abc"])
def test_what_is_no_mobile_number_is_refused(database: Database, ada: UUID, now: datetime, typed: str) -> None:
    with pytest.raises(FieldRefused):
        _start(database, ada, now, typed=typed)
