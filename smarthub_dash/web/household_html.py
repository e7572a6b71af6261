"""The HTML of a household's plain pages: linking an account, answering an invitation; all that comes in is escaped."""

from html import escape
from urllib.parse import urlencode

from smarthub_dash.domain.accounts.rules import role_words
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind
from smarthub_dash.journeys.answer_invitation import Offer
from smarthub_dash.journeys.household_news import date_words

FACTS = {
    FactKind.BILL_AMOUNT: "The amount of your last bill",
    FactKind.SERVICE_ZIP: "The ZIP code of the service address",
    FactKind.BILL_CODE: "The one-time code printed on your last bill",
}


def claim_form_html(action: str, typed: AccountClaim) -> str:
    """Return the form that links an account, with what was typed; a bill's code is never given back."""
    options = "".join(
        f'<option value="{kind.value}"{" selected" if kind is typed.fact_kind else ""}>{words}</option>'
        for kind, words in FACTS.items()
    )
    fact = "" if typed.fact_kind is FactKind.BILL_CODE else typed.fact
    return (
        f'<form method="post" action="{escape(action)}" class="stack">'
        + _field("Account number", "account_number", typed.account_number, hint="As printed on a bill.")
        + _field("Last name or business name", "name", typed.name, hint="As printed on a bill.")
        + '<div class="field"><label for="fact_kind">One more fact</label>'
        + f'<select id="fact_kind" name="fact_kind" class="input">{options}</select></div>'
        + _field(
            "What it is", "fact", fact, hint="For example $142.17. A ZIP code is enough only if nobody owns it here."
        )
        + '<button type="submit" class="button" data-kind="main" data-wide="">Link the account</button></form>'
    )


def offer_html(offer: Offer) -> str:
    """Return what an invitation offers."""
    accounts = "".join(f"<li>{escape(name)}</li>" for name in offer.accounts.values())
    end = f"<p>Access ends on {date_words(offer.ends_on, otherwise='')}.</p>" if offer.ends_on else ""
    return (
        f'<section class="sheet stack"><p><strong>{escape(offer.inviter_name)}</strong> invites '
        f"<strong>{escape(offer.email)}</strong>.</p><ul>{accounts}</ul>"
        f"<p>As {offer.role.value} you may {role_words(offer.role)}.</p>{end}</section>"
    )


def accept_html(token: str, *, email: str) -> str:
    """Return the form of a member who is signed in: it says which sign-in gets the accounts."""
    return (
        f"<p>You are signed in as <strong>{escape(email)}</strong>. The accounts will be added to this sign-in.</p>"
        f'<form method="post" action="/invitation" class="row">{_token(token)}'
        '<button type="submit" class="button" data-kind="main" name="answer" value="accept">Accept</button>'
        '<button type="submit" class="button" name="answer" value="decline">Decline</button></form>'
    )


def sign_in_html(token: str, *, is_main: bool) -> str:
    """Return the ways of one who is not signed in but could be, and of one who declines."""
    href = "/login?" + urlencode({"next": "/invitation?" + urlencode({"token": token})})
    kind = ' data-kind="main"' if is_main else ""
    words = "Sign in to accept" if is_main else "I have a sign-in already"
    return (
        f'<p><a class="button"{kind} href="{escape(href)}">{words}</a></p>'
        f'<form method="post" action="/invitation">{_token(token)}'
        '<button type="submit" class="button" name="answer" value="decline">Decline</button></form>'
    )


def newcomer_html(token: str, *, email: str, full_name: str) -> str:
    """Return the form of one who has no sign-in yet: a name and a password; the link has proved the address."""
    return (
        "<h2>Make your sign-in</h2>"
        f'<form method="post" action="/invitation" class="stack">{_token(token)}'
        f"<p>Your e-mail address <strong>{escape(email)}</strong> will be its name.</p>"
        f'<input type="text" name="username" value="{escape(email)}" autocomplete="username" readonly hidden>'
        + _field("Your name", "full_name", full_name, autocomplete="name")
        + _field(
            "Choose a password",
            "password",
            "",
            hint="At least 15 characters. A few words in a row are easy to remember.",
            kind="password",
            autocomplete="new-password",
        )
        + '<button type="submit" class="button" data-kind="main" data-wide="" name="answer" value="register">'
        "Make my sign-in and accept</button></form>"
    )


def _token(token: str) -> str:
    return f'<input type="hidden" name="token" value="{escape(token)}">'


def _field(label: str, name: str, value: str, *, hint: str = "", kind: str = "text", autocomplete: str = "off") -> str:
    hinted = f'<p class="hint" id="{name}-hint">{hint}</p>' if hint else ""
    described = f' aria-describedby="{name}-hint"' if hint else ""
    return (
        f'<div class="field"><label for="{name}">{label}</label>{hinted}'
        f'<input id="{name}" name="{name}" type="{kind}" value="{escape(value)}" autocomplete="{autocomplete}"'
        f' class="input" required{described}></div>'
    )
