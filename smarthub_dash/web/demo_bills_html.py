"""Printed bills of the demo, drawn below the form that asks for what stands on them."""

from collections.abc import Sequence
from html import escape

from smarthub_dash.demo.printed_bills import PrintedBill
from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.journeys.words import money_text

NAMES = {Provider.CEC: "Callaway Electric", Provider.CALLABYTE: "Callabyte"}
_MARKS = {Provider.CEC: "electric", Provider.CALLABYTE: "internet"}


def printed_bills_html(bills: Sequence[PrintedBill]) -> str:
    """Return the bills as pictures of paper; nothing to press, only to read."""
    if not bills:
        return (
            '<section class="demo"><h2>Everyone has registered</h2>'
            "<p>In this demo no account is left that nobody has registered.</p></section>"
        )
    drawn = "".join(_bill_html(bill) for bill in bills)
    return (
        '<section class="demo" aria-labelledby="printed"><h2 id="printed">Printed bills to try it with</h2>'
        '<p class="soft">These people are made up. Nobody has registered their accounts yet, so you can. '
        "Use any e-mail address: no letter leaves this machine.</p>"
        f"{drawn}</section>"
    )


def _bill_html(bill: PrintedBill) -> str:
    return (
        f'<article class="sheet paper" data-provider="{_MARKS[bill.provider]}" aria-label="'
        f'{escape(f"Printed bill of {bill.name_on_account}")}">'
        f"<p><strong>{escape(NAMES[bill.provider])}</strong></p>"
        f"<p>{escape(bill.name_on_account)}<br>{escape(bill.street)}<br>{escape(bill.place)}</p><dl>"
        f"{_entry_html('Account number', bill.account_number)}"
        f"{_entry_html('Amount of this bill', money_text(bill.charges_cents))}"
        f"{_entry_html('Your one-time code for SmartHub', bill.code)}"
        "</dl></article>"
    )


def _entry_html(name: str, value: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
