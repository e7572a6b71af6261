"""Asking the demo's real provider who somebody is, and everything it could answer that must not be believed."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from starlette.types import ASGIApp

from smarthub_dash.gateways.identity import Asking, Identity, IdentityAway, IdentityRefused, ProviderAnswer
from smarthub_dash.gateways.identity.oidc import OidcProvider
from tests.support.doors import SetClock
from tests.support.providers import CALLBACK, CLIENT_ID, ISSUER, AppTransport, client_of, demo_provider, pick

ASKING = Asking(CALLBACK, "state-" + "s" * 30, "nonce-" + "n" * 30, "v" * 43)
SUBJECT = "prairie-ada"
FOREIGN_KEY = RSAKey.generate_key(2048, auto_kid=True)


@dataclass(slots=True)
class Desk:
    """A provider, the portal's client of it, and what lies between them."""

    app: ASGIApp
    clock: SetClock
    transport: AppTransport
    client: OidcProvider

    def picked(self, asking: Asking = ASKING) -> ProviderAnswer:
        """Send a visitor there and back."""
        back = pick(self.app, self.client.address_to_ask(asking, now=self.clock.now()), SUBJECT)
        assert back["state"] == asking.state
        return ProviderAnswer(back["code"], back["iss"])

    def identity(self, answer: ProviderAnswer, asking: Asking = ASKING) -> Identity:
        return self.client.identity(asking, answer=answer, now=self.clock.now())

    def forge(self, key: RSAKey | ECKey | OctKey, *, header: Mapping[str, Any], **changed: Any) -> None:
        """Let every proof come with other claims, signed by another key."""

        def forged(token: dict[str, Any]) -> dict[str, Any]:
            claims = {**claims_in(token["id_token"]), **changed}
            algorithms = [header["alg"]]
            return {**token, "id_token": jwt.encode(dict(header), claims, key, algorithms=algorithms)}

        self.transport.changes["/token"] = forged


@pytest.fixture
def desk(now: datetime) -> Desk:
    clock = SetClock(now)
    app = demo_provider(clock)
    transport = AppTransport(app)
    return Desk(app, clock, transport, client_of(transport))


@pytest.fixture
def own_key(desk: Desk) -> RSAKey:
    """A key of the test that the provider publishes as its own, so that a proof can be signed rightly and be wrong."""
    key = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
    desk.transport.changes["/jwks"] = lambda _: KeySet([key]).as_dict(private=False)
    return key


def claims_in(token: str) -> dict[str, Any]:
    packed = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


def test_who_was_picked_is_known_by_issuer_and_subject(desk: Desk) -> None:
    found = desk.identity(desk.picked())

    assert (found.issuer, found.subject) == (ISSUER, SUBJECT)
    assert (found.name, found.email, found.is_email_verified) == ("Ada Whitfield", "ada@example.com", True)


def test_the_provider_is_asked_with_pkce_nonce_and_state(desk: Desk) -> None:
    query = httpx.URL(desk.client.address_to_ask(ASKING, now=desk.clock.now())).params

    assert (query["code_challenge_method"], len(query["code_challenge"])) == ("S256", 43)
    assert (query["nonce"], query["state"], query["redirect_uri"]) == (ASKING.nonce, ASKING.state, CALLBACK)
    assert "openid" in query["scope"].split()
    assert ASKING.code_verifier not in str(query)


def test_a_code_works_once(desk: Desk) -> None:
    answer = desk.picked()
    desk.identity(answer)

    with pytest.raises(IdentityRefused):
        desk.identity(answer)


def test_a_code_is_nothing_without_its_verifier(desk: Desk) -> None:
    answer = desk.picked()

    with pytest.raises(IdentityRefused):
        desk.identity(answer, replace(ASKING, code_verifier="w" * 43))


def test_a_code_older_than_a_minute_is_refused(desk: Desk) -> None:
    answer = desk.picked()
    desk.clock.wait(timedelta(seconds=61))

    with pytest.raises(IdentityRefused):
        desk.identity(answer)


def test_an_answer_to_another_question_is_refused(desk: Desk) -> None:
    answer = desk.picked(replace(ASKING, nonce="another-nonce"))

    with pytest.raises(IdentityRefused):
        desk.identity(answer)


@pytest.mark.parametrize("issuer", ["https://evil.example", ISSUER + "/", ""])
def test_an_answer_that_names_another_issuer_or_none_is_not_redeemed(desk: Desk, issuer: str) -> None:
    answer = desk.picked()

    with pytest.raises(IdentityRefused):
        desk.identity(replace(answer, issuer=issuer))
    assert "/token" not in desk.transport.asked


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": ISSUER + "/"},
        {"nonce": "another-nonce"},
        {"nonce": None},
        {"exp": 1},
        {"exp": "never"},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": ""},
        {"sub": 7},
        {"sub": None},
        {"sub": "s" * 256},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_a_proof_that_does_not_fit_is_refused_however_well_it_is_signed(
    desk: Desk, own_key: RSAKey, changed: dict[str, Any]
) -> None:
    desk.forge(own_key, header={"alg": "RS256", "kid": own_key.kid}, **changed)

    with pytest.raises(IdentityRefused):
        desk.identity(desk.picked())


def test_the_same_proof_unchanged_is_taken(desk: Desk, own_key: RSAKey) -> None:
    desk.forge(own_key, header={"alg": "RS256", "kid": own_key.kid})

    assert desk.identity(desk.picked()).subject == SUBJECT


def test_clocks_may_differ_by_a_minute_and_not_by_ten(desk: Desk, own_key: RSAKey) -> None:
    ended = int(desk.clock.now().timestamp())
    desk.forge(own_key, header={"alg": "RS256", "kid": own_key.kid}, exp=ended - 30)
    assert desk.identity(desk.picked()).subject == SUBJECT

    desk.forge(own_key, header={"alg": "RS256", "kid": own_key.kid}, exp=ended - 600)
    with pytest.raises(IdentityRefused):
        desk.identity(desk.picked())


@pytest.mark.parametrize("kid", [FOREIGN_KEY.kid, "unknown", None], ids=["its own", "unknown", "none"])
def test_a_proof_signed_by_a_foreign_key_is_refused(desk: Desk, kid: str | None) -> None:
    desk.forge(FOREIGN_KEY, header={"alg": "RS256", **({"kid": kid} if kid else {})})

    with pytest.raises(IdentityRefused):
        desk.identity(desk.picked())


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_a_proof_that_is_not_signed_is_refused(desk: Desk, alg: str) -> None:
    def unsigned(token: dict[str, Any]) -> dict[str, Any]:
        header = base64.urlsafe_b64encode(json.dumps({"alg": alg}).encode()).decode().rstrip("=")
        return {**token, "id_token": f"{header}.{token['id_token'].split('.')[1]}."}

    desk.transport.changes["/token"] = unsigned

    with pytest.raises(IdentityRefused):
        desk.identity(desk.picked())


def test_a_proof_signed_by_the_shared_secret_or_the_public_key_as_one_is_refused(desk: Desk) -> None:
    published = json.dumps(KeySet([FOREIGN_KEY]).as_dict(private=False)).encode()
    for secret in (b"a secret of the client: with odd & signs", published):
        desk.forge(OctKey.import_key(secret), header={"alg": "HS256"})
        with pytest.raises(IdentityRefused):
            desk.identity(desk.picked())


@pytest.mark.parametrize("id_token", ["", "x", "a.b.c", "....", 7, None, "e30.e30.e30"], ids=str)
def test_what_is_no_proof_at_all_is_refused(desk: Desk, id_token: Any) -> None:
    desk.transport.changes["/token"] = lambda token: {**token, "id_token": id_token}

    with pytest.raises(IdentityRefused):
        desk.identity(desk.picked())


def test_a_provider_may_change_its_keys(desk: Desk) -> None:
    desk.identity(desk.picked())
    newer = demo_provider(desk.clock)
    desk.app = desk.transport.app = newer
    desk.clock.wait(timedelta(minutes=1))

    assert desk.identity(desk.picked()).subject == SUBJECT


def test_made_up_key_ids_do_not_make_us_ask_again_and_again(desk: Desk) -> None:
    desk.forge(FOREIGN_KEY, header={"alg": "RS256", "kid": "made up"})
    for _ in range(5):
        with pytest.raises(IdentityRefused):
            desk.identity(desk.picked())

    assert desk.transport.asked.count("/jwks") == 1


def test_a_proof_by_an_elliptic_key_is_taken(desk: Desk) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    desk.transport.changes["/jwks"] = lambda _: KeySet([key]).as_dict(private=False)
    desk.forge(key, header={"alg": "ES256", "kid": key.kid}, at_hash=None)

    assert desk.identity(desk.picked()).subject == SUBJECT


def test_a_provider_that_goes_away_while_the_code_is_redeemed_is_away(desk: Desk) -> None:
    answer = desk.picked()
    desk.transport.app = broken

    with pytest.raises(IdentityAway):
        desk.identity(answer)


async def broken(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": []})
    await send({"type": "http.response.body", "body": b""})
