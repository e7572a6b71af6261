"""Confirming with the provider instead of the password: only if it has asked anew, and only by the linked account."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.testclient import TestClient

from smarthub_dash.domain.members.records import SignInSession
from smarthub_dash.domain.members.rules import PROOF_LIFE
from smarthub_dash.kit.database import Database
from tests.gateways.identity.test_oidc import claims_in
from tests.support.trusting import ADA, CLARA, OURS, TrustingPortal, trusting_portal

CONFIRM = {"wish": "confirm", "next": "/profile/security"}


@pytest.fixture
def portal(database: Database, now: datetime, tmp_path: Path) -> TrustingPortal:
    return trusting_portal(database, folder=tmp_path, now=now)


@pytest.fixture
def ada(portal: TrustingPortal) -> TestClient:
    """Ada's browser, a while after she signed in with the provider."""
    client = portal.browser()
    client.get(portal.way_back(client))
    portal.clock.wait(PROOF_LIFE + timedelta(minutes=1))
    return client


def proofs(portal: TrustingPortal) -> list[datetime]:
    return [each.proved_at for each in portal.rows(SignInSession)]


def test_whoever_is_linked_may_confirm_at_the_provider(portal: TrustingPortal, ada: TestClient) -> None:
    before = ada.cookies["smarthub"]
    assert "Confirm with Prairie ID" in ada.get("/confirm").text

    answer = ada.get(portal.way_back(ada, form=CONFIRM))

    assert (answer.status_code, answer.headers["location"]) == (303, "/profile/security")
    assert proofs(portal) == [portal.clock.now()]
    assert ada.cookies["smarthub"] != before
    assert ada.get("/session").status_code == 200


def test_the_provider_is_told_to_ask_anew(portal: TrustingPortal, ada: TestClient) -> None:
    left = ada.post("/openid/start", data=CONFIRM, headers=OURS)
    query = httpx.URL(left.headers["refresh"].removeprefix("0; url=")).params

    assert (query["prompt"], query["max_age"]) == ("login", "0")


@pytest.mark.parametrize(
    "claims", [{"auth_time": -3_600}, {"auth_time": None}, {"auth_time": "now"}, {"auth_time": True}], ids=str
)
def test_a_provider_that_did_not_ask_anew_proves_nothing(
    portal: TrustingPortal, ada: TestClient, claims: Mapping[str, Any]
) -> None:
    key, now = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True), int(portal.clock.now().timestamp())
    changed = {name: now + value if type(value) is int else value for name, value in claims.items()}
    portal.transport.changes["/jwks"] = lambda _: KeySet([key]).as_dict(private=False)
    portal.transport.changes["/token"] = lambda token: signed_anew(token, key, changed)
    forget_keys(portal)

    answer = ada.get(portal.way_back(ada, form=CONFIRM))

    assert answer.status_code == 403
    assert "set-cookie" not in {name for name, value in answer.headers.items() if "smarthub=" in value}
    assert proofs(portal)[0] < portal.clock.now()


def signed_anew(token: dict[str, Any], key: RSAKey, changed: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in {**claims_in(token["id_token"]), **changed}.items() if value is not None}
    return {**token, "id_token": jwt.encode({"alg": "RS256", "kid": key.kid}, kept, key, algorithms=["RS256"])}


def forget_keys(portal: TrustingPortal) -> None:
    portal.clock.wait(timedelta(hours=1))  # keys are asked for again
    for each in portal.rows(SignInSession):
        with portal.parts.database.unit_of_work() as session:
            session.merge(each).seen_at = portal.clock.now()


def test_an_account_that_is_not_linked_or_is_anothers_proves_nothing(portal: TrustingPortal, ada: TestClient) -> None:
    before = proofs(portal)

    answer = ada.get(portal.way_back(ada, "prairie-clara", form=CONFIRM))

    assert (answer.status_code, "not the one you linked" in answer.text) == (403, True)
    assert proofs(portal) == before


def test_clara_cannot_confirm_with_adas_account(portal: TrustingPortal) -> None:
    clara = portal.browser(CLARA)
    portal.clock.wait(PROOF_LIFE + timedelta(minutes=1))
    assert "Confirm with" not in clara.get("/confirm").text

    answer = clara.get(portal.way_back(clara, form=CONFIRM))

    assert answer.status_code == 403
    assert clara.get("/profile/security/password").headers["location"].startswith("/confirm")


def test_a_way_begun_by_one_session_proves_no_other(portal: TrustingPortal, ada: TestClient) -> None:
    back = portal.way_back(ada, form=CONFIRM)
    ada.cookies.delete("smarthub")
    ada.post("/sign-in", data={"email": ADA, "password": "correct horse battery"}, headers=OURS)

    assert ada.get(back).status_code == 403


def test_a_way_back_for_signing_in_proves_nothing_to_who_is_signed_in(portal: TrustingPortal, ada: TestClient) -> None:
    sessions = len(portal.rows(SignInSession))

    ada.get(portal.way_back(ada))

    assert len(portal.rows(SignInSession)) == sessions + 1


def test_whoever_is_signed_out_signs_in_instead(portal: TrustingPortal) -> None:
    answer = portal.browser().post("/openid/start", data=CONFIRM, headers=OURS)

    assert answer.headers["location"].startswith("/login?ended=1")


def test_a_way_back_to_confirm_works_once(portal: TrustingPortal, ada: TestClient) -> None:
    back = portal.way_back(ada, form=CONFIRM)
    assert ada.get(back).status_code == 303

    assert ada.get(back).status_code == 403
