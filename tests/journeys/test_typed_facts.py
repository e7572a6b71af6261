"""What is copied from a bill is read leniently in its form, and strictly in what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.journeys.typed_facts import (
    account_number_in,
    bill_code_in,
    cents_in,
    is_among,
    is_name_of,
    zip_in,
)
from smarthub_dash.kit.money import money_text

LAST_NAMES = st.from_regex(r"[A-Z][a-z]{2,12}", fullmatch=True)
NOISE = st.sampled_from(["", " ", "  ", "-", " - ", "."])


@given(st.integers(0, 99_999_999))
def test_an_amount_is_read_as_it_is_printed_and_as_people_type_it(cents: int) -> None:
    printed = money_text(cents)
    plain = printed.replace(",", "")

    for typed in (printed, plain, plain.removeprefix("$"), f" {printed} ", plain.removeprefix("$").replace(".", ",")):
        assert cents_in(typed) == cents


@pytest.mark.parametrize("typed", ["", "$", "abc", "142.1", "142.177", "-5.00", "1e3", "٣.00", "14 2", "9" * 400])
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert cents_in(typed) is None


def test_whole_dollars_need_no_cents() -> None:
    assert cents_in("142") == 14_200


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_breaks_the_reading(typed: str) -> None:
    account_number_in(typed)
    bill_code_in(typed)
    cents_in(typed)
    zip_in(typed)
    is_name_of(typed, typed)
    is_among(typed, [typed])


@given(st.lists(st.integers(0, 9), min_size=4, max_size=12), st.lists(NOISE, min_size=13, max_size=13))
def test_an_account_number_may_be_grouped_in_any_way(digits: list[int], noise: list[str]) -> None:
    typed = "".join(f"{digit}{between}" for digit, between in zip(digits, noise, strict=False))

    assert account_number_in(typed) == "".join(map(str, digits))


@pytest.mark.parametrize(
    ("typed", "code"),
    [("65251", "65251"), ("65251-1234", "65251"), ("652511234", "65251"), ("6525", ""), ("65251-12", ""), ("", "")],
)
def test_a_zip_code_has_five_digits_or_nine(typed: str, code: str) -> None:
    assert zip_in(typed) == code


def test_a_bill_code_may_be_typed_with_the_letters_that_look_like_its_digits() -> None:
    assert bill_code_in(" 7f3k-q9oi ") == "7F3KQ901"


@given(LAST_NAMES, LAST_NAMES)
def test_a_person_gives_the_last_name_in_any_case_or_the_whole_name(first: str, last: str) -> None:
    on_account = f"{first} M. {last}"

    assert is_name_of(last, on_account)
    assert is_name_of(f"  {last.upper()} ", on_account)
    assert is_name_of(f"{first} m {last}".lower(), on_account)


@given(LAST_NAMES, LAST_NAMES, LAST_NAMES)
def test_another_name_or_a_part_of_the_right_one_is_wrong(first: str, last: str, other: str) -> None:
    on_account = f"{first} {last}"
    others = {last.lower(), f"{first}{last}".lower()}

    assert is_name_of(other, on_account) == (other.lower() in others)
    assert not is_name_of(last[:-1], on_account) or last[:-1].lower() in others


@pytest.mark.parametrize(
    ("typed", "on_account"),
    [
        ("obrien", "Maeve O'Brien"),
        ("O’Brien", "MAEVE O'BRIEN"),
        ("Munoz", "José Muñoz"),
        ("muñoz", "JOSE MUNOZ"),
        ("Smith Jones", "Ada Smith-Jones"),
        ("smith-jones", "Ada Smith Jones"),
        ("van Beethoven", "Ludwig van Beethoven"),
        ("Whitfield Jr.", "Ada Whitfield"),
        ("Whitfield", "Ada Whitfield III"),
        ("Whitfield", "Whitfield, Ada"),
        ("Whitfield", "Ada & Bill Whitfield"),
        ("Li", "Wei Li"),
        ("Strauß", "Eva STRAUSS"),
        ("Kingdom Feed and Grain", "Kingdom Feed & Grain, LLC"),
        ("KINGDOM FEED & GRAIN INC.", "Kingdom Feed & Grain Inc"),
        ("Fulton Baptist Church", "The Fulton Baptist Church"),
    ],
)
def test_names_are_taken_as_people_write_them(typed: str, on_account: str) -> None:
    assert is_name_of(typed, on_account)


@pytest.mark.parametrize(
    ("typed", "on_account"),
    [
        ("Church", "Fulton Baptist Church"),
        ("Grain", "Kingdom Feed & Grain LLC"),
        ("LLC", "Kingdom Feed & Grain LLC"),
        ("Inc", "Ada Whitfield"),
        ("Ada", "Ada Whitfield"),
        ("Ada", "Whitfield, Ada"),
        ("", "Ada Whitfield"),
        ("-", "Ada Whitfield"),
        ("d", "Ada Whitfield d"),
        ("", ""),
        ("Whitfield", ""),
    ],
)
def test_a_name_is_not_guessed_by_a_common_word_or_half_of_it(typed: str, on_account: str) -> None:
    assert not is_name_of(typed, on_account)
