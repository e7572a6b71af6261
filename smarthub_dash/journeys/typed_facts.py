"""
What a member copies from a printed bill, as it is typed: numbers, names, amounts.

Lenient about form (case, accents, punctuation, spaces), never about content: half a name or a near amount is wrong.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable

from smarthub_dash.kit.money import Cents

LONGEST_TYPED = 120
"""No fact on a bill is longer; what is typed beyond it is not read."""

SHORTEST_NAME = 2
COMPANY_FORMS = frozenset(
    ("inc", "incorporated", "llc", "llp", "ltd", "co", "corp", "corporation", "company", "pc", "lp", "plc")
)
"""Ends of a business name that nobody is made to remember."""
_TRADES = (
    "association auto baptist cafe catholic cemetery center church city clinic club construction cooperative county "
    "dairy department district electric enterprises estate farm farms feed fire foundation garage grain group "
    "holdings hospital library lodge lumber lutheran methodist ministries motors partners partnership plumbing "
    "properties ranch rentals repair restaurant salon school service services shop shops station storage store supply "
    "township trucking trust university ward water works"
)
BUSINESS_WORDS = COMPANY_FORMS | frozenset(_TRADES.split())
"""A name with one of these is a business: its last word alone ("church") would be guessed at once."""
SMALL_WORDS = frozenset(("and", "the", "of"))
PERSON_ENDS = frozenset(("jr", "sr", "ii", "iii", "iv", "md", "dds", "dvm"))

_PLAIN_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_APOSTROPHES = re.compile(r"['’‘`´.]")
_AMOUNT = re.compile(r"(?P<dollars>\d{1,3}(?:[, ]?\d{3}){0,2})(?:[.,](?P<cents>\d{2}))?")


def account_number_in(typed: str) -> str:
    """Return an account number without the spaces and dashes that a bill prints or a member adds; zeros stay."""
    return "".join(sign for sign in _compatible(typed) if sign.isalnum()).upper()


def cents_in(typed: str) -> Cents | None:
    """
    Return an amount of money as it is typed; None if it is none.

    Source: "$142.17", "142.17", "142,17", "1,142.17" and "1142.17" are amounts; "142" is 142 whole dollars.
    """
    text = _compatible(typed).replace("$", "").replace("USD", "").strip()
    found = _AMOUNT.fullmatch(text)
    if found is None or not text.isascii():
        return None
    dollars = re.sub(r"\D", "", found["dollars"])
    return int(dollars) * 100 + int(found["cents"] or 0)


def zip_in(typed: str) -> str:
    """Return the five digits of a ZIP code typed with five or nine; empty if it is neither."""
    digits = re.sub(r"[\s-]", "", _compatible(typed))
    return digits[:5] if re.fullmatch(r"[0-9]{5}(?:[0-9]{4})?", digits) else ""


def bill_code_in(typed: str) -> str:
    """Return a bill's code in its own signs: capitals, no dashes, and a digit for each letter that looks like one."""
    return "".join(sign for sign in _compatible(typed).upper() if sign.isalnum()).translate(_LOOKALIKES)


def is_name_of(typed: str, name_on_account: str) -> bool:
    """
    Tell whether a last name, a whole name or a business name is the one on the account.

    A business may leave out its form (Inc, LLC), a person everything before the last name; nobody may leave out more.
    """
    given = "".join(_words(typed, without=COMPANY_FORMS | SMALL_WORDS | PERSON_ENDS))
    fits = [_is_same(given, name) for name in _names(name_on_account)]
    return len(given) >= SHORTEST_NAME and any(fits)


def is_among(given: str, known: Iterable[str]) -> bool:
    """Tell whether a text is one of those that are right, in a time that does not tell how near it came."""
    fits = [_is_same(given, each) for each in known]
    return bool(given) and any(fits)


def _names(name_on_account: str) -> list[str]:
    """Return every form of a name that is taken."""
    words = _words(name_on_account, without=SMALL_WORDS | PERSON_ENDS)
    kept = [word for word in words if word not in COMPANY_FORMS]
    if BUSINESS_WORDS & set(words):
        return ["".join(kept)]
    if "," in name_on_account:  # "Whitfield, Ada": the last name comes first
        last, _, first = name_on_account.partition(",")
        last_words, first_words = _words(last, without=PERSON_ENDS), _words(first, without=PERSON_ENDS)
        return ["".join(last_words), "".join([*first_words, *last_words])]
    return ["".join(kept[at:]) for at in range(len(kept))]


def _words(text: str, *, without: frozenset[str]) -> list[str]:
    plain = _APOSTROPHES.sub("", _compatible(text).casefold().translate(_PLAIN_LETTERS))
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    words = ["".join(filter(str.isalnum, word)) for word in re.split(r"[^\w]+|_", letters)]
    kept = [word for word in words if word and word not in without]
    return kept or [word for word in words if word]


def _compatible(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed[:LONGEST_TYPED])


def _is_same(one: str, other: str) -> bool:
    return bool(other) and hmac.compare_digest(one.encode(), other.encode())
