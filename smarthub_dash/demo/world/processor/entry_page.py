"""The page on which a card or bank account is entered: the only place where a number is ever typed."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from smarthub_dash.demo.world.processor.look import page, text_field, wrong_box
from smarthub_dash.demo.world.processor.methods import BANK, CARD

_KIND_NAMES = {CARD: "Card", BANK: "Bank account"}
_CARDS_TO_TRY = (
    ("4242424242424242", "is paid"),
    ("4000002500003155", "asks you to approve each payment"),
    ("4000000000000002", "is declined"),
    ("4000000000009995", "has insufficient funds"),
    ("4000000000000069", "is declined as expired"),
)
_ACCOUNTS_TO_TRY = (
    ("000123456789", "is paid"),
    ("000222222227", "comes back: insufficient funds"),
    ("000111111116", "comes back: account closed"),
    ("000333333335", "comes back: not authorized"),
    ("000555555559", "is paid and comes back later"),
    ("000777777771", "is refused at once"),
)
_AUTHORIZATION = (
    "I authorize Callaway Electric Cooperative to debit this bank account for the amounts that I confirm, or that I "
    "agreed to in an automatic payment, and to correct a debit made in error. I can take this back at any time by "
    "removing the account or by calling the cooperative at least three business days before a debit."
)


def entry_page(
    *, kind: str, kinds: Sequence[str], form: Mapping[str, str], faults: Mapping[str, str], cancel_url: str
) -> str:
    """Return the page, with what was typed before and what is wrong with it."""
    title = "Add a card" if kind == CARD else "Add a bank account"
    fields = _card_fields(form, faults) if kind == CARD else _bank_fields(form, faults)
    return page(
        title,
        f"<h1>{title}</h1><p>for Callaway Electric Cooperative. Nothing is charged now.</p>{_switch(kind, kinds)}"
        f"{wrong_box(faults)}{_to_try(kind)}"
        f'<form method="post" action="?kind={kind}" novalidate>{fields}<button>{title}</button>'
        f'<a class="button quiet" href="{escape(cancel_url)}">Cancel and go back</a></form>',
        is_wrong=bool(faults),
    )


def over_page(*, way_back: str, is_done: bool) -> str:
    """Return the page for an address that was used or is too old."""
    title = "This is already added" if is_done else "This page has expired"
    words = "You can go on where you came from." if is_done else "Go back and begin once more."
    return page(title, f'<h1>{title}</h1><p>{words}</p><a class="button" href="{escape(way_back)}">Go back</a>')


def unknown_page() -> str:
    """Return the page for an address that never was one."""
    return page("Not found", "<h1>There is no such page</h1><p>Go back to where you came from and begin once more.</p>")


def _switch(kind: str, kinds: Sequence[str]) -> str:
    if len(kinds) < 2:
        return ""
    links = "".join(
        f'<a href="?kind={each}"{" aria-current=page" if each == kind else ""}>{_KIND_NAMES[each]}</a>'
        for each in kinds
    )
    return f'<nav aria-label="What to add">{links}</nav>'


def _card_fields(form: Mapping[str, str], faults: Mapping[str, str]) -> str:
    def field(name: str, label: str, hint: str, kind: str) -> str:
        return text_field(name, label, form=form, faults=faults, hint=hint, kind=kind)

    return (
        field("number", "Card number", "", "cc-number")
        + '<div class="two">'
        + field("expiry", "Expires", "Month / year", "cc-exp")
        + field("cvc", "Security code", "On the back", "cc-csc")
        + "</div>"
        + field("holder", "Name on the card", "", "cc-name")
        + field("zip", "ZIP code", "", "postal-code")
    )


def _bank_fields(form: Mapping[str, str], faults: Mapping[str, str]) -> str:
    def field(name: str, label: str, hint: str, kind: str = "off") -> str:
        return text_field(name, label, form=form, faults=faults, hint=hint, kind=kind)

    agreed = " checked" if form.get("agree") == "yes" else ""
    return (
        field("holder", "Name on the bank account", "", "name")
        + _account_types(form.get("type", ""), faults.get("type", ""))
        + field("routing", "Routing number", "The first 9 digits at the bottom of a check")
        + field("account", "Account number", "4 to 17 digits, after the routing number")
        + field("again", "Account number again", "")
        + f'<div class="field">{_bad("agree", faults)}<label class="choice"><input type="checkbox" id="agree" '
        + f'name="agree" value="yes"{agreed}{_described("agree", faults)}><span>{_AUTHORIZATION}</span></label></div>'
    )


def _account_types(chosen: str, fault: str) -> str:
    names = (("checking", "Checking"), ("savings", "Savings"))
    radios = "".join(
        f'<label class="choice"><input type="radio" name="type" value="{value}"'
        f"{' id=type' if at == 0 else ''}{' checked' if value == chosen else ''}><span>{name}</span></label>"
        for at, (value, name) in enumerate(names)
    )
    faults = {"type": fault} if fault else {}
    said_by = _described("type", faults)
    return f"<fieldset{said_by}><legend>Account type</legend>{_bad('type', faults)}{radios}</fieldset>"


def _bad(name: str, faults: Mapping[str, str]) -> str:
    return f'<p class="bad" id="{name}-bad">{escape(faults[name])}</p>' if name in faults else ""


def _described(name: str, faults: Mapping[str, str]) -> str:
    return f' aria-describedby="{name}-bad"' if name in faults else ""


def _to_try(kind: str) -> str:
    lines = "".join(f"<li>{_filled(kind, number)} {words}</li>" for number, words in _numbers(kind))
    return (
        '<details class="card"><summary>Test numbers to try</summary><p class="hint">This is a demo: it takes these '
        f'numbers and no real ones. Follow one to fill in the form.</p><ul class="try">{lines}</ul></details>'
    )


def _numbers(kind: str) -> Sequence[tuple[str, str]]:
    return _CARDS_TO_TRY if kind == CARD else _ACCOUNTS_TO_TRY


def _filled(kind: str, number: str) -> str:
    asked = urlencode({"kind": kind, "try": number})
    shown = " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if kind == CARD else number
    return f'<a href="?{escape(asked)}">{shown}</a>'
