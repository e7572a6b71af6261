"""The demo's provider keeps the rules that a real one keeps: whom it sends where, and who may redeem a code."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from starlette.testclient import TestClient

from smarthub_dash.demo.world.people import PEOPLE
from tests.support.doors import SetClock
from tests.support.providers import CALLBACK, CLIENT_ID, CLIENT_SECRET, ISSUER, demo_provider

VERIFIER = "v" * 43
ASKED = {
    "client_id": CLIENT_ID,
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid email profile",
    "state": "state",
    "nonce": "nonce",
    "code_challenge": create_s256_code_challenge(VERIFIER),
    "code_challenge_method": "S256",
}
SECRET = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def provider(clock: SetClock) -> TestClient:
    """A visitor of the provider."""
    return TestClient(demo_provider(clock), base_url=ISSUER, follow_redirects=False)


def code_for(provider: TestClient, subject: str = "prairie-ada") -> str:
    sent = provider.post("/authorize", data={**ASKED, "subject": subject}).headers["location"]
    return parse_qs(urlsplit(sent).query)["code"][0]


def redeem(provider: TestClient, code: str, changed: Mapping[str, str]) -> int:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return provider.post("/token", data={**form, **SECRET, **changed}).status_code


def test_the_page_shows_the_whole_cast_and_says_that_it_is_no_real_service(provider: TestClient) -> None:
    page = provider.get("/authorize?" + urlencode(ASKED))

    assert all(person.name in page.text for person in PEOPLE)
    assert "Not a real service" in page.text
    assert "script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://evil.example/openid/callback"},
        {"redirect_uri": CALLBACK + "/more"},
        {"redirect_uri": CALLBACK + "?x=1"},
        {"redirect_uri": ""},
    ],
    ids=str,
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(provider: TestClient, changed: Mapping[str, str]) -> None:
    asked = provider.get("/authorize?" + urlencode({**ASKED, **changed}))
    picked = provider.post("/authorize", data={**ASKED, **changed, "subject": "prairie-ada"})

    assert (asked.status_code, picked.status_code) == (400, 400)
    assert "location" not in picked.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
    ],
    ids=str,
)
def test_a_client_without_pkce_or_a_nonce_gets_no_code(
    provider: TestClient, changed: Mapping[str, str], error: str
) -> None:
    sent = provider.get("/authorize?" + urlencode({**ASKED, **changed})).headers["location"]

    assert parse_qs(urlsplit(sent).query) == {"error": [error], "state": ["state"], "iss": [ISSUER]}


def test_a_code_is_redeemed_once_by_the_client_that_asked(provider: TestClient) -> None:
    code = code_for(provider)

    assert redeem(provider, code, {"client_secret": "guessed"}) == 401
    assert redeem(provider, code, {}) == 200
    assert redeem(provider, code, {}) == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "https://evil.example"},
        {"grant_type": "password"},
        {"code": "made up"},
    ],
    ids=str,
)
def test_a_code_is_worth_nothing_to_who_cannot_show_the_rest(provider: TestClient, changed: Mapping[str, str]) -> None:
    assert redeem(provider, code_for(provider), changed) == 400


def test_a_code_ends_after_a_minute(provider: TestClient, clock: SetClock) -> None:
    code = code_for(provider)
    clock.wait(timedelta(seconds=60))

    assert redeem(provider, code, {}) == 400


def test_what_is_known_of_a_person_is_told_for_their_token_only(provider: TestClient) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **SECRET}
    token = provider.post("/token", data={**form, "code": code_for(provider)}).json()["access_token"]

    told = provider.get("/userinfo", headers={"Authorization": f"Bearer {token}"}).json()

    assert (told["sub"], told["name"]) == ("prairie-ada", "Ada Whitfield")
    assert provider.get("/userinfo").status_code == 401
    assert "d" not in provider.get("/jwks").json()["keys"][0]
