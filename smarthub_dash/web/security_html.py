"""The pieces of HTML in the plain pages of Security; whatever comes in is escaped."""

from collections.abc import Sequence
from html import escape

import segno


def hidden_html(name: str, value: str) -> str:
    """Return a value that travels with a form."""
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def app_key_html(address: str, key: str) -> str:
    """Return the key of an app, as a picture to scan and as text to type."""
    # Dark on light in both themes: many apps read no other picture. Colors are attributes, which every policy lets be.
    picture = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000000", light="#ffffff", omitsize=True
    )
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return (
        f'<div class="qr" role="img" aria-label="Picture of the key for your app">{picture}</div>'
        f'<p>Key to type: <code class="key">{escape(groups)}</code></p>'
    )


def recovery_codes_html(codes: Sequence[str]) -> str:
    """Return codes that are seen this once, and the way on."""
    entries = "".join(f"<li><code>{escape(each)}</code></li>" for each in codes)
    return (
        '<div class="note" data-tone="alert"><p><strong>These codes are shown only now.</strong> '
        "Print them, or write them down, and keep them where you keep your bills.</p></div>"
        f'<ul class="codes" aria-label="Recovery codes">{entries}</ul>'
        '<p class="row no-print" data-keep hidden>'
        '<button type="button" class="button" data-print>Print</button>'
        '<button type="button" class="button" data-copy>Copy</button>'
        '<span role="status" class="soft small"></span></p>'
        '<p class="no-print">'
        '<a class="button" data-kind="main" data-wide href="/profile/security?done=two-step">I have kept them</a></p>'
    )


def make_codes_html() -> str:
    """Return the button that makes new codes."""
    return (
        "<p>Ten new codes are made and shown once. The codes you have now stop working.</p>"
        '<form method="post" action="/profile/security/recovery-codes" class="stack">'
        '<button type="submit" class="button" data-kind="main" data-wide>Make new codes</button></form>'
        '<p><a class="button" href="/profile/security">Cancel</a></p>'
    )


def script_html(path: str) -> str:
    """Return one of our own scripts, for a plain page that has one."""
    return f'<script src="{escape(path)}" defer></script>'
