"""The pieces of HTML for signing in elsewhere; everything that comes in is escaped."""

from html import escape
from urllib.parse import urlsplit

from smarthub_dash.web.public_html import error_html, next_field_html


def openid_button_html(name: str, *, next_path: str) -> str:
    """Return the button of the sign-in page that leads to the provider."""
    return (
        '<form method="post" action="/openid/start" class="stack">'
        f'<input type="hidden" name="wish" value="sign-in">{next_field_html(next_path)}'
        f'<button type="submit" class="button" data-wide="">Sign in with {escape(name)}</button></form>'
    )


def openid_confirm_html(name: str, *, next_path: str) -> str:
    """Return the button by which a signed-in member confirms at the provider."""
    return (
        '<form method="post" action="/openid/start" class="stack">'
        f'<input type="hidden" name="wish" value="confirm">{next_field_html(next_path)}'
        f'<button type="submit" class="button" data-wide="">Confirm with {escape(name)}</button></form>'
    )


def leaving_html(name: str, *, address: str) -> str:
    """Return what a browser shows for the moment before it leaves, and for longer if it does not go by itself."""
    lead = f"{name} ({urlsplit(address).netloc}) is asked who you are. You come back here from there."
    return (
        f'<div class="stack"><p class="lead">{escape(lead)}</p>'
        f'<p><a class="button" data-kind="main" href="{escape(address)}">Go on to {escape(name)}</a></p></div>'
    )


def refusal_html(sentence: str, *, ways: tuple[tuple[str, str], ...]) -> str:
    """
    Return why somebody who came back is not let in, and what to do.

    Shape: ways are pairs of text and path, the likeliest first.
    """
    links = "".join(
        f'<a class="button" href="{escape(path)}"{kind}>{escape(text)}</a>'
        for (text, path), kind in zip(ways, (' data-kind="main"', *("",) * len(ways)), strict=False)
    )
    return f'<div class="stack">{error_html(sentence)}<p class="row">{links}</p></div>'
