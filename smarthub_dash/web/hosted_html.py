"""The pieces of HTML around the processor's page: what is agreed to before it, and the way there; all escaped."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.domain.payments.rules.authorizations import BANK, ONE_DEBIT_OF_MEMBER, Authorization


def add_forms_html(action: str, *, back: str, is_once: bool) -> str:
    """Return the two ways to add a payment account, and the way back without one."""
    text = ONE_DEBIT_OF_MEMBER if is_once else BANK
    verb = "use" if is_once else "add"
    kept = "It is charged once, and not kept." if is_once else "You can remove it at any time."
    return (
        '<div class="stack">'
        '<section class="sheet stack" aria-labelledby="add-bank"><h2 id="add-bank">A bank account</h2>'
        f"{authorization_html(text)}"
        + _form(action, MethodKind.BANK, back, inside=tick_html(text.tick), button=f"Go on to {verb} a bank account")
        + '</section><section class="sheet stack" aria-labelledby="add-card"><h2 id="add-card">A card</h2>'
        f"<p>Credit or debit. {kept}</p>"
        + _form(action, MethodKind.CARD, back, inside="", button=f"Go on to {verb} a card")
        + f'</section><p><a class="button" href="{escape(back)}">Cancel</a></p></div>'
    )


def authorization_html(text: Authorization) -> str:
    """Return a text to be agreed to, as it is kept."""
    sentences = "".join(f"<p>{escape(each)}</p>" for each in text.sentences)
    return f'<div class="stack" role="group" aria-label="Authorization">{sentences}</div>'


def tick_html(words: str) -> str:
    """Return the box that agrees."""
    return (
        '<label class="check"><input type="checkbox" name="agree" value="yes" required>'
        f"<span>{escape(words)}</span></label>"
    )


def leaving_html(address: str) -> str:
    """Return what a browser shows for the moment before it leaves, and for longer if it does not go by itself."""
    return (
        '<div class="stack"><p class="lead">You are on your way to the page of our payment processor '
        f"({escape(urlsplit(address).netloc)}). You come back here from there.</p>"
        f'<p><a class="button" data-kind="main" href="{escape(address)}">Go on to the processor</a></p></div>'
    )


def ways_html(ways: Sequence[tuple[str, str]]) -> str:
    """
    Return links that lead on.

    Shape: pairs of text and path, the likeliest first.
    """
    kinds = (' data-kind="main"', *("",) * len(ways))
    links = "".join(
        f'<a class="button" href="{escape(path)}"{kind}>{escape(text)}</a>'
        for (text, path), kind in zip(ways, kinds, strict=False)
    )
    return f'<p class="row">{links}</p>'


def _form(action: str, kind: MethodKind, back: str, *, inside: str, button: str) -> str:
    return (
        f'<form method="post" action="{escape(action)}" class="stack">'
        f'<input type="hidden" name="kind" value="{kind.value}">'
        f'<input type="hidden" name="back" value="{escape(back)}">{inside}'
        f'<button type="submit" class="button" data-kind="main" data-wide="">{escape(button)}</button></form>'
    )
