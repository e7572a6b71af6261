"""The pieces of HTML the server puts into the slots of the public pages; everything that comes in is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class DemoMember:
    """One of the cast as the sign-in page of the demo shows them."""

    name: str
    email: str
    about: str


def error_html(sentence: str) -> str:
    """Return why a form was refused; it is read aloud when the page arrives."""
    return f'<div class="note" data-tone="alert" role="alert"><p><strong>{escape(sentence)}</strong></p></div>'


def said_html(sentence: str) -> str:
    """Return good news about a form; it is read aloud when the page arrives."""
    return f'<div class="note" data-tone="good" role="status"><p>{escape(sentence)}</p></div>'


def code_asked_html(*, by_email: str) -> str:
    """Return where the code of a second step comes from: a letter to an address, or the member's app."""
    if by_email:
        words = f"We have sent a code of six digits to <strong>{escape(by_email)}</strong>. It works for 10 minutes."
    else:
        words = "Open the app that makes your codes, and type the six digits it shows for SmartHub."
    return f"<p>{words} A recovery code works as well.</p>"


def code_again_html(action: str, *, next_path: str) -> str:
    """Return the form that asks for another letter."""
    return (
        f'<form method="post" action="{escape(action)}">{next_field_html(next_path)}'
        '<button type="submit" class="button">Send another code</button></form>'
    )


def code_field_html(*, is_by_email: bool) -> str:
    """Return the field of a second step beside the password; it looks like a `text_field`."""
    hint = "The six digits of our letter; ask for one below." if is_by_email else "The six digits that your app shows."
    return (
        '<div class="field"><label for="code">Code</label>'
        f'<p id="code-hint" class="hint">{hint} A recovery code works as well.</p>'
        '<input id="code" name="code" type="text" class="input" autocomplete="one-time-code" required '
        'aria-describedby="code-hint"></div>'
    )


def send_code_html(action: str, *, next_path: str) -> str:
    """Return the form that asks for a letter with a code."""
    return (
        f'<form method="post" action="{escape(action)}">{next_field_html(next_path)}'
        '<button type="submit" class="button" data-wide="">Send me a code by e-mail</button></form>'
    )


def sign_in_name_html(email: str) -> str:
    """Return whose password is asked for, to the eye and to a password manager."""
    return (
        f"<p>You are signed in as <strong>{escape(email)}</strong>.</p>"
        f'<input type="text" name="username" value="{escape(email)}" autocomplete="username" readonly hidden>'
    )


def back_link_html(path: str) -> str:
    """Return the link that leads back without doing anything."""
    return f'<a class="button" href="{escape(path)}">Cancel</a>'


def email_field_html(typed: str) -> str:
    """Return the field of the e-mail address, with what was typed; it looks like a `text_field`."""
    return (
        '<div class="field"><label for="email">E-mail</label>'
        f'<input id="email" name="email" type="email" class="input" value="{escape(typed)}" '
        'autocomplete="username webauthn" required></div>'
    )


def next_field_html(path: str) -> str:
    """Return the hidden field that remembers where the member wanted to go."""
    return f'<input type="hidden" name="next" value="{escape(path)}">'


def demo_outbox_note_html() -> str:
    """Return the way to the letters of a demo, for pages that say that one was sent."""
    return (
        '<div class="note"><p>This is a demo: no letter leaves this machine. '
        '<a href="/demo/outbox">See the letters that were sent</a></p></div>'
    )


def demo_panel_html(members: Sequence[DemoMember], *, password: str, next_path: str) -> str:
    """
    Return the buttons that sign in as one of the cast, with what the real form would take.

    Each button is a form of its own, posted to /demo/sign-in.
    """
    entries = "".join(_entry(member, next_path=next_path) for member in members)
    return (
        '<section class="demo" aria-labelledby="demo-title">'
        '<h2 id="demo-title">Explore the demo co-op</h2>'
        '<p class="soft">These people and their bills are made up. The first meter holds a real year of a real home, '
        "the others are modeled on real weather. "
        f"To try the form itself, each e-mail goes with the password <code>{escape(password)}</code>.</p>"
        f'<ul class="cast">{entries}</ul></section>'
    )


def _entry(member: DemoMember, *, next_path: str) -> str:
    return (
        '<li><form method="post" action="/demo/sign-in">'
        f'<input type="hidden" name="name" value="{escape(member.name)}">{next_field_html(next_path)}'
        f'<button type="submit" class="button">Explore as {escape(member.name)}</button></form>'
        f'<p><span class="soft">{escape(member.about)}</span><code>{escape(member.email)}</code></p></li>'
    )
