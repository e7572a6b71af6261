"""
What members are told in writing, filled from the templates of `mail/`.

A letter is `<template>.txt`, whose block `subject` is its subject, and `<template>.html`; what facts it takes is said,
with samples, in `samples.toml`. The same file makes the line of the inbox and the text message: its block `short`, or
else its subject. A file in `mail/<language>/` goes before the one of the same name in `mail/`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

FOLDER = Path(__file__).with_name("mail")
SOURCE_LANGUAGE = "en"
LONGEST_SUBJECT = 150
LONGEST_SHORT = 300
LONGEST_FACT = 300

# All that ends a line or hides in one: a fact stays in the line where its template put it.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_LIKE_A_LINK = re.compile(r"(?<=\w)([.:])(?=[\w/])")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it goes into the envelope."""

    subject: str
    text: str
    html: str


def letter_of(template: str, *, facts: Mapping[str, str], link: str, language: str, portal: str) -> Written:
    """
    Return a letter with its facts filled in.

    `link` is what the letter opens or the code it brings; `portal` is the address of our own front page.

    :raises TemplateNotFound: if there is no such template
    :raises UndefinedError: if a fact is missing, or the link of a letter that opens something
    """
    known: dict[str, Any] = {name: _plain(value) for name, value in facts.items()} | {"portal": portal}
    known["lines"] = [value for name, value in known.items() if name.startswith("line_")]
    if link:  # a letter that has to open something and does not is a mistake, and not written
        known["link"] = link
    text = _template(f"{template}.txt", language)
    subject = _block("subject", template, known, language)[:LONGEST_SUBJECT].rstrip()
    known["subject"] = subject
    body = _BLANK_LINES.sub("\n\n", text.render(known)).strip() + "\n"
    page = _template(f"{template}.html", language)
    spoken = language if page.name == f"{language}/{template}.html" else SOURCE_LANGUAGE
    return Written(subject, body, page.render(known | {"language": spoken}))


def line_of(template: str, *, facts: Mapping[str, str], language: str) -> str:
    """
    Return what a notice says in one line: the subject of its letter.

    :raises TemplateNotFound: if there is no such template
    :raises UndefinedError: if a fact is missing
    """
    known = {name: _plain(value) for name, value in facts.items()}
    return _block("subject", template, known, language)[:LONGEST_SUBJECT].rstrip()


def short_of(template: str, *, facts: Mapping[str, str], link: str, language: str) -> str:
    """
    Return what a notice says in a text message, which is one line.

    `link` is the code that it brings, if it does. Raises as `letter_of`.
    """
    known = {name: _plain(value) for name, value in facts.items()}
    if link:
        known["link"] = link
    text = _template(f"{template}.txt", language)
    return _block("short" if "short" in text.blocks else "subject", template, known, language)[:LONGEST_SHORT].rstrip()


def samples() -> Mapping[str, Mapping[str, str]]:
    """Return every template by its name, with a sample of each fact that it takes."""
    return tomllib.loads((FOLDER / "samples.toml").read_text())


def _block(name: str, template: str, known: Mapping[str, str], language: str) -> str:
    text = _template(f"{template}.txt", language)
    return _line("".join(text.blocks[name](text.new_context(dict(known)))))


def _plain(value: str) -> str:
    """Return a fact as one line of words: mail programs make a link of whatever looks like one, also of a name."""
    words = _line(value)[:LONGEST_FACT].split(" ")
    return " ".join(word if _is_harmless(word) else _LIKE_A_LINK.sub(r"\1 ", word) for word in words)


def _is_harmless(word: str) -> bool:
    # An address of e-mail is a fact of many letters; figures and times (9:30, $1.20) are no links.
    return bool(re.fullmatch(r"[^@/]+@[^@/]+", word)) or not re.search(r"[^\W\d]", word)


def _line(text: str) -> str:
    return " ".join(_INVISIBLE.sub(" ", text).split())


def _template(name: str, language: str) -> Template:
    return _environment().select_template([f"{language}/{name}", name])


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=lambda name: bool(name) and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
