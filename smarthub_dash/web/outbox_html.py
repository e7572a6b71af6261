"""The pieces of HTML of the demo's outbox; what stands in a letter is escaped like everything that comes in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_LINK = re.compile(r"(https?://[^\s<>\"']+)")
_HEAD = "<head>"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A letter in the list."""

    name: str
    to: str
    when: str
    subject: str


def list_html(entries: Sequence[OutboxEntry]) -> str:
    """Return the letters as doors to each of them."""
    if not entries:
        return (
            '<div class="empty"><h2>No letters yet</h2>'
            "<p>Register, reset a password or change a contact: the letter appears here a second later.</p></div>"
        )
    return f'<ul class="doors letters">{"".join(map(_entry_html, entries))}</ul>'


def letter_html(entry: OutboxEntry, *, text: str) -> str:
    """Return one letter as a mail program shows it, and its text for those who read no HTML."""
    frame = f"/demo/outbox/{escape(entry.name)}/page"
    return (
        f'<article class="letter" aria-labelledby="letter"><h2 id="letter">{escape(entry.subject)}</h2>'
        f'<p class="soft">To {escape(entry.to)} · {escape(entry.when)}</p>'
        # Its links open in the whole window; it may run nothing, send nothing and know nothing of this site.
        f'<iframe src="{frame}" title="The letter" sandbox="allow-top-navigation-by-user-activation"></iframe>'
        f'<details><summary>The same letter as plain text</summary><pre tabindex="0">{_linked(text)}</pre></details>'
        '<p><a class="button" href="/demo/outbox">All letters</a></p></article>'
    )


def framed(html: str) -> str:
    """Return a letter's HTML for the frame: its links lead out of it."""
    return html.replace(_HEAD, f'{_HEAD}<base target="_top">', 1)


def _entry_html(entry: OutboxEntry) -> str:
    return (
        f'<li><a href="/demo/outbox/{escape(entry.name)}"><span class="title">{escape(entry.subject)}</span>'
        f'<span class="about">To {escape(entry.to)} · {escape(entry.when)}</span></a></li>'
    )


def _linked(text: str) -> str:
    # Cut at its links before it is escaped: an escaped ampersand would end a link early. Every second piece is one.
    pieces = [escape(piece) for piece in _LINK.split(text)]
    return "".join(f'<a href="{piece}">{piece}</a>' if at % 2 else piece for at, piece in enumerate(pieces))
