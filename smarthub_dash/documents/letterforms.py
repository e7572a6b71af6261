"""What the typefaces of a bill can show: a bill is never refused for want of a letter."""

import re
import unicodedata

LONGEST_TEXT = 600
LONGEST_WORD = 26
"""A longer word is given places to break at; nothing runs out of its column."""
MISSING = "?"
BREAK = "\u200b"

# What `docs/fonts/for_paper.py` cuts: Latin, Greek, Cyrillic, and signs.
_SHOWN = re.compile(
    "[ -~\u00a0-\u024f\u02bc\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u052f"
    "\u1e00-\u1eff\u2007\u2009\u2011\u2013\u2014\u2018\u2019\u201c-\u201e\u2022\u2026\u20ac\u2190-\u2193\u2212"
    "\u25b2\u25bc]"
)
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def settable(text: str) -> str:
    """Return a text as one line that the typefaces can show: what they lack is replaced, never left to fail."""
    shown = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", text[:LONGEST_TEXT]))
    return _LONG_WORD.sub(_breakable, " ".join(shown.split(" ")).strip())


def _shown(letter: str) -> str:
    if _SHOWN.fullmatch(letter):
        return "" if letter == "\u00ad" else letter
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    plainer = unicodedata.normalize("NFKD", letter)
    return plainer if all(_SHOWN.fullmatch(each) for each in plainer) else MISSING


def _breakable(word: re.Match[str]) -> str:
    text = word[0]
    return BREAK.join(text[at : at + LONGEST_WORD] for at in range(0, len(text), LONGEST_WORD))
