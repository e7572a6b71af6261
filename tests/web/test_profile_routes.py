"""The plain half of My Profile: a link that changes nothing by being looked at, closing, and the archive."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.domain.members.rules import PROOF_LIFE
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journeys.change_email import CONFIRM_PATH, Sending, ask_new_email
from smarthub_dash.journeys.download_archive import MOST
from smarthub_dash.web.archive_route import ARCHIVE_PATH
from smarthub_dash.web.profile_routes import CLOSE_PATH
from smarthub_dash.wiring import Wiring
from tests.support.doors import SEALER, URL, SetClock, visitor

ADA, NEW, PASSWORD = "ada@cec.example", "new@cec.example", "correct horse battery"
OURS = {"Origin": URL}


@pytest.fixture
def ada(stranger: TestClient) -> TestClient:
    """A browser in which Ada just signed in."""
    assert stranger.post("/sign-in", data={"email": ADA, "password": PASSWORD}, headers=OURS).status_code == 303
    return stranger


@pytest.fixture
def token(parts: Wiring) -> str:
    """What the link to Ada's new address holds."""
    with parts.database.reading() as session:
        member = member_of_email(session, email=ADA)
    assert member
    now = parts.clock.now()
    ask_new_email(parts.database, member_id=member.id, typed=NEW, sending=Sending(URL, SEALER), now=now)
    with parts.database.reading() as session:
        sealed = session.exec(select(Notice.sealed_link).where(Notice.template == "email_change_confirm")).one()
    return SEALER.opened(sealed).partition("token=")[2]


def has_sign_in(parts: Wiring, email: str) -> bool:
    with parts.database.reading() as session:
        return member_of_email(session, email=email) is not None


def test_looking_at_the_link_changes_nothing_and_its_button_does(
    parts: Wiring, folder: Path, token: str, ada: TestClient
) -> None:
    somewhere_else = visitor(parts, folder)
    for _ in range(2):
        page = somewhere_else.get(CONFIRM_PATH, params={"token": token})
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert f'value="{token}"' in page.text
    assert has_sign_in(parts, ADA)

    done = somewhere_else.post(CONFIRM_PATH, data={"token": token}, headers=OURS)
    again = somewhere_else.post(CONFIRM_PATH, data={"token": token}, headers=OURS)

    assert (done.status_code, again.status_code) == (200, 410)
    assert NEW in done.text
    assert NEW not in again.text
    assert (has_sign_in(parts, ADA), has_sign_in(parts, NEW)) == (False, True)
    assert ada.get("/session").status_code == 200


def test_what_a_link_brings_is_shown_as_text(stranger: TestClient) -> None:
    page = stranger.get(CONFIRM_PATH, params={"token": '"><script>alert(1)</script>'})

    assert "<script>" not in page.text


@pytest.mark.parametrize("path", [CONFIRM_PATH, CLOSE_PATH])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_is_refused(ada: TestClient, parts: Wiring, token: str, path: str, origin: str) -> None:
    headers = {"Origin": origin} if origin else {}

    assert ada.post(path, data={"token": token, "sure": "yes"}, headers=headers).status_code == 403
    assert has_sign_in(parts, ADA)


@pytest.mark.parametrize("path", [CLOSE_PATH, ARCHIVE_PATH])
def test_nobody_and_whoever_proved_too_long_ago_are_asked_first(
    parts: Wiring, folder: Path, ada: TestClient, clock: SetClock, path: str
) -> None:
    assert visitor(parts, folder).get(path).headers["location"].startswith("/login?next=%2Fprofile%2F")
    assert ada.get(path).status_code == 200

    clock.wait(PROOF_LIFE + timedelta(seconds=1))

    assert ada.get(path).headers["location"].startswith("/confirm?next=%2Fprofile%2F")
    closing = ada.post(CLOSE_PATH, data={"sure": "yes"}, headers=OURS)
    assert closing.headers["location"].startswith("/confirm?next=")
    assert has_sign_in(parts, ADA)


def test_closing_needs_the_box_ticked_and_then_ends_the_session(ada: TestClient, parts: Wiring) -> None:
    assert ADA in ada.get(CLOSE_PATH).text
    unsure = ada.post(CLOSE_PATH, data={}, headers=OURS)
    assert (unsure.status_code, has_sign_in(parts, ADA)) == (422, True)

    closed = ada.post(CLOSE_PATH, data={"sure": "yes"}, headers=OURS)

    assert (closed.status_code, closed.headers["location"]) == (303, "/login?closed=1")
    assert "Max-Age=0" in closed.headers["set-cookie"]
    assert not has_sign_in(parts, ADA)
    assert ada.get("/session").status_code == 401
    again = ada.post("/sign-in", data={"email": ADA, "password": PASSWORD}, headers=OURS)
    assert again.status_code == 401


def test_the_archive_comes_as_a_file_that_is_never_stored(ada: TestClient) -> None:
    answer = ada.get(ARCHIVE_PATH)

    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="smarthub-2026-11-17.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert ADA in archive.read("about-me.csv").decode()


def test_the_archive_is_given_a_few_times_a_minute(ada: TestClient, clock: SetClock) -> None:
    answers = [ada.get(ARCHIVE_PATH).status_code for _ in range(MOST + 1)]
    clock.wait(timedelta(minutes=1))

    assert answers == [200] * MOST + [429]
    assert ada.get(ARCHIVE_PATH).status_code == 200


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
def test_another_site_starts_no_download(ada: TestClient, site: str, status: int) -> None:
    assert ada.get(ARCHIVE_PATH, headers={"Sec-Fetch-Site": site}).status_code == status
