"""The scan for card and bank numbers finds them in every form, and lets plain figures be."""

import base64
import sqlite3
from pathlib import Path

import pytest

from tests.support.number_scan import numbers_in, numbers_in_folder

CARD, ACCOUNT, ROUTING = "4242424242424242", "000123456789", "110000000"


@pytest.mark.parametrize("number", [CARD, ACCOUNT, ROUTING])
@pytest.mark.parametrize("around", ["{}", '{{"typed":"{}"}}', "number={}&kind=card", "a{}b"])
def test_a_test_number_is_found_in_whatever_stands_around_it(number: str, around: str) -> None:
    assert numbers_in(around.format(number).encode())


@pytest.mark.parametrize(
    "content",
    [
        CARD[::-1].encode(),
        CARD.encode().hex().encode(),
        CARD.encode("utf-16-le"),
        base64.b64encode(f'{{"number": "{CARD}"}}'.encode()),
        base64.b64encode(f'{{"number":"{CARD}"}}'.encode()),
        base64.b64encode(f'"number":"{CARD}"'.encode()),
        b"4242 4242 4242 4242",
        b"4242-4242-4242-4242",
        b"4242%204242%204242%204242",
    ],
)
def test_a_test_number_is_found_in_other_forms(content: bytes) -> None:
    assert numbers_in(content)


def test_a_card_that_nobody_knows_is_found_by_its_check_digit() -> None:
    assert numbers_in(b"card 4539578763621486 typed")
    assert not numbers_in(b"card 4539578763621487 typed")


def test_a_routing_number_counts_in_what_was_typed() -> None:
    assert numbers_in(b"routing=021000021", is_typed=True)
    assert not numbers_in(b"021000021")


@pytest.mark.parametrize("content", [b"0041877001", b"573-642-3326", b"$142.17", b"1795449600000", b"2611-7F3KQ-92QDX"])
def test_figures_of_a_portal_are_let_be(content: bytes) -> None:
    assert numbers_in(content, is_typed=True) == []


def test_a_number_is_found_in_the_pages_of_a_database_and_its_log(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "smarthub.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE kept (words TEXT)")
    database.execute("INSERT INTO kept VALUES (?)", (CARD,))
    database.commit()

    found = numbers_in_folder(tmp_path)
    database.close()

    assert found
