"""The pieces of HTML that the plain pages of My Profile are filled with; everything that comes in is escaped."""

from html import escape


def confirm_html(token: str, *, action: str) -> str:
    """Return the button that uses a link; the token travels in the form, not in another address."""
    return (
        "<p>Press the button, and from then on you sign in with this address.</p>"
        f'<form method="post" action="{escape(action)}" class="stack">'
        f'<input type="hidden" name="token" value="{escape(token)}">'
        '<button type="submit" class="button" data-kind="main" data-wide="">Use this address</button></form>'
    )


def confirmed_html(email: str) -> str:
    """Return what was done."""
    return (
        f'<div class="note" data-tone="good" role="status"><p>You sign in with <strong>{escape(email)}</strong> from '
        "now on. We told your old address.</p></div>"
        '<p><a href="/profile" class="button" data-kind="main">Go to My Profile</a></p>'
    )


def whose_html(full_name: str, email: str) -> str:
    """Return whose sign-in is spoken of."""
    return f"<p>This is the sign-in of <strong>{escape(full_name)}</strong>, {escape(email)}.</p>"
