"""A provider that describes itself oddly, answers nonsense or not at all; and what the adapter is built on."""

import subprocess
import sys
from datetime import datetime
from typing import Any

import httpx
import pytest

from smarthub_dash.gateways.identity import Asking, IdentityAway
from smarthub_dash.gateways.identity.bounded import MOST_BYTES
from smarthub_dash.gateways.identity.oidc import OAuth2Client, OidcProvider
from tests.support.doors import SetClock
from tests.support.processes import PROJECT
from tests.support.providers import CALLBACK, ISSUER, AppTransport, client_of, demo_provider

ASKING = Asking(CALLBACK, "state", "nonce", "v" * 43)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"issuer": ISSUER + "/"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_oddly_is_not_asked(now: datetime, changed: dict[str, Any]) -> None:
    transport = AppTransport(demo_provider(SetClock(now)))
    transport.changes["/.well-known/openid-configuration"] = lambda told: {**told, **changed}

    with pytest.raises(IdentityAway):
        client_of(transport).address_to_ask(ASKING, now=now)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b"[]"),
        httpx.Response(200, content=b"{}"),
        httpx.Response(200, content=b'{"issuer": "' + b"x" * MOST_BYTES + b'"}'),
        httpx.Response(200, content=b"packed", headers={"content-encoding": "br"}),
    ],
    ids=["broken", "elsewhere", "html", "a list", "empty", "endless", "packed"],
)
def test_a_provider_that_answers_nonsense_is_away(now: datetime, answer: httpx.Response) -> None:
    client = client_of(httpx.MockTransport(lambda _: answer))

    with pytest.raises(IdentityAway):
        client.address_to_ask(ASKING, now=now)


def test_a_provider_that_cannot_be_reached_is_away(now: datetime) -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow", request=request)

    with pytest.raises(IdentityAway):
        client_of(httpx.MockTransport(fails)).address_to_ask(ASKING, now=now)


def test_only_a_safe_address_can_be_an_issuer() -> None:
    for issuer in ("http://id.example", "ftp://id.example", "id.example", ""):
        with pytest.raises(ValueError, match="https"):
            OidcProvider(issuer=issuer, client_id="c", client_secret="", transport=httpx.HTTPTransport)


def test_authlibs_client_is_still_one_of_httpx() -> None:
    # It turns into one of httpx2, a fork, where that is installed: then nothing here bounds it anymore.
    assert issubclass(OAuth2Client, httpx.Client)


def test_loading_the_adapter_warns_of_nothing() -> None:
    loaded = subprocess.run(
        [sys.executable, "-W", "always", "-c", f"import {OidcProvider.__module__}"],
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )

    assert (loaded.returncode, loaded.stderr) == (0, "")
