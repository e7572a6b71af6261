"""What a member does on Security: each change is told, ends what it must, and touches nobody else's."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from smarthub_dash.domain.members.operations import start_session
from smarthub_dash.domain.members.queries import SignedIn, signed_in
from smarthub_dash.domain.members.records import Passkey
from smarthub_dash.domain.members.rules import LONGEST_PASSWORD, TooManyAttempts
from smarthub_dash.domain.members.rules.passwords import WeakPassword
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.journal.tail import cursor_at_end, news_since
from smarthub_dash.journeys.change_password import (
    PasswordChange,
    PresentPasswordWrong,
    SamePassword,
    SessionOver,
    change_password,
)
from smarthub_dash.journeys.keep_passkeys import call_passkey, drop_passkey, plain_name
from smarthub_dash.journeys.sign_in import SessionRegister, sign_out
from smarthub_dash.journeys.sign_out_devices import sign_out_device, sign_out_others
from smarthub_dash.journeys.view_security import view_security
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.secrets import hash_of
from tests.support.signing_in import ADA, PASSWORD, ZONE, add_ada, changes_told, tried

NEW = "umbrella granite violin 1952"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def who_holds(database: Database, token: str, now: datetime) -> SignedIn:
    with database.reading() as session:
        found = signed_in(session, token_hash=hash_of(token), now=now)
    assert found
    return found


def changed(database: Database, who: SignedIn, now: datetime, *, present: str = PASSWORD, new: str = NEW) -> str:
    change = PasswordChange(present, new, "192.0.2.1")
    return change_password(database, who=who, change=change, now=now, zone=ZONE)


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(ActivityEntry.act).order_by(col(ActivityEntry.id))).all())


def test_a_new_password_ends_every_other_session_and_gives_this_one_a_new_token(
    database: Database, ada: UUID, now: datetime
) -> None:
    mine, other = tried(database, now), tried(database, now)
    register = SessionRegister(database)

    token = changed(database, who_holds(database, mine, now), now)

    assert register.who(hash_of(token), now=now)
    assert register.who(hash_of(mine), now=now) is None
    assert register.who(hash_of(other), now=now) is None
    assert tried(database, now, password=NEW)
    assert changes_told(database) == ["your password was changed"]
    assert "password_changed" in acts(database)


@pytest.mark.parametrize(
    ("present", "new", "refusal"),
    [
        ("not the password", NEW, PresentPasswordWrong),
        ("x" * (LONGEST_PASSWORD + 1), NEW, PresentPasswordWrong),
        (PASSWORD, "short", WeakPassword),
        (PASSWORD, PASSWORD, SamePassword),
    ],
)
def test_a_refused_change_changes_nothing(
    database: Database, ada: UUID, now: datetime, present: str, new: str, refusal: type[Exception]
) -> None:
    mine, other = tried(database, now), tried(database, now)

    with pytest.raises(refusal):
        changed(database, who_holds(database, mine, now), now, present=present, new=new)

    assert who_holds(database, mine, now)
    assert who_holds(database, other, now)
    assert tried(database, now)
    assert changes_told(database) == []


def test_the_present_password_cannot_be_guessed_at_for_ever(database: Database, ada: UUID, now: datetime) -> None:
    who = who_holds(database, tried(database, now), now)

    for _ in range(5):
        with pytest.raises(PresentPasswordWrong):
            changed(database, who, now, present="guess")

    with pytest.raises(TooManyAttempts):
        changed(database, who, now)


def test_a_session_that_ended_meanwhile_changes_nothing(database: Database, ada: UUID, now: datetime) -> None:
    token = tried(database, now)
    who = who_holds(database, token, now)
    sign_out(database, token=token, now=now)

    with pytest.raises(SessionOver):
        changed(database, who, now)

    assert tried(database, now)


def test_a_device_is_signed_out_by_its_own_member_only(database: Database, ada: UUID, now: datetime) -> None:
    here = tried(database, now)
    away = tried(database, now)
    seen = view_security(database, who=who_holds(database, here, now), zone=ZONE, now=now)
    device_id = next(each.device_id for each in seen.devices if not each.is_this)

    assert not sign_out_device(database, member_id=uuid4(), device_id=device_id, now=now)
    assert who_holds(database, away, now)
    assert sign_out_device(database, member_id=ada, device_id=device_id, now=now)
    assert not sign_out_device(database, member_id=ada, device_id=device_id, now=now)
    assert SessionRegister(database).who(hash_of(away), now=now) is None
    assert who_holds(database, here, now)


def test_signing_out_the_others_leaves_this_one(database: Database, ada: UUID, now: datetime) -> None:
    here, *_ = (tried(database, now) for _ in range(3))

    assert sign_out_others(database, member_id=ada, kept_hash=hash_of(here), now=now) == 2
    assert sign_out_others(database, member_id=ada, kept_hash=hash_of(here), now=now) == 0
    assert len(view_security(database, who=who_holds(database, here, now), zone=ZONE, now=now).devices) == 1


def test_ended_sign_ins_stay_among_the_recent_ones(database: Database, ada: UUID, now: datetime) -> None:
    sign_out(database, token=tried(database, now), now=now)
    here = tried(database, now + timedelta(minutes=1))

    seen = view_security(database, who=who_holds(database, here, now), zone=ZONE, now=now + timedelta(minutes=1))

    assert [(each.is_this, each.is_living) for each in seen.sign_ins] == [(True, True), (False, False)]


def _session(database: Database, ada: UUID, now: datetime) -> str:
    with database.unit_of_work() as session:
        return start_session(session, member_id=ada, address="", user_agent="", now=now)


def test_a_passkey_is_named_and_removed_by_its_own_member_only(database: Database, ada: UUID, now: datetime) -> None:
    with database.unit_of_work() as session:
        key = Passkey(member_id=ada, credential_id=b"c", public_key=b"p", name="Phone", created_at=now)
        session.add(key)
        key_id = key.id

    assert not call_passkey(database, member_id=uuid4(), passkey_id=key_id, name="Mine", now=now)
    assert not drop_passkey(database, member_id=uuid4(), passkey_id=key_id, now=now, zone=ZONE)
    assert call_passkey(database, member_id=ada, passkey_id=key_id, name="  My\u202e phone\n", now=now)
    here = who_holds(database, _session(database, ada, now), now)
    assert [each.name for each in view_security(database, who=here, zone=ZONE, now=now).passkeys] == ["My phone"]
    assert drop_passkey(database, member_id=ada, passkey_id=key_id, now=now, zone=ZONE)
    assert not drop_passkey(database, member_id=ada, passkey_id=key_id, now=now, zone=ZONE)
    assert changes_told(database) == ["a passkey was removed: My phone"]


def test_a_name_is_one_line_and_never_empty() -> None:
    assert plain_name(" \x00\t ") == "Passkey"
    assert len(plain_name("x" * 500)) == 60


def test_open_pages_hear_of_every_change(database: Database, ada: UUID, now: datetime) -> None:
    here, away = tried(database, now), tried(database, now)
    with database.engine.connect() as connection:
        cursor = cursor_at_end(connection)

    token = changed(database, who_holds(database, here, now), now)

    with database.engine.connect() as connection:
        heard = news_since(connection, cursor)
    assert heard
    assert ada in heard.member_ids
    assert {hash_of(here), hash_of(away)} <= set(heard.session_hashes)
    assert hash_of(token) not in heard.session_hashes
    assert ADA not in str(heard)
