"""Guessing at bills over HTTP: slowed for each source, useless for an owned account, and never a lock on the member."""

from datetime import timedelta

from starlette.testclient import TestClient

from smarthub_dash.domain.members.rules import MOST_IN_A_ROW, MOST_OPEN_LINKS, GuessPurpose
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.wiring import Wiring
from tests.support.doors import SEALER, SetClock
from tests.support.due_jobs import letters, work_off
from tests.support.registering import BILL, EMAIL, NUMBER, OURS, RIGHT, finished, token_of, told
from tests.support.signing_in import note_tries


def test_guessing_is_slowed_for_the_account_and_for_the_address_alike(
    client: TestClient, parts: Wiring, clock: SetClock
) -> None:
    for index in range(5):
        told(client, {**RIGHT, "zip_code": f"6525{index}", "email": f"{index}@example.com"})

    assert client.post("/register", data={**RIGHT, "email": "new@example.com"}, headers=OURS).status_code == 429
    assert told(client, {**RIGHT, "account_number": "77", "email": "new@example.com"})[0] == 200
    clock.wait(timedelta(days=2))
    assert told(client, {**RIGHT, "email": "new@example.com"})[0] == 200


def test_one_address_is_not_flooded_with_letters(client: TestClient, parts: Wiring) -> None:
    for index in range(5):
        told(client, {**RIGHT, "account_number": str(index)})

    assert client.post("/register", data=RIGHT, headers=OURS).status_code == 429


def test_a_zip_code_does_not_register_an_account_that_is_owned_and_the_answer_is_the_same(
    client: TestClient, parts: Wiring, clock: SetClock
) -> None:
    finished(client, token_of(client, parts))
    client.cookies.clear()
    clock.wait(timedelta(days=40))
    second = {**RIGHT, "email": "second@example.com"}
    told_before = len(letters(parts))

    pages = {told(client, {**second, "zip_code": zip_code})[1] for zip_code in ("65251", "65043")}

    assert len(pages) == 1
    assert "a ZIP code is not enough" in pages.pop()
    assert len(letters(parts)) == told_before
    told(client, {**second, "zip_code": "", "amount": "142.17"})
    assert letters(parts)[-1].address == "second@example.com"


def test_of_two_who_hold_a_link_for_a_zip_code_one_becomes_the_owner(
    client: TestClient, parts: Wiring, clock: SetClock
) -> None:
    first = token_of(client, parts)
    second = token_of(client, parts, {**RIGHT, "email": "second@example.com"})
    third = token_of(client, parts, {**RIGHT, "email": "third@example.com", "amount": "142.17"})

    assert finished(client, first).status_code == 303
    client.cookies.clear()

    assert finished(client, second).status_code == 410
    assert finished(client, third).status_code == 303


def test_many_tries_from_everywhere_leave_the_printed_code_open_to_the_member(
    client: TestClient, parts: Wiring
) -> None:
    note_tries(
        parts.database, parts.clock.now(), MOST_IN_A_ROW, purpose=GuessPurpose.REGISTER, subject=NUMBER, address="x"
    )
    note_tries(
        parts.database, parts.clock.now(), MOST_IN_A_ROW, purpose=GuessPurpose.REGISTER, subject=EMAIL, address="x"
    )
    note_tries(
        parts.database, parts.clock.now(), MOST_IN_A_ROW, purpose=GuessPurpose.REGISTER, subject="99", address="x"
    )

    refused = [
        client.post("/register", data={**RIGHT, "account_number": each}, headers=OURS) for each in (NUMBER, "99")
    ]

    assert [each.status_code for each in refused] == [429, 429]
    assert all("one-time code that is printed on your last bill" in each.text for each in refused)
    code = {**RIGHT, "zip_code": "", "bill_code": bill_code_of(SEALER, BILL)}
    assert finished(client, token_of(client, parts, code)).status_code == 303


def test_a_mailbox_is_not_flooded_and_what_lies_in_it_works(client: TestClient, parts: Wiring, clock: SetClock) -> None:
    for _ in range(MOST_OPEN_LINKS + 3):
        told(client, RIGHT)
        work_off(parts)
        clock.wait(timedelta(hours=1))
    sent = letters(parts)

    assert len(sent) == MOST_OPEN_LINKS
    assert finished(client, sent[-1].token).status_code == 303
