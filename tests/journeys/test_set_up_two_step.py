"""Two-step codes: set up only by whoever has the app or reads the letters, and told when they change."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pyotp
import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.members.operations.guesses import count_guess
from smarthub_dash.domain.members.queries.credentials import unused_recovery_codes
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import FREE_GUESSES, GuessPurpose, TooManyAttempts, TwoStep
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journeys.second_step import RESEND_PAUSE, use_recovery_code, verify_totp
from smarthub_dash.journeys.set_up_two_step import (
    CodeWrong,
    EmailNotProved,
    OfferGone,
    TwoStepOff,
    make_recovery_codes,
    offer_app,
    send_email_code,
    set_up_app,
    set_up_email_codes,
    turn_off_two_step,
)
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.signing_in import ADA, HOME, ZONE, add_ada, changes_told


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def codes_left(database: Database, ada: UUID) -> int:
    with database.reading() as session:
        return unused_recovery_codes(session, member_id=ada)


def app_of(database: Database, ada: UUID, now: datetime) -> tuple[str, tuple[str, ...]]:
    offer = offer_app(database, member_id=ada, sealer=SEALER, now=now)
    code = pyotp.TOTP(offer.key).at(now)
    codes = set_up_app(database, member_id=ada, token=offer.token, code=code, sealer=SEALER, now=now, zone=ZONE)
    return offer.key, codes


def member(database: Database, ada: UUID) -> Member:
    with database.reading() as session:
        found = session.get(Member, ada)
    assert found
    return found


def test_an_app_is_asked_for_only_after_its_first_right_code(database: Database, ada: UUID, now: datetime) -> None:
    offer = offer_app(database, member_id=ada, sealer=SEALER, now=now)
    assert member(database, ada).two_step == TwoStep.NONE

    with pytest.raises(CodeWrong):
        set_up_app(database, member_id=ada, token=offer.token, code="000000x", sealer=SEALER, now=now, zone=ZONE)
    assert member(database, ada).two_step == TwoStep.NONE

    key, codes = app_of(database, ada, now)

    assert member(database, ada).two_step == TwoStep.APP
    assert key not in member(database, ada).sealed_totp_key
    assert len(set(codes)) == 10
    assert changes_told(database) == ["codes of an app are now asked for when you sign in"]


def test_the_code_that_set_the_app_up_does_not_sign_in(database: Database, ada: UUID, now: datetime) -> None:
    key, _ = app_of(database, ada, now)

    with database.unit_of_work() as session:
        found = session.get(Member, ada)
        assert found
        assert not verify_totp(session, member=found, code=pyotp.TOTP(key).at(now), sealer=SEALER, now=now)


def test_an_offered_key_is_good_once_not_for_long_and_for_one_member(
    database: Database, ada: UUID, now: datetime
) -> None:
    offer = offer_app(database, member_id=ada, sealer=SEALER, now=now)
    late = now + timedelta(minutes=21)

    for member_id, at in ((uuid4(), now), (ada, late)):
        code = pyotp.TOTP(offer.key).at(at)
        with pytest.raises(OfferGone):
            set_up_app(database, member_id=member_id, token=offer.token, code=code, sealer=SEALER, now=at, zone=ZONE)


def proved_email(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.id) == ada).values(email_verified_at=now))


def by_email(database: Database, ada: UUID, code: str, at: datetime) -> tuple[str, ...]:
    return set_up_email_codes(database, member_id=ada, code=code, address=HOME, sealer=SEALER, now=at, zone=ZONE)


def sent_code(database: Database) -> str:
    with database.reading() as session:
        found = session.exec(
            select(Notice.sealed_link)
            .where(col(Notice.template) == "sign_in_code")
            .order_by(col(Notice.created_at).desc())
        ).first()
    return SEALER.opened(found or "")


def test_codes_by_email_need_an_address_that_was_proved(database: Database, ada: UUID, now: datetime) -> None:
    with pytest.raises(EmailNotProved):
        send_email_code(database, member_id=ada, sealer=SEALER, now=now)

    proved_email(database, ada, now)
    send_email_code(database, member_id=ada, sealer=SEALER, now=now)
    code = sent_code(database)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    with pytest.raises(CodeWrong):
        by_email(database, ada, wrong, now)

    codes = by_email(database, ada, code, now)

    assert member(database, ada).two_step == TwoStep.EMAIL
    assert len(codes) == 10


def test_a_code_by_email_survives_few_guesses(database: Database, ada: UUID, now: datetime) -> None:
    proved_email(database, ada, now)
    send_email_code(database, member_id=ada, sealer=SEALER, now=now)
    code = sent_code(database)
    for step in range(1, 6):
        with pytest.raises(CodeWrong):
            guess = f"{(int(code) + step) % 1_000_000:06}"
            by_email(database, ada, guess, now)

    with pytest.raises(TooManyAttempts):
        by_email(database, ada, code, now)
    with pytest.raises(CodeWrong):
        by_email(database, ada, code, now + timedelta(minutes=1))


def test_letters_with_codes_leave_a_minute_apart_and_tries_are_bounded_over_all_of_them(
    database: Database, ada: UUID, now: datetime
) -> None:
    proved_email(database, ada, now)
    said: list[type[Exception]] = []
    for minute in range(20):
        at = now + minute * RESEND_PAUSE
        send_email_code(database, member_id=ada, sealer=SEALER, now=at)
        with pytest.raises(TooManyAttempts, match="A letter is on its way"):
            send_email_code(database, member_id=ada, sealer=SEALER, now=at + RESEND_PAUSE / 2)
        for _ in range(3):
            with pytest.raises((CodeWrong, TooManyAttempts)) as refused:
                by_email(database, ada, "000000x", at)
            said.append(refused.type)

    assert said.count(CodeWrong) <= 3 * FREE_GUESSES  # of sixty


def test_codes_tried_when_setting_up_never_keep_a_member_from_signing_in(
    database: Database, ada: UUID, now: datetime
) -> None:
    proved_email(database, ada, now)
    send_email_code(database, member_id=ada, sealer=SEALER, now=now)
    for _ in range(FREE_GUESSES):
        with pytest.raises(CodeWrong):
            by_email(database, ada, "nothing", now)

    with database.unit_of_work() as session:
        count_guess(session, purpose=GuessPurpose.CODE, subject=ADA, address=HOME, now=now)


def test_new_recovery_codes_end_the_old_and_switching_off_ends_all(
    database: Database, ada: UUID, now: datetime
) -> None:
    with pytest.raises(TwoStepOff):
        make_recovery_codes(database, member_id=ada, sealer=SEALER, now=now, zone=ZONE)
    _, old = app_of(database, ada, now)

    new = make_recovery_codes(database, member_id=ada, sealer=SEALER, now=now, zone=ZONE)

    with database.unit_of_work() as session:
        assert not use_recovery_code(session, member_id=ada, code=old[0], sealer=SEALER, now=now)
        assert use_recovery_code(session, member_id=ada, code=new[0], sealer=SEALER, now=now)
    assert codes_left(database, ada) == 9
    assert turn_off_two_step(database, member_id=ada, now=now, zone=ZONE)
    assert not turn_off_two_step(database, member_id=ada, now=now, zone=ZONE)
    assert codes_left(database, ada) == 0
    assert changes_told(database)[-1] == "two-step codes were switched off"
