"""New passwords: long, not expected, and otherwise whatever the member likes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.members.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from smarthub_dash.domain.members.rules.passwords import WeakPassword, refuse_weak_password
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import PASSWORDS, hash_password, verify_password

ADA = ("Ada Whitfield", "ada.whitfield@example.com", "0041877001")


def mend(password: str) -> str:
    """Return what the member is told; nothing if the password is good."""
    try:
        refuse_weak_password(password, about=ADA)
    except Refused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "a few words in a row",
        "kingdom-of-callaway",
        "green tractor on a hill",
        "pero que lluvia tan bonita",
        "水の音が聞こえる夏の夜に蛙が飛ぶ",
        "Straße über den Fluß",
        "🚜🌽🐄🌧️🏡🦆🍂⚡🪵🧺🐓🌙🛻🎣🥧",
        "8391750284610374",
        "kT9#vQ2!mZ7$wX4",
        "the the and the cow",
        "dragon 83917502846",
        "x" * 1 + "mulberry fence post" * 1,
    ],
)
def test_what_is_long_and_nobody_expects_is_good(password: str) -> None:
    assert mend(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password!2024!!!!",
        "P@ssw0rd P@ssw0rd",
        "password1password2",
        "123456789012345",
        "098765432109876",
        "abcdefghijklmno",
        "abcdefabcdefabcdef",
        "aaaaaaaaaaaaaaa",
        "a a a a a a a a a",
        "qwertyuiopasdfgh",
        "1q2w3e4r5t6y7u8i",
        "1qaz2wsx3edc4rfv",
        "iloveyou-iloveyou",
        "PASSWORD1234567890",
        "dragon....dragon....",
        "!!!!!!!!!!!!!!!!",
        "                ",
        "michaeljackson1",
        "manchesterunited",
        "🚜" * 20,
    ],
)
def test_what_others_would_try_early_is_refused(password: str) -> None:
    assert "Others would try" in mend(password)


@pytest.mark.parametrize(
    "password",
    [
        "adawhitfield2026",
        "Ada Whitfield Ada!",
        "whitfield@example",
        "ada.whitfield@example.com",
        "0041877001-ada-1",
        "callaway callabyte",
        "SmartHub-Callaway-7",
    ],
)
def test_what_is_known_of_the_member_or_of_us_is_refused(password: str) -> None:
    assert "nothing to do with you" in mend(password)


def test_the_length_is_told_in_plain_words() -> None:
    assert "at least 15 characters" in mend("bread and milk")
    assert "a few words in a row" in mend("").lower()
    assert mend("mulberry fence!") == ""
    assert "at most 256" in mend("mulberry fence " * 20)


def test_characters_are_counted_as_a_person_would() -> None:
    decomposed = unicodedata.normalize("NFD", "éàüöéàüöéàüöéà")
    assert len(decomposed) > SHORTEST_PASSWORD
    assert "at least 15" in mend(decomposed)


def test_no_letter_swells_a_password_beyond_the_longest() -> None:
    assert "at most" in mend("\ufdfa" * 30)


@given(st.text(max_size=LONGEST_PASSWORD * 2))
def test_every_text_is_either_good_or_refused_with_words(password: str) -> None:
    told = mend(password)

    assert told == "" or told.endswith(".")


@given(st.text(st.sampled_from("abc123 -!"), min_size=1, max_size=4))
def test_a_short_part_repeated_is_never_good(part: str) -> None:
    with pytest.raises(WeakPassword):
        refuse_weak_password(part * 60, about=ADA)


def test_a_password_fits_however_the_keyboard_writes_its_letters() -> None:
    stored = hash_password(unicodedata.normalize("NFC", "café under the trees"))

    assert verify_password(unicodedata.normalize("NFD", "café under the trees"), stored) == (True, None)


def test_a_hash_from_before_still_fits_and_is_made_anew() -> None:
    typed = unicodedata.normalize("NFD", "café under the trees")

    fits, anew = verify_password(typed, PASSWORDS.hash(typed))

    assert fits
    assert anew is not None
    assert verify_password(unicodedata.normalize("NFC", typed), anew) == (True, None)
    assert not verify_password("another one altogether", anew)[0]
