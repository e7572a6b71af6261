"""Codes of an app and codes on paper: each opens once, each for its own member."""

from datetime import datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from sqlmodel import select

from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.operations.second_step import choose_app_codes, end_two_step, replace_recovery_codes
from smarthub_dash.domain.members.records import Member, RecoveryCode
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.journeys.second_step import kept_of_recovery_code, use_recovery_code, verify_totp
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.recovery_codes import new_recovery_code
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.totp import STEP_SECONDS
from tests.support.doors import SEALER

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=STEP_SECONDS)


def joined(database: Database, email: str, now: datetime) -> UUID:
    with database.unit_of_work() as session:
        return add_member(
            session, email=email, full_name="Ada Adams", role=MemberRole.MEMBER, password="p" * 16, now=now
        ).id


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    member_id = joined(database, "ada@cec.example", now)
    with database.unit_of_work() as session:
        choose_app_codes(session, member_id=member_id, sealed_key=SEALER.seal(KEY), step=0)
    return member_id


def shown(database: Database, member_id: UUID, code: str, now: datetime) -> bool:
    with database.unit_of_work() as session:
        member = session.get(Member, member_id)
        assert member
        return verify_totp(session, member=member, code=code, sealer=SEALER, now=now)


def code_at(at: datetime) -> str:
    return pyotp.TOTP(KEY).at(at)


def test_a_code_of_the_app_is_taken_once(database: Database, ada: UUID, now: datetime) -> None:
    assert shown(database, ada, code_at(now), now)
    assert not shown(database, ada, code_at(now), now)
    assert shown(database, ada, code_at(now + STEP), now + STEP)


@pytest.mark.parametrize(("off", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_a_step_off(database: Database, ada: UUID, now: datetime, off: int, is_taken: bool) -> None:
    assert shown(database, ada, code_at(now + off * STEP), now) is is_taken


def test_a_newer_code_closes_the_ones_before_it(database: Database, ada: UUID, now: datetime) -> None:
    assert shown(database, ada, code_at(now + STEP), now)
    assert not shown(database, ada, code_at(now), now)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "0x1234"])
def test_what_is_no_code_opens_nothing(database: Database, ada: UUID, now: datetime, code: str) -> None:
    assert not shown(database, ada, code, now)


def test_spaces_in_a_code_do_not_matter(database: Database, ada: UUID, now: datetime) -> None:
    code = code_at(now)

    assert shown(database, ada, f" {code[:3]} {code[3:]} ", now)


def test_an_app_that_was_switched_off_opens_nothing(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        assert end_two_step(session, member_id=ada)
        assert not end_two_step(session, member_id=ada)

    assert not shown(database, ada, code_at(now), now)


@pytest.fixture
def paper(database: Database, ada: UUID, now: datetime) -> list[str]:
    codes = [new_recovery_code() for _ in range(10)]
    with database.unit_of_work() as session:
        kept = [kept_of_recovery_code(ada, code, sealer=SEALER) for code in codes]
        replace_recovery_codes(session, member_id=ada, code_hashes=kept, now=now)
    return codes


def used(database: Database, member_id: UUID, code: str, now: datetime, *, sealer: Sealer = SEALER) -> bool:
    with database.unit_of_work() as session:
        return use_recovery_code(session, member_id=member_id, code=code, sealer=sealer, now=now)


def test_a_recovery_code_opens_once_however_it_is_typed(
    database: Database, ada: UUID, paper: list[str], now: datetime
) -> None:
    assert used(database, ada, f" {paper[3].lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ", now)
    assert not used(database, ada, paper[3], now)
    assert used(database, ada, paper[4], now)


def test_a_recovery_code_opens_nobody_elses_sign_in(
    database: Database, ada: UUID, paper: list[str], now: datetime
) -> None:
    clara = joined(database, "clara@cec.example", now)

    assert not used(database, clara, paper[0], now)


def test_new_recovery_codes_end_the_old_ones(database: Database, ada: UUID, paper: list[str], now: datetime) -> None:
    with database.unit_of_work() as session:
        replace_recovery_codes(session, member_id=ada, code_hashes=["a" * 64], now=now)

    assert not used(database, ada, paper[0], now)


def test_codes_outlive_a_change_of_our_key(database: Database, ada: UUID, paper: list[str], now: datetime) -> None:
    newer = Sealer(["another key for tests, of thirty-two", "a key for tests, thirty-two characters"])

    assert used(database, ada, paper[0], now, sealer=newer)


def test_the_database_holds_no_code(database: Database, ada: UUID, paper: list[str]) -> None:
    with database.reading() as session:
        kept = session.exec(select(RecoveryCode.code_hash)).all()
        member = session.get(Member, ada)

    plain = {code.replace("-", "") for code in paper}
    assert not any(code in row or code.lower() in row for code in plain for row in kept)
    assert member
    assert KEY not in member.sealed_totp_key
