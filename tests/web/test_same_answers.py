"""Whoever is not a member gets the answers that a member would: the same words, bytes and statements."""

from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.members.rules import FREE_GUESSES, MOST_IN_A_ROW, GuessPurpose
from smarthub_dash.journeys.sign_in import TELL_AFTER
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, export_in, visitor, wiring_of
from tests.support.due_jobs import letters
from tests.support.signing_in import ADA, add_ada, note_tries
from tests.support.sql import counted

OURS = {"Origin": URL}
NOBODY = "eve@cec.example"
"""As long as Ada's address, so that the pages have as many bytes."""


@pytest.fixture
def parts(database: Database, now: datetime) -> Wiring:
    add_ada(database, now)
    return wiring_of(database, SetClock(now))


@pytest.fixture
def client(parts: Wiring, tmp_path: Path) -> TestClient:
    return visitor(parts, export_in(tmp_path / "client"))


def answered(client: TestClient, parts: Wiring, path: str, email: str) -> tuple[int, str, int, tuple[str, ...]]:
    """Post a form; return the status, the page with the address taken out, its length, and the statements."""
    with counted(parts.database.engine) as statements:
        answer = client.post(path, data={"email": email, "password": "guess"}, headers=OURS)
    page = client.get(answer.headers["location"]) if answer.status_code == 303 else answer
    return answer.status_code, page.text.replace(email, ""), len(page.content), tuple(statements)


@pytest.mark.parametrize("before", [0, FREE_GUESSES, TELL_AFTER, TELL_AFTER + 1, MOST_IN_A_ROW])
def test_a_wrong_password_of_a_member_is_answered_as_one_of_nobody(
    client: TestClient, parts: Wiring, now: datetime, before: int
) -> None:
    for subject in (ADA, NOBODY):
        for number in range(before):
            note_tries(
                parts.database, now, 1, purpose=GuessPurpose.SIGN_IN, subject=subject, address=f"198.51.100.{number}"
            )

    said = [answered(client, parts, "/sign-in", email) for email in (ADA, NOBODY)]

    assert said[0] == said[1]
    assert said[0][0] == (429 if before == MOST_IN_A_ROW else 401)


def test_too_many_from_one_place_are_told_alike(client: TestClient, parts: Wiring, now: datetime) -> None:
    for subject in (ADA, NOBODY):
        note_tries(
            parts.database, now, FREE_GUESSES, purpose=GuessPurpose.SIGN_IN, subject=subject, address="testclient"
        )

    said = [answered(client, parts, "/sign-in", email) for email in (ADA, NOBODY)]

    assert said[0] == said[1]
    assert said[0][0] == 429


@pytest.mark.parametrize("before", [0, MOST_IN_A_ROW])
def test_a_forgotten_password_is_answered_alike_and_many_tries_keep_nobody_from_asking(
    client: TestClient, parts: Wiring, now: datetime, before: int
) -> None:
    for subject in (ADA, NOBODY):
        note_tries(parts.database, now, before, purpose=GuessPurpose.RESET, subject=subject, address="198.51.100.1")

    said = [answered(client, parts, "/forgot-password", email) for email in (ADA, NOBODY)]

    assert said[0] == said[1]
    assert said[0][0] == 303
    assert [letter.address for letter in letters(parts)] == [ADA]
