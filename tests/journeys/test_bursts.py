"""Tries sent at the same moment slip no further than tries sent one by one: real threads, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.members.operations.second_step import choose_email_codes
from smarthub_dash.domain.members.records import Member, OneTimeSecret
from smarthub_dash.domain.members.rules import (
    FREE_FROM_SOURCE,
    FREE_GUESSES,
    SecretPurpose,
    SignInRefused,
    TooManyAttempts,
)
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind
from smarthub_dash.journeys.ask_second_step import CodeRefused, StepAsked, StepOver, pass_second_step
from smarthub_dash.journeys.entering import Entered, Visit
from smarthub_dash.journeys.linked_accounts import WrongFacts, link_account
from smarthub_dash.journeys.register import Application, apply_to_register
from smarthub_dash.journeys.set_up_two_step import CodeWrong, send_email_code, set_up_email_codes
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.sharing import HOME as HOME_ACCOUNT
from tests.support.sharing import neighbors
from tests.support.signing_in import ADA, HOME, PASSWORD, ZONE, add_ada, asked, tried

AT_ONCE = 12


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def burst(act: Callable[[int], object], *, times: int = AT_ONCE) -> Counter[type]:
    """Do something many times at the same moment; return what became of each."""
    ready = threading.Barrier(times)

    def one(number: int) -> type:
        ready.wait(20)
        try:
            return type(act(number))
        except (SignInRefused, TooManyAttempts, CodeRefused, StepOver, CodeWrong, WrongFacts) as refused:
            return type(refused)

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(one, range(times)))


def test_no_more_passwords_are_looked_at(database: Database, ada: UUID, now: datetime) -> None:
    said = burst(lambda _: tried(database, now, password="guess"))

    assert said == {SignInRefused: FREE_GUESSES, TooManyAttempts: AT_ONCE - FREE_GUESSES}


def test_no_more_members_are_tried_from_one_address(database: Database, ada: UUID, now: datetime) -> None:
    for number in range(FREE_FROM_SOURCE - 3):
        with pytest.raises(SignInRefused):
            tried(database, now, email=f"{number}@cec.example", password="guess")

    said = burst(lambda number: tried(database, now, email=f"at-once-{number}@cec.example", password="guess"))

    assert said[SignInRefused] == 3


def test_no_more_codes_of_a_second_step_are_looked_at(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        choose_email_codes(session, member_id=ada)
    steps = [asked(database, now) for _ in range(AT_ONCE)]
    visit = Visit(HOME, "a browser", False)

    def one(number: int) -> Entered:
        step = steps[number]
        assert isinstance(step, StepAsked)
        return pass_second_step(
            database, token=step.token, code="wrong", visit=visit, sealer=SEALER, zone=ZONE, now=now
        )

    assert burst(one) == {CodeRefused: FREE_GUESSES, TooManyAttempts: AT_ONCE - FREE_GUESSES}


def test_no_more_letters_with_codes_leave(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        choose_email_codes(session, member_id=ada)
        session.exec(update(Member).where(col(Member.id) == ada).values(email_verified_at=now))

    burst(lambda _: send_email_code(database, member_id=ada, sealer=SEALER, now=now))
    burst(lambda _: asked(database, now))

    with database.reading() as session:
        purposes = session.exec(select(OneTimeSecret.purpose)).all()
        letters = session.exec(select(Notice.template).where(col(Notice.template) == "sign_in_code")).all()
    assert purposes.count(SecretPurpose.EMAIL_CODES) == 1
    assert purposes.count(SecretPurpose.SIGN_IN_CODE) == 1
    assert len(letters) == 2


def test_no_more_codes_are_looked_at_when_setting_up(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.id) == ada).values(email_verified_at=now))
    send_email_code(database, member_id=ada, sealer=SEALER, now=now)

    said = burst(
        lambda _: set_up_email_codes(
            database, member_id=ada, code="wrong", address=HOME, sealer=SEALER, now=now, zone=ZONE
        )
    )

    assert said == {CodeWrong: FREE_GUESSES, TooManyAttempts: AT_ONCE - FREE_GUESSES}


def test_no_more_claims_of_an_account_are_looked_at(database: Database, now: datetime) -> None:
    them = neighbors(database, now)
    claim = AccountClaim(HOME_ACCOUNT, "Adams", FactKind.BILL_AMOUNT, "0.00")

    def one(number: int) -> str:
        wrong = replace(claim, fact=f"{number}.00")
        return link_account(
            database, member_id=them.boone, claim=wrong, address=HOME, sealer=SEALER, moment=them.moment
        )

    assert burst(one) == {WrongFacts: FREE_GUESSES, TooManyAttempts: AT_ONCE - FREE_GUESSES}


def test_no_more_applications_are_put_down(database: Database, now: datetime) -> None:
    def one(number: int) -> str:
        application = Application("0081560001", "Adams", f"{number}@example.com", "", f"{65_000 + number}", "")
        return apply_to_register(database, application=application, address=HOME, sealer=SEALER, now=now)

    assert burst(one) == {str: FREE_GUESSES, TooManyAttempts: AT_ONCE - FREE_GUESSES}


def test_the_right_password_is_not_kept_waiting_by_itself(database: Database, ada: UUID, now: datetime) -> None:
    assert burst(lambda _: asked(database, now, email=ADA, password=PASSWORD), times=2) == {Entered: 2}
