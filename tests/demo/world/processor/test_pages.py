"""The processor's own pages: where numbers are typed, checked, and end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.demo.world.processor.app import Simulator, Told, simulator
from smarthub_dash.demo.world.processor.entries import make_session
from smarthub_dash.demo.world.processor.intents import make_intent
from smarthub_dash.demo.world.processor.methods import make_customer
from tests.support.doors import SetClock
from tests.support.simulators import BANK_FORM, CARD_FORM

HERE = "http://127.0.0.1:9000"
BACK, CANCEL = "http://localhost:3000/back?visit=1", "http://localhost:3000/profile"
CARD = {**CARD_FORM, "number": "4242 4242 4242 4242"}
BANK = {**BANK_FORM, "account": "000123456789", "again": "000123456789"}


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def made(tmp_path: Path, clock: SetClock) -> Simulator:
    return simulator(tmp_path, told=Told(HERE, "sk_demo_1", "whsec_1", "", 60.0), clock=clock)


@pytest.fixture
def visitor(made: Simulator) -> TestClient:
    return TestClient(made.app, base_url=HERE, follow_redirects=False)


@pytest.fixture
def address(made: Simulator) -> str:
    """The address of an open entry page."""
    customer = make_customer(made.desk, name="Ada", email="ada@example.com", key="ada")["id"]
    kinds = ["card", "us_bank_account"]
    session = make_session(made.desk, customer=customer, kinds=kinds, success_url=BACK, cancel_url=CANCEL, key="visit")
    return session["url"]


@pytest.mark.parametrize(("kind", "form"), [("card", CARD), ("us_bank_account", BANK)])
def test_what_is_right_leads_back_and_is_entered_once(
    visitor: TestClient, made: Simulator, address: str, kind: str, form: Mapping[str, str]
) -> None:
    sent = [visitor.post(f"{address}?kind={kind}", data=form) for _ in range(2)]
    seen_again = visitor.get(address)

    assert [(each.status_code, each.headers["location"]) for each in sent] == [(303, BACK)] * 2
    assert (seen_again.status_code, "already added" in seen_again.text) == (410, True)
    assert len(made.desk.journal.page("payment_method", made_from=0, made_to=1e12, after="", count=9)) == 1


@pytest.mark.parametrize(
    ("kind", "changed", "words"),
    [
        ("card", {"number": ""}, "Enter the card number"),
        ("card", {"number": "4242 4242 4242 4241"}, "This card number is not right"),
        ("card", {"number": "4012 8888 8888 1881"}, "takes its test cards only"),
        ("card", {"expiry": "13 / 29"}, "Enter the expiration date"),
        ("card", {"expiry": "soon"}, "Enter the expiration date"),
        ("card", {"expiry": "10 / 26"}, "This card has expired"),
        ("card", {"cvc": "12"}, "Enter the 3 digits"),
        ("card", {"number": "378282246310005"}, "Enter the 4 digits"),
        ("card", {"holder": " "}, "Enter the name on the card"),
        ("card", {"zip": "6525"}, "Enter the 5 digits"),
        ("us_bank_account", {"routing": "110000001"}, "This routing number is not right"),
        ("us_bank_account", {"routing": "000000000"}, "This routing number is not right"),
        ("us_bank_account", {"routing": "11000000"}, "Enter the 9 digits"),
        ("us_bank_account", {"account": "12"}, "Enter the account number"),
        ("us_bank_account", {"account": "000987654321"}, "takes its test accounts only"),
        ("us_bank_account", {"again": "000123456788"}, "are not the same"),
        ("us_bank_account", {"type": ""}, "Choose checking or savings"),
        ("us_bank_account", {"agree": ""}, "check the box that authorizes it"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field_and_in_front(
    visitor: TestClient, address: str, kind: str, changed: Mapping[str, str], words: str
) -> None:
    right = CARD if kind == "card" else BANK

    page = visitor.post(f"{address}?kind={kind}", data={**right, **changed})

    assert page.status_code == 422
    assert page.text.count(words) == 2  # the summary leads to it, and the field has it
    assert "<title>Error: " in page.text
    assert page.text.count('class="bad"') == 1
    assert "123" not in page.text.split('name="cvc"')[-1][:60]  # the security code is never shown again


@pytest.mark.parametrize("expiry", ["11 / 26", "11/26", "11 2026", "1126", "11-26"])
def test_a_date_is_understood_as_people_write_it(visitor: TestClient, address: str, expiry: str) -> None:
    assert visitor.post(f"{address}?kind=card", data={**CARD, "expiry": expiry}).status_code == 303


def test_a_page_is_good_for_a_day(visitor: TestClient, clock: SetClock, address: str) -> None:
    clock.wait(timedelta(days=1))

    page = visitor.post(f"{address}?kind=card", data=CARD)

    assert (page.status_code, CANCEL in page.text) == (410, True)


def test_nobody_finds_a_page_that_was_not_given_to_them(visitor: TestClient) -> None:
    assert visitor.get("/enter/enter_guess").status_code == 404
    assert visitor.post("/step/step_guess", data={"answer": "approve"}).status_code == 404


def test_a_page_has_no_script_cannot_be_framed_and_leads_back_to_the_portal_only(
    visitor: TestClient, address: str
) -> None:
    page = visitor.get(address)

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert policy.endswith("form-action 'self' http://localhost:3000")
    assert "<script" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"


def test_what_was_typed_is_shown_again_as_text(visitor: TestClient, address: str) -> None:
    page = visitor.post(f"{address}?kind=card", data={**CARD, "holder": '"><b>Ada', "zip": ""})

    assert "<b>Ada" not in page.text
    assert "&quot;&gt;&lt;b&gt;Ada" in page.text


@pytest.mark.parametrize(("kind", "form"), [("card", CARD), ("us_bank_account", BANK)])
def test_a_number_ends_on_its_page(
    visitor: TestClient, tmp_path: Path, address: str, kind: str, form: Mapping[str, str]
) -> None:
    visitor.post(f"{address}?kind={kind}", data=form)

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"checkout.session" in kept
    for number in (b"4242424242424242", b"000123456789", b"110000000"):
        assert number not in kept


def test_following_a_test_number_fills_in_the_form(visitor: TestClient, address: str) -> None:
    page = visitor.get(f"{address}?kind=us_bank_account&try=000222222227")

    assert page.text.count('value="000222222227"') == 2
    assert 'value="110000000"' in page.text


def test_whoever_tries_the_demo_sees_what_happened_and_lets_a_day_pass(visitor: TestClient, made: Simulator) -> None:
    order = {"amount": 14_217, "customer": "", "payment_method": "pm_usBankAccount_insufficientFunds", "key": "k"}
    words = {"payment_method_types": ["us_bank_account"], "description": "Your <bills>", "return_url": ""}
    make_intent(made.desk, {**order, **words, "off_session": False})

    before = visitor.get("/").text
    from_elsewhere = visitor.post("/day", headers={"sec-fetch-site": "cross-site"})
    passed = visitor.post("/day", headers={"sec-fetch-site": "same-origin"})

    assert ("$142.17" in before, "Waits for the bank" in before, "Your &lt;bills&gt;" in before) == (True, True, True)
    assert (from_elsewhere.status_code, passed.status_code) == (403, 303)
    assert "Not paid: insufficient funds" in visitor.get("/").text
