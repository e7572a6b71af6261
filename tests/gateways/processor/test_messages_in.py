"""A message is believed if the processor signed it, just now; what it says is only that something changed."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.gateways.processor import MessageForged
from smarthub_dash.gateways.processor.signatures import refuse_forged, signature_of
from smarthub_dash.gateways.processor.stripe import StripeProcessor, stripe_processor

SECRET, OLD_SECRET = "whsec_new", "whsec_old"
EVENT = {
    "id": "evt_1",
    "type": "payment_intent.succeeded",
    "created": 1_795_000_000,
    "data": {"object": {"object": "payment_intent", "id": "pi_1"}},
}
BODY = json.dumps(EVENT).encode()


@pytest.fixture
def adapter() -> StripeProcessor:
    return stripe_processor(url="http://127.0.0.1", key="sk", message_secrets=(SECRET, OLD_SECRET))


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_a_message_is_read_if_one_of_the_secrets_signed_it(
    adapter: StripeProcessor, now: datetime, secret: str
) -> None:
    message = adapter.message_in(BODY, signature=signature_of(BODY, secret=secret, at=now), now=now)

    assert (message.message_id, message.kind, message.object_ref) == ("evt_1", "payment_intent.succeeded", "pi_1")


@pytest.mark.parametrize(
    ("told", "ref"),
    [
        ({"object": "charge", "id": "ch_1", "payment_intent": "pi_2"}, "pi_2"),
        ({"object": "dispute", "id": "du_1", "payment_intent": "pi_3"}, "pi_3"),
        ({"object": "refund", "id": "re_1", "payment_intent": "pi_4"}, "re_1"),
        ({"object": "checkout.session", "id": "cs_1", "payment_intent": None}, "cs_1"),
        ({"object": "something.new", "id": "x_1"}, "x_1"),
    ],
)
def test_it_names_what_we_keep(adapter: StripeProcessor, now: datetime, told: dict[str, object], ref: str) -> None:
    body = json.dumps({**EVENT, "data": {"object": told}}).encode()

    assert adapter.message_in(body, signature=signature_of(body, secret=SECRET, at=now), now=now).object_ref == ref


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_a_message_of_another_time_is_not_believed(adapter: StripeProcessor, now: datetime, minutes: int) -> None:
    signature = signature_of(BODY, secret=SECRET, at=now)

    with pytest.raises(MessageForged):
        adapter.message_in(BODY, signature=signature, now=now + timedelta(minutes=minutes))


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"id": "evt_1", "data": {"object": []}}'])
def test_what_is_signed_and_makes_no_sense_is_refused(adapter: StripeProcessor, now: datetime, body: bytes) -> None:
    with pytest.raises(MessageForged):
        adapter.message_in(body, signature=signature_of(body, secret=SECRET, at=now), now=now)


@pytest.mark.parametrize(
    "signature",
    [
        *("", "t=", "t=1", "v1=abc", "t=now,v1=abc", "t=1,t=2,v1=abc", "t=99999999999999999999,v1=abc"),
        *("t=-1,v1=abc", "t=1,v1=", "t=1,v0=abc", "t=²,v1=abc", "t=1,v1=é"),
    ],
)
def test_an_odd_signature_is_a_forged_one(now: datetime, signature: str) -> None:
    with pytest.raises(MessageForged):
        refuse_forged(BODY, signature=signature, secrets=(SECRET,), now=now)


@given(body=st.binary(), changed=st.binary())
def test_nothing_but_the_signed_bytes_passes(body: bytes, changed: bytes) -> None:
    at = datetime.fromisoformat("2026-11-17T15:30:00+00:00")
    signature = signature_of(body, secret=SECRET, at=at)

    assert refuse_forged(body, signature=signature, secrets=(SECRET,), now=at) == at
    if changed != body:
        with pytest.raises(MessageForged):
            refuse_forged(changed, signature=signature, secrets=(SECRET,), now=at)


def test_without_a_secret_nobody_is_believed(now: datetime) -> None:
    with pytest.raises(MessageForged):
        refuse_forged(BODY, signature=signature_of(BODY, secret="", at=now), secrets=(), now=now)
