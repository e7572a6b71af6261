"""
What a new password must be: long, and not among the first that somebody would try.

There are no rules of composition: any characters, in any mixture, are welcome.

Source: NIST SP 800-63B-4, 3.1.1.2, for a password that is the only factor.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from smarthub_dash.domain.members.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from smarthub_dash.kit.errors import Refused

COMMON_PASSWORDS = Path(__file__).with_name("common-passwords.txt.gz")
"""What breaches brought to light; whence and under which license is in the notice beside it."""
OUR_WORDS = ("callaway", "callabyte", "smarthub")
FEWEST_OF_ITS_OWN = 8
"""How many characters must be left of a password without names, runs and repetitions."""
MOST_DIGITS_AROUND = 8
"""How many digits do not yet make a common password an uncommon one."""

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "0123456789")
_ZIGZAGS = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0")
# Twice, so that a run goes on from the end at the beginning; and backwards.
_TRACKS = tuple(track for row in (*_ROWS, *_ZIGZAGS) for track in (row * 2, row[::-1] * 2))
_SHORTEST_RUN = 4
_SAME = re.compile(r"(.)\1{2,}")
_BETWEEN = re.compile(r"[\s\-_.,;:!?'\"/+*#]+")
_DIGITS = re.compile(r"\d+")
_NO_WORD = re.compile(r"\W+|_")
_LOOKALIKES = str.maketrans("@430$571", "aaeossti")


class WeakPassword(Refused):
    """A new password is too short, too long, or too easily thought of."""


def refuse_weak_password(password: str, *, about: Iterable[str]) -> None:
    """
    Let a good new password pass.

    `about` is what others know of the member: the name, the e-mail address, account numbers.

    :raises WeakPassword: with what to do about it
    """
    text = unicodedata.normalize("NFKC", password[: LONGEST_PASSWORD + 1])
    if len(text) < SHORTEST_PASSWORD:
        raise WeakPassword(
            f"Use at least {SHORTEST_PASSWORD} characters. A few words in a row are easy to remember and hard to guess."
        )
    if len(password) > LONGEST_PASSWORD or len(text) > LONGEST_PASSWORD:
        raise WeakPassword(f"Use at most {LONGEST_PASSWORD} characters.")
    folded = text.casefold()
    if any(_is_expected(each) for each in (folded, folded.translate(_LOOKALIKES))):
        raise WeakPassword("Others would try that password early. Take a few words that do not belong together.")
    if len(_core(_without(folded, _words_of(about)))) < FEWEST_OF_ITS_OWN:
        raise WeakPassword(
            "That password is mostly your name, your address, your account number or our name. "
            "Take a few words that have nothing to do with you or us."
        )


def _is_expected(text: str) -> bool:
    if text in _common():
        return True
    core = _core(text)
    letters = _unit(_DIGITS.sub("", core))
    digit_count = sum(character.isdigit() for character in core)
    is_dressed_up = letters in _common() and digit_count <= MOST_DIGITS_AROUND
    return len(core) < FEWEST_OF_ITS_OWN or core in _common() or is_dressed_up


def _core(text: str) -> str:
    """Return what somebody had to think of: without what stands between words, runs, and repetitions."""
    # Repetitions first and last: to shorten "111" to "1" would hide that a text is "1121" over and over.
    return _unit(_without_runs(_SAME.sub(r"\1", _unit(_BETWEEN.sub("", text)))))


def _without_runs(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        length = _run_at(text, at)
        if length < _SHORTEST_RUN:
            kept.append(text[at])
            length = 1
        at += length
    return "".join(kept)


def _run_at(text: str, at: int) -> int:
    length = 1
    while at + length < len(text) and any(text[at : at + length + 1] in track for track in _TRACKS):
        length += 1
    return length


def _unit(text: str) -> str:
    """Return the shortest part that makes the text by being repeated."""
    for length in range(1, len(text) // 2 + 1):
        if text == (text[:length] * (len(text) // length + 1))[: len(text)]:
            return text[:length]
    return text


def _words_of(about: Iterable[str]) -> list[str]:
    parts = [part for each in about for part in (*_NO_WORD.split(each.casefold()), _NO_WORD.sub("", each.casefold()))]
    # The longest first: what is part of another must not tear it apart.
    return sorted({part for part in (*parts, *OUR_WORDS) if len(part) >= 3}, key=len, reverse=True)


def _without(text: str, words: Iterable[str]) -> str:
    bare = _BETWEEN.sub("", text)
    for word in words:
        bare = bare.replace(word, "")
    return bare


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    with gzip.open(COMMON_PASSWORDS, "rt", encoding="utf-8") as lines:
        return frozenset(lines.read().splitlines())
