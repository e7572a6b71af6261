"""The provider in memory keeps the promises of the port, so that what is tested with it holds at a real one."""

from datetime import UTC, datetime

import pytest

from smarthub_dash.gateways.identity import Asking, IdentityAway, IdentityProvider, IdentityRefused, ProviderAnswer
from smarthub_dash.gateways.identity.fake import FakeProvider

NOW = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
ASKING = Asking("https://portal.example/back", state="s", nonce="n", code_verifier="v")


def test_who_was_asked_for_comes_back_once() -> None:
    provider = FakeProvider()
    port: IdentityProvider = provider
    answer = ProviderAnswer(provider.person("ada", email="ada@example.com"), port.issuer)

    assert "state=s" in port.address_to_ask(ASKING, now=NOW)
    found = port.identity(ASKING, answer=answer, now=NOW)

    assert (found.issuer, found.subject, found.email) == (port.issuer, "ada", "ada@example.com")
    with pytest.raises(IdentityRefused):
        port.identity(ASKING, answer=answer, now=NOW)


def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    provider = FakeProvider()

    with pytest.raises(IdentityRefused):
        provider.identity(ASKING, answer=ProviderAnswer(provider.person("ada"), provider.issuer), now=NOW)


def test_it_can_be_told_to_fail() -> None:
    provider = FakeProvider(fails_with=IdentityAway("away"))

    with pytest.raises(IdentityAway):
        provider.address_to_ask(ASKING, now=NOW)
    with pytest.raises(IdentityAway):
        provider.identity(ASKING, answer=ProviderAnswer("code", provider.issuer), now=NOW)
