"""The way to the processor's page and back: who may leave, with what, and what is done when they come back."""

from dataclasses import replace
from datetime import date, timedelta
from html import escape
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.rules import PROOF_LIFE
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.gateways.processor.fake import FakeProcessor
from smarthub_dash.journeys.payment_choice import AmountKind, Choice, Wanted, address_of
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, visitor
from tests.support.stored_methods import VISA

PAGE, ADD, BACK = "/profile/payment-accounts", "/profile/payment-accounts/add", "/hosted/back"
ONCE = "/billing/pay/once"
OURS = {"Origin": URL}
SIGN_IN = {"email": "ada@cec.example", "password": "correct horse battery"}


@pytest.fixture
def processor(clock: SetClock) -> FakeProcessor:
    return FakeProcessor(clock.now())


@pytest.fixture
def stranger(parts: Wiring, folder: Path, processor: FakeProcessor) -> TestClient:
    return visitor(replace(parts, processor=processor), folder)


@pytest.fixture
def ada(stranger: TestClient) -> TestClient:
    assert stranger.post("/sign-in", data=SIGN_IN, headers=OURS).status_code == 303
    return stranger


def test_a_stranger_signs_in_first_and_a_stale_proof_is_renewed_with_the_way_back_kept(
    stranger: TestClient, clock: SetClock
) -> None:
    assert stranger.get(ADD).headers["location"].startswith("/login?next=")
    assert stranger.post(ADD, data={"kind": "card"}, headers=OURS).headers["location"].startswith("/login?next=")
    stranger.post("/sign-in", data=SIGN_IN, headers=OURS)
    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    asked = stranger.get(f"{ADD}?back=/billing/pay%3Faccount%3D1").headers["location"]

    assert asked.startswith("/confirm?next=")
    assert "billing" in asked


def test_the_page_shows_the_authorization_and_no_field_for_a_number(ada: TestClient) -> None:
    page = ada.get(f"{ADD}?back=/billing/pay").text

    assert "I authorize Callaway Electric Cooperative" in page
    assert 'name="back" value="/billing/pay"' in page
    assert page.count("<input") == page.count('type="hidden"') + page.count('type="checkbox"')


def test_who_leaves_gets_a_page_that_goes_on_by_itself_and_comes_back_with_what_was_entered(
    ada: TestClient, processor: FakeProcessor
) -> None:
    left = ada.post(ADD, data={"kind": "card", "back": "/billing/pay?account=1"}, headers=OURS)
    (session_ref,) = processor.entries
    processor.enter(session_ref, VISA)

    back = ada.get(processor.ways_back[session_ref].removeprefix(URL))

    assert left.headers["refresh"] == f"0; url=https://processor.example/enter/{session_ref.removeprefix('cs_')}"
    assert back.status_code == 303
    assert back.headers["location"].startswith("/billing/pay?account=1&method=")


def test_a_payment_of_sixty_accounts_is_come_back_to_as_it_was(ada: TestClient, processor: FakeProcessor) -> None:
    wanted = {f"00522{at:05}": Wanted(AmountKind.OTHER, "1234567.89") for at in range(60)}
    chosen = address_of(Choice(wanted, uuid4(), date(2026, 12, 1)))

    page = ada.get(f"{ADD}?{urlencode({'back': chosen})}")
    ada.post(ADD, data={"kind": "card", "back": chosen}, headers=OURS)
    (session_ref,) = processor.entries
    back = ada.get(processor.ways_back[session_ref].removeprefix(URL))

    assert f'value="{escape(chosen)}"' in page.text
    assert back.headers["location"] == f"{chosen}&entry=none"


def test_what_pays_once_needs_no_fresh_proof_and_is_not_kept(
    ada: TestClient, processor: FakeProcessor, clock: SetClock
) -> None:
    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    page = ada.get(f"{ONCE}?back=/billing/pay%3Faccount%3D1")
    ada.post(ONCE, data={"kind": "card", "back": "/billing/pay?account=1"}, headers=OURS)
    (session_ref,) = processor.entries
    processor.enter(session_ref, VISA)

    back = ada.get(processor.ways_back[session_ref].removeprefix(URL))

    assert "charged once, and not kept" in page.text
    assert back.headers["location"].startswith("/billing/pay?account=1&method=")


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "/\\evil.example", "/" + "a" * 2_400])
def test_the_way_back_stays_on_this_site(ada: TestClient, processor: FakeProcessor, evil: str) -> None:
    ada.post(ADD, data={"kind": "card", "back": evil}, headers=OURS)
    (session_ref,) = processor.entries

    back = ada.get(processor.ways_back[session_ref].removeprefix(URL))

    assert back.headers["location"] == f"{PAGE}?entry=none"


def test_a_bank_account_without_the_authorization_is_not_asked_for(ada: TestClient, processor: FakeProcessor) -> None:
    answer = ada.post(ADD, data={"kind": "bank"}, headers=OURS)

    assert answer.status_code == 422
    assert "Tick the box" in answer.text
    assert processor.entries == {}


def test_a_processor_that_does_not_answer_is_said_in_words_on_both_ways(
    ada: TestClient, processor: FakeProcessor
) -> None:
    ada.post(ADD, data={"kind": "card"}, headers=OURS)
    (way_back,) = processor.ways_back.values()
    processor.fails_with = ProcessorAway("no answer")

    out = ada.post(ADD, data={"kind": "card"}, headers=OURS)
    back = ada.get(way_back.removeprefix(URL))

    assert (out.status_code, back.status_code) == (503, 503)
    assert "does not answer" in out.text
    assert "Try again" in back.text


def test_a_way_back_that_was_made_up_is_refused(ada: TestClient) -> None:
    assert ada.get(f"{BACK}?visit=made-up").status_code == 410
    assert ada.get(BACK).status_code == 410


def test_who_was_signed_out_on_the_way_signs_in_and_is_led_on(ada: TestClient, processor: FakeProcessor) -> None:
    ada.post(ADD, data={"kind": "card"}, headers=OURS)
    (way_back,) = processor.ways_back.values()
    ada.cookies.clear()

    assert ada.get(way_back.removeprefix(URL)).headers["location"].startswith("/login?ended=1&next=%2Fhosted%2Fback")


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_a_form_of_a_foreign_page_does_nothing(
    ada: TestClient, processor: FakeProcessor, headers: dict[str, str]
) -> None:
    assert ada.post(ADD, data={"kind": "card"}, headers=headers).status_code == 403
    assert processor.entries == {}


def test_without_a_processor_the_page_says_whom_to_call(parts: Wiring, folder: Path) -> None:
    browser = visitor(parts, folder)
    browser.post("/sign-in", data=SIGN_IN, headers=OURS)

    answer = browser.post(ADD, data={"kind": "card"}, headers=OURS)

    assert answer.status_code == 503
    assert "Call us" in answer.text
