"""The scan line of a payment stub: written, read again, and wrong digits found."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smarthub_dash.domain.billing.rules.scan_line import (
    ScannedStub,
    ScannedWrongly,
    check_digit,
    scan_line,
    scanned_stub,
)

DAYS = st.dates(date(2020, 1, 1), date(2068, 12, 31))
LINES = st.builds(
    lambda account, cents, day: scan_line(provider_digit="1", account_number=account, due_cents=cents, due_on=day),
    st.from_regex(r"[0-9]{1,12}", fullmatch=True),
    st.integers(1, 999_999_999),
    DAYS,
)


def test_the_line_of_the_document_is_what_is_written() -> None:
    line = scan_line(provider_digit="1", account_number="0041877001", due_cents=14_217, due_on=date(2026, 12, 4))

    # Doubled from the right: 4>8 0 2>4 1 6>3 2 7>5 1 2>4 4 1>2 0 ... the sum is filled up to a multiple of ten.
    assert line == "1 000041877001 000014217 261204 " + check_digit("1000041877001000014217261204")
    assert scanned_stub(line) == ScannedStub("1", "000041877001", 14_217, date(2026, 12, 4))


def test_the_check_digit_is_luhns() -> None:
    # Source: the example of ISO/IEC 7812-1: 7992739871 has the check digit 3.
    assert check_digit("7992739871") == "3"


@given(LINES)
def test_what_is_written_is_read_again_with_or_without_spaces(line: str) -> None:
    assert scanned_stub(line) == scanned_stub(line.replace(" ", ""))


@given(LINES, st.integers(0, 28), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(line: str, at: int, by: int) -> None:
    digits = line.replace(" ", "")
    wrong = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]

    with pytest.raises(ScannedWrongly):
        scanned_stub(wrong)


@given(LINES, st.integers(0, 27))
def test_two_neighbors_that_changed_places_are_found_but_for_nought_and_nine(line: str, at: int) -> None:
    digits = line.replace(" ", "")
    pair = digits[at : at + 2]
    assume(pair[0] != pair[1] and set(pair) != {"0", "9"})

    with pytest.raises(ScannedWrongly):
        scanned_stub(digits[:at] + pair[::-1] + digits[at + 2 :])


@pytest.mark.parametrize(
    ("account_number", "cents"), [("A-41877001", 100), ("1" * 13, 100), ("41877001", 0), ("41877001", -5), ("٤١", 100)]
)
def test_what_cannot_be_said_in_digits_has_no_line(account_number: str, cents: int) -> None:
    day = date(2026, 12, 4)
    assert scan_line(provider_digit="1", account_number=account_number, due_cents=cents, due_on=day) == ""


@pytest.mark.parametrize("typed", ["", "1", "x" * 29, "0" * 28 + "1", "0" * 29, "٤" * 29])
def test_what_is_no_line_is_refused(typed: str) -> None:
    with pytest.raises(ScannedWrongly):
        scanned_stub(typed)
