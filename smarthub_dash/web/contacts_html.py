"""The pieces of HTML in the plain pages of contacts; whatever comes in is escaped."""

from html import escape

from smarthub_dash.domain.notices.rules import Channel
from smarthub_dash.domain.notices.rules.contacts import CONSENT
from smarthub_dash.web.security_html import hidden_html

CONTACTS = "/notifications/contacts"


def add_html(action: str, *, channel: Channel, replaces: str, was: str, typed: str) -> str:
    """Return the form that takes an address or a number; `was` is what it stands in for."""
    field = _number_html(typed) if channel is Channel.TEXT else _email_html(typed)
    instead = f"<p>It takes the place of <strong>{escape(was)}</strong>, which is told of it.</p>" if was else ""
    return (
        f'<form method="post" action="{escape(action)}" class="stack">{instead}'
        f"{hidden_html('kind', channel.value)}{hidden_html('replaces', replaces)}{field}"
        '<button type="submit" class="button" data-kind="main" data-wide="">Send a verification code</button></form>'
        f'<p class="row"><a class="button" href="{CONTACTS}">Cancel</a></p>'
    )


def verify_html(action: str, *, contact_id: str, channel: Channel, shown: str, sent_note: str) -> str:
    """Return the form that takes the code, and the one that asks for another."""
    way = "a text message" if channel is Channel.TEXT else "a letter"
    return (
        f"<p>We have sent {way} with a code of six digits to <strong>{escape(shown)}</strong>. It works for 10 "
        f"minutes.</p>{sent_note}"
        f'<form method="post" action="{escape(action)}" class="stack">{hidden_html("contact", contact_id)}'
        '<div class="field"><label for="code">Verification code</label>'
        '<p id="code-hint" class="hint">Six digits.</p>'
        '<input id="code" name="code" type="text" class="input" inputmode="numeric" autocomplete="one-time-code" '
        'maxlength="12" required aria-describedby="code-hint"></div>'
        '<button type="submit" class="button" data-kind="main" data-wide="">Activate</button></form>'
        f'<form method="post" action="{escape(action)}/send" class="stack">{hidden_html("contact", contact_id)}'
        '<button type="submit" class="button">Send another code</button></form>'
    )


def _email_html(typed: str) -> str:
    return (
        '<div class="field"><label for="address">E-mail address</label>'
        f'<input id="address" name="address" type="email" class="input" value="{escape(typed)}" autocomplete="email" '
        "required></div>"
    )


def _number_html(typed: str) -> str:
    return (
        '<div class="field"><label for="address">Mobile number</label>'
        '<p id="address-hint" class="hint">With its area code, such as 573-642-3326; from abroad with + and its '
        "country.</p>"
        f'<input id="address" name="address" type="tel" class="input" value="{escape(typed)}" autocomplete="tel" '
        'required aria-describedby="address-hint"></div>'
        '<label class="check"><input type="checkbox" name="agree" value="yes" required>'
        f"<span>{escape(CONSENT)}</span></label>"
    )
