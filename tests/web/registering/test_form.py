"""Registering over HTTP, on both databases: what a visitor is told, and what they get."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import Session, SQLModel, select
from starlette.testclient import TestClient

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import BillFormat
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.wiring import Wiring
from tests.support.doors import SEALER, SetClock
from tests.support.due_jobs import letters
from tests.support.registering import (
    ADA,
    BILL,
    CHOSEN,
    EMAIL,
    NUMBER,
    OURS,
    PASSWORD,
    RIGHT,
    count,
    finished,
    token_of,
    told,
)
from tests.support.sql import counted


@pytest.mark.parametrize(
    "fact",
    [
        {"zip_code": "65251"},
        {"zip_code": "", "amount": "$142.17"},
        {"zip_code": "", "bill_code": bill_code_of(SEALER, BILL)},
    ],
    ids=["zip", "amount", "code"],
)
def test_whoever_holds_a_bill_registers_and_is_signed_in(
    client: TestClient, parts: Wiring, fact: dict[str, str]
) -> None:
    token = token_of(client, parts, {**RIGHT, **fact})

    form = client.get("/register/password", params={"token": token})
    answer = finished(client, token)

    assert (form.status_code, answer.status_code) == (200, 303)
    assert f'value="{EMAIL}"' in form.text
    assert answer.headers["location"] == "/register/paperless"
    assert client.get("/session").status_code == 200
    with parts.database.reading() as session:
        member = session.exec(select(Member).where(Member.email == EMAIL)).one()
        grant = session.exec(select(AccountGrant)).one()
        acts = set(session.exec(select(ActivityEntry.act)))
    assert (member.full_name, member.email_verified_at) == ("Frances Adams", parts.clock.now())
    assert (grant.member_id, grant.role) == (member.id, HouseholdRole.OWNER)
    assert {"registered", "account linked"} <= acts


@pytest.mark.parametrize(
    ("wanted", "kept"), [("paperless", BillFormat.PAPERLESS), ("printed", BillFormat.PRINTED)], ids=str
)
def test_the_paperless_offer_is_answered_once_and_leads_home(
    client: TestClient, parts: Wiring, wanted: str, kept: BillFormat
) -> None:
    finished(client, token_of(client, parts))

    offer = client.get("/register/paperless")
    answer = client.post("/register/paperless", data={"bill_format": wanted}, headers=OURS)

    assert offer.status_code == 200
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    with parts.database.reading() as session:
        assert session.exec(select(Member.bill_format).where(Member.email == EMAIL)).one() is kept


def test_the_paperless_offer_is_for_who_is_signed_in_and_takes_no_other_answer(
    client: TestClient, parts: Wiring
) -> None:
    assert client.get("/register/paperless").headers["location"].startswith("/login")
    nobody = client.post("/register/paperless", data={"bill_format": "paperless"}, headers=OURS)
    assert nobody.headers["location"].startswith("/login")

    finished(client, token_of(client, parts))

    assert client.post("/register/paperless", data={"bill_format": "stone"}, headers=OURS).status_code == 422


WRONG = {
    "right": {},
    "no such account": {"account_number": "9999999999"},
    "wrong name": {"name": "Brown"},
    "wrong zip": {"zip_code": "65043"},
    "wrong amount": {"zip_code": "", "amount": "1.00"},
    "wrong code": {"zip_code": "", "bill_code": "AAAAAAAA"},
    "a member's address": {"email": ADA},
    "a member's address, wrong name": {"email": ADA, "name": "Brown"},
}


def test_the_answer_tells_nothing_of_what_is_true(client: TestClient, parts: Wiring, clock: SetClock) -> None:
    answers, statements, bodies = set(), set(), set()
    for other in WRONG.values():
        with counted(parts.database.engine) as sent:
            answer = client.post("/register", data={**RIGHT, **other}, headers=OURS)
        page = client.get(answer.headers["location"])
        answers.add((answer.status_code, urlsplit(answer.headers["location"]).path, page.status_code))
        statements.add(tuple(sent))
        bodies.add(page.text.replace(ADA, EMAIL))
        clock.wait(timedelta(days=40))  # so that no try weighs on the next

    assert answers == {(303, "/register/sent", 200)}
    assert len(statements) == 1
    assert len(bodies) == 1


@pytest.mark.parametrize("case", [name for name in WRONG if "wrong" in name or "no such" in name])
def test_wrong_facts_bring_no_letter(client: TestClient, parts: Wiring, case: str) -> None:
    told(client, {**RIGHT, **WRONG[case]})

    assert letters(parts) == []


def test_an_address_with_a_sign_in_gets_another_letter(client: TestClient, parts: Wiring) -> None:
    told(client, {**RIGHT, "email": " ADA@cec.example "})

    (letter,) = letters(parts)
    assert (letter.template, letter.address, letter.link) == ("already_registered", ADA, "")


def test_the_address_is_the_same_however_it_is_typed(client: TestClient, parts: Wiring) -> None:
    finished(client, token_of(client, parts, {**RIGHT, "email": " Frances@EXAMPLE.com"}))
    client.cookies.clear()

    told(client, {**RIGHT, "amount": "142.17"})

    assert "already_registered" in {letter.template for letter in letters(parts)}
    assert count(parts, Member) == 2


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"email": "frances"}, "e-mail address"),
        ({"email": "a@b\r\nBcc: eve@example.com"}, "e-mail address"),
        ({"email": "a@" + "x" * 300 + ".com"}, "e-mail address"),
        ({"account_number": " - "}, "account number"),
        ({"name": " "}, "account number and the name"),
        ({"zip_code": " "}, "one more fact"),
    ],
)
def test_what_is_missing_or_no_address_is_said_and_the_rest_kept(
    client: TestClient, parts: Wiring, other: dict[str, str], words: str
) -> None:
    answer = client.post("/register", data={**RIGHT, **other}, headers=OURS)

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{NUMBER}"' in answer.text or "account_number" in other
    assert letters(parts) == []


def test_what_was_typed_comes_back_escaped(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'

    answer = client.post("/register", data={**RIGHT, "name": hostile, "email": hostile}, headers=OURS)

    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    "typed", ["\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "\u202e", "𝟘" * 90]
)
def test_odd_signs_are_refused_or_answered_like_everything_else(client: TestClient, parts: Wiring, typed: str) -> None:
    answer = client.post("/register", data={**RIGHT, "account_number": typed, "name": typed}, headers=OURS)

    assert answer.status_code in (303, 422)
    assert letters(parts) == []


def test_who_is_signed_in_adds_accounts_elsewhere(client: TestClient, parts: Wiring) -> None:
    finished(client, token_of(client, parts))

    assert client.get("/register").headers["location"] == "/profile/accounts"
    assert client.post("/register", data=RIGHT, headers=OURS).headers["location"] == "/profile/accounts"


@pytest.mark.parametrize("path", ["/register", "/register/password", "/register/paperless"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}], ids=str)
def test_a_form_of_a_foreign_page_does_nothing(
    client: TestClient, parts: Wiring, path: str, headers: dict[str, str]
) -> None:
    token = token_of(client, parts)

    answer = client.post(path, data={**RIGHT, **CHOSEN, "token": token, "bill_format": "paperless"}, headers=headers)

    assert answer.status_code == 403
    assert count(parts, Member) == 1


def test_no_secret_is_written_down(client: TestClient, parts: Wiring) -> None:
    token = token_of(client, parts, {**RIGHT, "zip_code": "", "bill_code": bill_code_of(SEALER, BILL)})
    finished(client, token)

    with parts.database.reading() as session:
        everything = "".join(_rows(session))
    assert not [each for each in (token, PASSWORD, bill_code_of(SEALER, BILL)) if each in everything]


def test_the_address_travels_sealed_and_a_made_up_one_is_not_shown(client: TestClient, parts: Wiring) -> None:
    answer = client.post("/register", data=RIGHT, headers=OURS)

    assert "frances" not in answer.headers["location"].lower()
    assert "that you gave" in client.get("/register/sent", params={"to": "<b>eve@example.com"}).text
    assert "that you gave" in client.get("/register/sent", params={"to": SEALER.seal("eve@example.com")}).text


def _rows(session: Session) -> list[str]:
    return [str(tuple(row)) for table in SQLModel.metadata.sorted_tables for row in session.execute(table.select())]
