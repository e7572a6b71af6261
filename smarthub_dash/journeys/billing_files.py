"""Bills, payments and capital credits as tables for a spreadsheet: the rows of the screen, all of them."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from smarthub_dash.journeys.archive_files import cell
from smarthub_dash.journeys.billing_words import PAYMENT_NAMES, state_words
from smarthub_dash.journeys.view_bills import (
    BillRow,
    BillsView,
    CreditRow,
    Part,
    PaymentRow,
    payment_state_words,
)
from smarthub_dash.journeys.words import PROVIDER_NAMES
from smarthub_dash.kit.money import Cents

COLUMNS = {
    Part.BILLS: (
        *("bill_number", "account_number", "account", "provider", "from", "to", "issued_on", "due_on"),
        *("charges_usd", "asked_usd", "still_owed_usd", "state", "estimated"),
    ),
    Part.PAYMENTS: (
        *("account_number", "account", "provider", "posted_on", "what", "paid_usd"),
        *("state", "receipt_number", "about"),
    ),
    Part.CREDITS: ("account_number", "account", "year", "what", "posted_on", "amount_usd"),
}


def billing_csv(view: BillsView) -> str:
    """Return a list as CSV with its column names; no text of it is a formula."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS[view.request.part])
    rows = [*map(_bill, view.bills), *map(_payment, view.payments), *map(_credit, view.credits)]
    # An amount below zero begins like a formula and is none.
    writer.writerows([value if isinstance(value, Decimal) else cell(value) for value in row] for row in rows)
    return file.getvalue()


def dollars(cents: Cents) -> Decimal:
    """Return an amount as a spreadsheet adds it up, always with two decimals. Source: 14210 is 142.10."""
    return Decimal(cents).scaleb(-2)


def _bill(row: BillRow) -> Sequence[Any]:
    bill, account = row.bill, row.account
    return (
        bill.bill_number,
        account.account_number,
        account.nickname,
        PROVIDER_NAMES[account.provider],
        bill.start_on,
        bill.end_on,
        bill.issued_on,
        bill.due_on,
        dollars(bill.charges_cents),
        dollars(bill.billed_cents),
        dollars(row.owed_cents),
        state_words(row.state, due_on=row.due_on),
        bill.is_estimated,
    )


def _payment(row: PaymentRow) -> Sequence[Any]:
    payment, account = row.payment, row.account
    return (
        account.account_number,
        account.nickname,
        PROVIDER_NAMES[account.provider],
        payment.posted_on,
        PAYMENT_NAMES[payment.kind],
        dollars(payment.cents),
        payment_state_words(row),
        row.receipt_number,
        payment.memo,
    )


def _credit(row: CreditRow) -> Sequence[Any]:
    credit, account = row.credit, row.account
    words = (account.account_number, account.nickname, credit.year, credit.kind.value)
    return (*words, credit.posted_on, dollars(credit.cents))
