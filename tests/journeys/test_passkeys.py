"""Passkeys: only a verified user's own key, for our site, in answer to a challenge of now, opens anything; once."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from smarthub_dash.domain.members.operations import add_member, start_session
from smarthub_dash.domain.members.queries import SignedIn, signed_in
from smarthub_dash.domain.members.records import Member, Passkey, SignInSession
from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole, SignInMethod, TooManyAttempts
from smarthub_dash.journeys.enter_by_passkey import prove_by_passkey, sign_in_by_passkey
from smarthub_dash.journeys.entering import Entered, Visit
from smarthub_dash.journeys.keep_passkeys import keep_passkey
from smarthub_dash.journeys.passkeys import (
    CHALLENGE_LIFE,
    MOST_CHALLENGES,
    PasskeyRefused,
    Site,
    offer_new_passkey,
    offer_proof,
    offer_sign_in,
)
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.authenticator import Device, changed
from tests.support.signing_in import HOME, ZONE, add_ada, changes_told

SITE = Site("localhost", "http://localhost:3000")
BROWSER = "a browser's cookie, hashed"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


@pytest.fixture
def device() -> Device:
    return Device()


def session_of(database: Database, member_id: UUID, now: datetime) -> SignedIn:
    with database.unit_of_work() as session:
        token = start_session(session, member_id=member_id, address=HOME, user_agent="", now=now)
        found = signed_in(session, token_hash=hash_of(token), now=now)
    assert found
    return found


def kept(database: Database, who: SignedIn, device: Device, now: datetime) -> None:
    options = offer_new_passkey(database, who=who, site=SITE, now=now)
    keep_passkey(database, who=who, site=SITE, sent=device.made(options), name="Phone", now=now, zone=ZONE)


def offered(database: Database, now: datetime, *, browser: str = BROWSER, address: str = HOME) -> str:
    return offer_sign_in(database, browser=browser, address=address, site=SITE, now=now)


def entered(database: Database, sent: str, now: datetime, *, browser: str = BROWSER) -> Entered:
    visit = Visit(HOME, "a browser", False)
    return sign_in_by_passkey(database, site=SITE, sent=sent, browser=browser, visit=visit, now=now, zone=ZONE)


def keys(database: Database) -> list[Passkey]:
    with database.reading() as session:
        return list(session.exec(select(Passkey)).all())


@pytest.fixture
def with_key(database: Database, ada: UUID, device: Device, now: datetime) -> SignedIn:
    """Ada, signed in, with one key."""
    who = session_of(database, ada, now)
    kept(database, who, device, now)
    return who


def test_a_key_signs_its_member_in(database: Database, with_key: SignedIn, device: Device, now: datetime) -> None:
    answer = device.shown(offered(database, now), handle=with_key.member_id.bytes)

    token = entered(database, answer, now).token

    with database.reading() as session:
        held = session.get(SignInSession, hash_of(token))
    assert held
    assert (held.member_id, held.method) == (with_key.member_id, SignInMethod.PASSKEY)
    assert [(each.sign_count, each.used_at) for each in keys(database)] == [(1, now)]
    assert changes_told(database) == ["a passkey was added: Phone"]


def test_options_ask_for_a_verified_user_and_leave_out_the_keys_that_are_there(
    database: Database, with_key: SignedIn, now: datetime
) -> None:
    add = json.loads(offer_new_passkey(database, who=with_key, site=SITE, now=now))
    ask = json.loads(offered(database, now))

    assert len(add["excludeCredentials"]) == 1
    assert add["authenticatorSelection"]["userVerification"] == ask["userVerification"] == "required"
    assert ask["allowCredentials"] == []


def test_an_answer_opens_once(database: Database, with_key: SignedIn, device: Device, now: datetime) -> None:
    answer = device.shown(offered(database, now))
    entered(database, answer, now)

    with pytest.raises(PasskeyRefused):
        entered(database, answer, now)


def test_an_answer_of_another_browser_or_too_late_opens_nothing(
    database: Database, with_key: SignedIn, device: Device, now: datetime
) -> None:
    with pytest.raises(PasskeyRefused):
        entered(database, device.shown(offered(database, now)), now, browser="another")
    with pytest.raises(PasskeyRefused):
        entered(database, device.shown(offered(database, now)), now + CHALLENGE_LIFE)


@pytest.mark.parametrize(
    "lie",
    [
        {"is_verified": False},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:3001"},
        {"host": "evil.example"},
        {"credential_id": b"a key that nobody knows"},
        {"counter": -1},
    ],
    ids=["not verified", "origin", "port", "host", "unknown key", "counter stands"],
)
def test_a_lying_device_opens_nothing(
    database: Database, with_key: SignedIn, device: Device, now: datetime, lie: dict[str, object]
) -> None:
    entered(database, device.shown(offered(database, now)), now)
    for name, value in lie.items():
        setattr(device, name, value)

    with pytest.raises(PasskeyRefused):
        entered(database, device.shown(offered(database, now)), now)


def test_a_key_of_somebody_else_and_a_foreign_name_open_nothing(
    database: Database, with_key: SignedIn, device: Device, now: datetime
) -> None:
    stranger = Device(credential_id=device.credential_id)

    with pytest.raises(PasskeyRefused):
        entered(database, stranger.shown(offered(database, now)), now)
    with pytest.raises(PasskeyRefused):
        entered(database, device.shown(offered(database, now), handle=b"another member.."), now)


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", "null", "7", '{"response": 1}', "x" * 9_000, '{"rawId": "a", "response": {}}', "[" * 5_000]
)
def test_what_is_no_answer_is_refused_calmly(database: Database, ada: UUID, now: datetime, sent: str) -> None:
    with pytest.raises(PasskeyRefused):
        entered(database, sent, now)


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON"])
@pytest.mark.parametrize("value", ["", "AAAA", "!", "A" * 400])
def test_a_torn_answer_is_refused_calmly(
    database: Database, with_key: SignedIn, device: Device, now: datetime, part: str, value: str
) -> None:
    answer = changed(device.shown(offered(database, now)), **{part: value})

    with pytest.raises(PasskeyRefused):
        entered(database, answer, now)


def test_the_key_of_a_closed_sign_in_opens_nothing(
    database: Database, with_key: SignedIn, device: Device, now: datetime
) -> None:
    with database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.id) == with_key.member_id).values(closed_at=now))

    with pytest.raises(PasskeyRefused):
        entered(database, device.shown(offered(database, now)), now)


def test_answers_that_open_nothing_are_slowed(database: Database, ada: UUID, now: datetime) -> None:
    for _ in range(5):
        with pytest.raises(PasskeyRefused):
            entered(database, "{}", now)

    with pytest.raises(TooManyAttempts):
        entered(database, "{}", now)


def test_one_address_has_so_many_challenges_and_no_more(database: Database, now: datetime) -> None:
    for _ in range(MOST_CHALLENGES):
        offered(database, now)

    with pytest.raises(TooManyAttempts):
        offered(database, now)
    assert offered(database, now, address="198.51.100.7")
    assert offered(database, now + CHALLENGE_LIFE)


def test_a_key_is_kept_once_and_for_the_session_that_asked(
    database: Database, with_key: SignedIn, device: Device, now: datetime
) -> None:
    with pytest.raises(PasskeyRefused, match="already"):
        kept(database, with_key, device, now)

    other = session_of(database, with_key.member_id, now)
    new = Device(credential_id=b"another key")
    options = offer_new_passkey(database, who=other, site=SITE, now=now)
    with pytest.raises(PasskeyRefused):
        keep_passkey(database, who=with_key, site=SITE, sent=new.made(options), name="", now=now, zone=ZONE)
    assert len(keys(database)) == 1


def test_a_key_proves_again_who_its_own_member_is(
    database: Database, with_key: SignedIn, device: Device, now: datetime
) -> None:
    later = now + PROOF_LIFE + timedelta(minutes=1)
    with database.unit_of_work() as session:
        clara = add_member(
            session, email="clara@x.example", full_name="Clara", role=MemberRole.MEMBER, password="p" * 16, now=now
        )
    stranger = session_of(database, clara.id, now)

    with pytest.raises(PasskeyRefused):
        asked = offer_proof(database, who=stranger, site=SITE, now=later)
        prove_by_passkey(database, who=stranger, site=SITE, sent=device.shown(asked), now=later)
    asked = offer_proof(database, who=with_key, site=SITE, now=later)
    token = prove_by_passkey(database, who=with_key, site=SITE, sent=device.shown(asked), now=later)

    with database.reading() as session:
        proved = {each.token_hash: each.proved_at for each in session.exec(select(SignInSession)).all()}
    assert proved[hash_of(token)] == later
    assert with_key.session_hash not in proved
    assert proved[stranger.session_hash] == now


def test_a_challenge_for_one_thing_is_good_for_no_other(
    database: Database, with_key: SignedIn, device: Device, now: datetime
) -> None:
    with pytest.raises(PasskeyRefused):
        entered(database, device.shown(offer_proof(database, who=with_key, site=SITE, now=now)), now)
    with pytest.raises(PasskeyRefused):
        sent = device.shown(offered(database, now))
        prove_by_passkey(database, who=with_key, site=SITE, sent=sent, now=now)
