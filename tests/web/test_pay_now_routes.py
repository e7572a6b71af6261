"""Pay Now at the door: a number and a name show what is due and no more, and it is paid once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.payments.records import HostedVisit, PaymentEvent
from smarthub_dash.gateways.processor import ChargeState, Instrument, ProcessorAway
from smarthub_dash.gateways.processor.fake import FakeProcessor, Outcome
from smarthub_dash.kit.database import Database, open_database
from tests.support.doors import URL, SetClock, visitor, wiring_of
from tests.support.paying import let_owe, owed_by
from tests.support.sharing import HOME, Neighbors, neighbors
from tests.support.stored_methods import CHECKING, VISA

OURS = {"Origin": URL}
DUE = 142_17


def home_of(database: Database) -> UUID:
    with database.reading() as session:
        return session.exec(select(Account.id).where(col(Account.account_number) == HOME)).one()


@pytest.fixture
def them(sqlite_address: str, now: datetime) -> Iterator[Neighbors]:
    database = open_database(sqlite_address)
    made = neighbors(database, now)
    let_owe(database, account_id=home_of(database), cents=DUE, now=now)
    yield made
    database.close()


@pytest.fixture
def database(them: Neighbors) -> Database:
    return them.database


@pytest.fixture
def processor(now: datetime) -> FakeProcessor:
    return FakeProcessor(now)


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def guest(database: Database, clock: SetClock, folder: Path, processor: FakeProcessor) -> TestClient:
    return visitor(replace(wiring_of(database, clock), processor=processor), folder)


def find(guest: TestClient, number: str = HOME, name: str = "Adams"):
    return guest.post("/pay-now", data={"account_number": number, "name": name}, headers=OURS)


def choose(guest: TestClient, processor: FakeProcessor, entered: Instrument, *, email: str = "") -> None:
    """Choose a way to pay, and enter it on the processor's page."""
    form = {"kind": entered.kind.value, "email": email, "agree": "yes"}
    left = guest.post("/pay-now/due", data=form, headers=OURS)
    assert left.headers["refresh"].startswith("0; url=https://processor.example/enter/")
    processor.enter(list(processor.entries)[-1], entered)


def pay(guest: TestClient) -> None:
    assert guest.post("/pay-now/confirm", data={"fee": "0"}, headers=OURS).headers["location"] == "/pay-now/done"


def test_a_number_and_a_last_name_show_the_amount_due_and_nothing_else(guest: TestClient) -> None:
    assert find(guest).headers["location"] == "/pay-now/due"

    page = guest.get("/pay-now/due").text

    assert "$142.17" in page
    assert "Account 1<" in page
    for secret in ("Adams", "Ada", "Bluff", "Bill", "ada@"):
        assert secret not in page


def test_a_wrong_number_and_a_wrong_name_are_answered_alike(guest: TestClient) -> None:
    wrong_name, wrong_number = find(guest, name="Baker"), find(guest, number="999")

    assert (wrong_name.status_code, wrong_number.status_code) == (422, 422)
    assert wrong_name.text.replace("Baker", "") == wrong_number.text.replace('value="999"', 'value="1"').replace(
        "Adams", ""
    )
    assert guest.get("/pay-now/due").status_code == 410


def test_guesses_are_slowed(guest: TestClient) -> None:
    answers = [find(guest, name=f"Guess {number}").status_code for number in range(6)]

    assert answers == [422] * 5 + [429]


def test_a_card_pays_what_is_due_once_however_often_it_is_confirmed(
    guest: TestClient, processor: FakeProcessor, database: Database
) -> None:
    find(guest)
    choose(guest, processor, VISA, email="guest@example.com")
    summary = guest.get("/pay-now/back", follow_redirects=True).text

    for _ in range(3):
        pay(guest)
    done = guest.get("/pay-now/done").text

    assert "Pay $142.17" in summary
    assert "Visa ending in 4242" in summary
    assert "Posted" in done
    assert "by e-mail" in done
    assert len(processor.charges) == 1
    assert owed_by(database, home_of(database)) == 0
    assert processor.forgotten == ["pm_visa"]


def test_a_bank_account_needs_the_authorization_and_keeps_what_was_agreed_to(
    guest: TestClient, processor: FakeProcessor, database: Database
) -> None:
    find(guest)
    refused = guest.post("/pay-now/due", data={"kind": "bank", "email": ""}, headers=OURS)
    choose(guest, processor, CHECKING)
    pay(guest)

    assert refused.status_code == 422
    assert "Your bank confirms within four business days" in guest.get("/pay-now/done").text
    with database.reading() as session:
        (visit,) = session.exec(select(HostedVisit)).all()
    assert "bank-once-2026-11" in visit.body


def test_a_declined_card_says_what_to_do_and_another_one_pays(guest: TestClient, processor: FakeProcessor) -> None:
    processor.outcomes["pm_visa"] = Outcome(ChargeState.DECLINED, "insufficient_funds")
    find(guest)
    choose(guest, processor, VISA)
    pay(guest)
    declined = guest.get("/pay-now/done").text

    assert guest.post("/pay-now/again", headers=OURS).headers["location"] == "/pay-now/due"
    choose(guest, processor, replace(VISA, token="pm_other"))
    pay(guest)

    assert "Declined" in declined
    assert "not enough money" in declined
    assert "Posted" in guest.get("/pay-now/done").text


def test_while_nobody_can_say_the_page_says_processing_and_looks_again(
    guest: TestClient, processor: FakeProcessor
) -> None:
    find(guest)
    choose(guest, processor, VISA)
    guest.get("/pay-now/confirm")
    processor.outcomes["pm_visa"] = Outcome(ChargeState.UNKNOWN)
    pay(guest)

    done = guest.get("/pay-now/done")

    assert "Processing" in done.text
    assert "Posted" not in done.text
    assert done.headers["refresh"].endswith("/pay-now/done")
    assert processor.forgotten == []


def test_a_step_of_the_cards_bank_is_taken_on_its_own_page(guest: TestClient, processor: FakeProcessor) -> None:
    processor.outcomes["pm_visa"] = Outcome(ChargeState.NEEDS_STEP)
    find(guest)
    choose(guest, processor, VISA)
    pay(guest)

    away = guest.get("/pay-now/done")
    (key,) = processor.charges
    processor.settle(key, ChargeState.CLEARED)
    back = guest.get("/pay-now/done?redirect_status=succeeded")

    assert away.headers["refresh"] == f"0; url=https://processor.example/step/{key}"
    assert "Posted" in back.text


def test_who_turns_back_at_the_processor_chooses_again(guest: TestClient) -> None:
    find(guest)
    guest.post("/pay-now/due", data={"kind": "card", "email": ""}, headers=OURS)

    assert guest.get("/pay-now/confirm").headers["location"] == "/pay-now/due?entry=none"
    assert "No card or bank account was entered" in guest.get("/pay-now/due?entry=none").text


def test_another_browser_has_nothing_of_it_and_an_hour_ends_it(
    guest: TestClient, clock: SetClock, database: Database, folder: Path, processor: FakeProcessor
) -> None:
    find(guest)
    other = visitor(replace(wiring_of(database, clock), processor=processor), folder)

    assert other.get("/pay-now/due").status_code == 410
    clock.wait(timedelta(hours=1, seconds=1))
    assert guest.get("/pay-now/due").status_code == 410


def test_the_cookie_is_for_no_script_and_no_address_carries_its_token(guest: TestClient) -> None:
    answer = find(guest)

    assert "HttpOnly" in answer.headers["set-cookie"]
    assert answer.headers["location"] == "/pay-now/due"


def test_a_processor_that_does_not_answer_is_said_in_words(guest: TestClient, processor: FakeProcessor) -> None:
    find(guest)
    processor.fails_with = ProcessorAway("no answer")

    answer = guest.post("/pay-now/due", data={"kind": "card", "email": ""}, headers=OURS)

    assert answer.status_code == 503
    assert "does not answer" in answer.text


@pytest.mark.parametrize("path", ["/pay-now", "/pay-now/due", "/pay-now/confirm", "/pay-now/again"])
def test_a_form_of_a_foreign_page_does_nothing(guest: TestClient, database: Database, path: str) -> None:
    find(guest)

    assert guest.post(path, data={"fee": "0"}, headers={"Origin": "https://evil.example"}).status_code == 403
    with database.reading() as session:
        assert session.exec(select(PaymentEvent)).all() == []
