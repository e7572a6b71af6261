"""The demo's letters as pages: whatever is in them stays text, and production has no such place."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from smarthub_dash.demo.world.mailbox import FOLDER, KEPT, Mailbox
from smarthub_dash.wiring import Wiring
from tests.support.doors import SetClock, visitor, wiring_of

LETTER = b"""Delivered-To: ada@example.com\r
From: SmartHub <no-reply@smarthub.example>\r
Date: Tue, 17 Nov 2026 15:20:00 +0000\r
Subject: %s\r
Message-ID: <1@portal.example>\r
Content-Type: multipart/alternative; boundary=cut\r
\r
--cut\r
Content-Type: text/plain\r
\r
Open http://localhost:3000/verify?token=a-b&x=1 <script>alert(1)</script>\r
--cut\r
Content-Type: text/html\r
\r
<html><head></head><body><script>alert(1)</script></body></html>\r
--cut--\r
"""


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / FOLDER)


@pytest.fixture
def reader(parts: Wiring, folder: Path, clock: SetClock, mailbox: Mailbox) -> TestClient:
    """A browser at a demo whose letters are in the mailbox."""
    return visitor(wiring_of(parts.database, clock, settings={"data": mailbox.folder.parent}), folder)


def test_an_outbox_without_letters_says_what_to_do(reader: TestClient) -> None:
    answer = reader.get("/demo/outbox")

    assert answer.status_code == 200
    assert "No letters yet" in answer.text


def test_the_newest_letter_is_first(reader: TestClient, mailbox: Mailbox) -> None:
    mailbox.put(LETTER % b"The older")
    mailbox.put(LETTER % b"The newer")

    text = reader.get("/demo/outbox").text

    assert 0 < text.index("The newer") < text.index("The older")
    assert "To ada@example.com · 9:20 AM" in text


def test_what_stands_in_a_letter_stays_text(reader: TestClient, mailbox: Mailbox) -> None:
    mailbox.put(LETTER % b"<script>alert(2)</script>")

    listed, shown = reader.get("/demo/outbox"), reader.get("/demo/outbox/00000001")

    for answer in (listed, shown):
        assert "<script" not in answer.text
        assert "script-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
    assert '<a href="http://localhost:3000/verify?token=a-b&amp;x=1">' in shown.text
    assert "frame-src 'self'" in shown.headers["content-security-policy"]


def test_the_page_of_a_letter_may_do_nothing_but_be_read(reader: TestClient, mailbox: Mailbox) -> None:
    mailbox.put(LETTER % b"Hello")

    answer = reader.get("/demo/outbox/00000001/page")

    policy = answer.headers["content-security-policy"]
    assert '<base target="_top">' in answer.text
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("name", ["00000002", "x", "..", "%2e%2e%2fsecret", "00000001.eml", "%C2%B9", "1%00"])
def test_a_letter_that_is_not_there_leads_to_the_others(reader: TestClient, mailbox: Mailbox, name: str) -> None:
    (mailbox.folder.parent / "secret.eml").write_bytes(LETTER % b"Secret")
    mailbox.put(LETTER % b"Hello")

    answer = reader.get(f"/demo/outbox/{name}")

    assert answer.status_code in (303, 404)
    assert "Secret" not in answer.text


def test_only_so_many_letters_are_kept(mailbox: Mailbox) -> None:
    mailbox.folder.mkdir()
    for number in range(1, KEPT + 1):
        (mailbox.folder / f"{number:08d}.eml").touch()

    mailbox.put(LETTER % b"One more")

    names = mailbox.names()
    assert len(names) == KEPT
    assert (names[0], names[-1]) == ("00000002", f"{KEPT + 1:08d}")


def test_production_has_no_outbox(parts: Wiring, folder: Path, clock: SetClock, mailbox: Mailbox) -> None:
    mailbox.put(LETTER % b"Hello")
    told = {"mode": "production", "public_url": "https://portal.example", "secret_key": "k" * 32}
    production = visitor(wiring_of(parts.database, clock, settings={**told, "data": mailbox.folder.parent}), folder)

    for path in ("/demo/outbox", "/demo/outbox/00000001", "/demo/outbox/00000001/page"):
        answer = production.get(path)
        assert (answer.status_code, "<h1>not-found</h1>" in answer.text) == (404, True)
