"""What was typed comes back to whoever typed it, to the same page, sealed meanwhile, and without its secrets."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import select

from smarthub_dash.domain.members.records import OneTimeSecret
from smarthub_dash.journeys.kept_forms import KEPT_LIFE, keep_form, kept_form, take_form
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import Sealer
from tests.support.doors import SEALER
from tests.support.signing_in import add_ada

PAGE = "/profile/household"
TYPED = {"email": "ben@example.com", "role": "viewer", "zip_code": "65251"}


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    return add_ada(database, now)


def keep(database: Database, ada: UUID, now: datetime, typed: dict[str, str] = TYPED) -> str:
    return keep_form(database, member_id=ada, page=PAGE, typed=typed, sealer=SEALER, now=now)


def given(
    database: Database, who: UUID, token: str, now: datetime, *, page: str = PAGE, sealer: Sealer = SEALER
) -> dict[str, str]:
    return dict(kept_form(database, member_id=who, page=page, token=token, sealer=sealer, now=now))


def test_what_was_typed_comes_back_and_lies_sealed(database: Database, ada: UUID, now: datetime) -> None:
    token = keep(database, ada, now)

    assert given(database, ada, token, now) == TYPED
    with database.reading() as session:
        (kept,) = session.exec(select(OneTimeSecret)).all()
    assert "ben@" not in kept.body
    assert token not in kept.body + kept.secret_hash


def test_it_comes_back_to_nobody_else_and_to_no_other_page(database: Database, ada: UUID, now: datetime) -> None:
    clara = add_ada(database, now, email="clara@cec.example")
    token = keep(database, ada, now)

    assert given(database, clara, token, now) == {}
    assert given(database, ada, token, now, page="/profile") == {}
    assert given(database, ada, "made up", now) == {}
    assert given(database, ada, token, now + KEPT_LIFE) == {}
    assert given(database, ada, token, now, sealer=Sealer(["another key, of thirty-two characters"])) == {}


def test_a_live_page_takes_it_once(database: Database, ada: UUID, now: datetime) -> None:
    token = keep(database, ada, now)
    told = {"member_id": ada, "page": PAGE, "token": token, "sealer": SEALER, "now": now}

    assert take_form(database, **told) == TYPED
    assert take_form(database, **told) == {}


@pytest.mark.parametrize("name", ["password", "new", "present", "again", "code", "bill_code", "fact", "token"])
def test_secrets_are_typed_again(database: Database, ada: UUID, now: datetime, name: str) -> None:
    assert keep(database, ada, now, {name: "314159"}) == ""
    assert given(database, ada, keep(database, ada, now, {**TYPED, name: "314159"}), now) == TYPED


@pytest.mark.parametrize("typed", [{}, {"email": ""}, {"email": "x" * 5_000}, {str(n): "x" for n in range(99)}])
def test_nothing_and_too_much_are_not_kept(database: Database, ada: UUID, now: datetime, typed: dict[str, str]) -> None:
    assert keep(database, ada, now, typed) == ""
