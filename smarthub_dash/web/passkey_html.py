"""The forms that a browser fills by a passkey. They stay out of sight where it cannot, or runs no script."""

from html import escape

from smarthub_dash.web.public_html import next_field_html
from smarthub_dash.web.security_html import script_html

PASSKEY_SCRIPT = "/passkeys.js"
SIGN_IN = "/passkey/sign-in"
PROVE = "/passkey/confirm"
ADD_PAGE = "/profile/security/passkey"


def sign_in_by_passkey_html(next_path: str) -> str:
    """Return the form that signs in by a passkey alone."""
    return _form(SIGN_IN, text="Sign in with a passkey", kind="get", fields=next_field_html(next_path))


def prove_by_passkey_html(next_path: str) -> str:
    """Return the form that asks a signed-in member for a passkey."""
    return _form(PROVE, text="Confirm with a passkey", kind="get", fields=next_field_html(next_path))


def add_passkey_html(name: str) -> str:
    """Return the form that makes a passkey, with what it is to be called."""
    fields = (
        '<div class="field"><label for="name">Name</label>'
        '<p id="name-hint" class="hint">So that you know it again in the list.</p>'
        f'<input id="name" name="name" class="input" maxlength="60" required autocomplete="off" value="{escape(name)}" '
        'aria-describedby="name-hint"></div>'
    )
    return _form(ADD_PAGE, text="Make the passkey", kind="create", fields=fields, is_main=True)


def _form(action: str, *, text: str, kind: str, fields: str, is_main: bool = False) -> str:
    weight = "main" if is_main else "plain"
    return (
        f'<form method="post" action="{action}" class="stack" hidden '
        f'data-passkey="{kind}" data-options="{action}/options">'
        f'{fields}<input type="hidden" name="credential" value="">'
        f'<button type="submit" class="button" data-kind="{weight}" data-wide>{escape(text)}</button>'
        f'<p class="mend" role="alert" data-trouble></p></form>{script_html(PASSKEY_SCRIPT)}'
    )
