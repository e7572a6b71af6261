"""Put the bills and payments of a member into words."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.rules.open_bills import BillState
from smarthub_dash.journeys.billing_words import PAYMENT_NAMES, capital_words, state_words
from smarthub_dash.journeys.view_bills import (
    STEP,
    BillRow,
    BillsRequest,
    BillsView,
    CreditRow,
    Part,
    PaymentRow,
    Sort,
    payment_state_words,
)
from smarthub_dash.journeys.words import PROVIDER_NAMES, dated_text, period_text
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import Period
from state.billing_values import BillingPageView, BillLine, CreditLine, Narrowing, PaymentLine

PARTS = {Part.BILLS: "Bills", Part.PAYMENTS: "Payments", Part.CREDITS: "Capital credits"}
SORTS = {
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.HIGHEST: "Highest first",
    Sort.LOWEST: "Lowest first",
    Sort.ACCOUNT: "By account",
}
TONES = {
    BillState.PAID: "good",
    BillState.DUE: "pen",
    BillState.PAST_DUE: "alert",
    BillState.CANCELLED: "plain",
    BillState.EXTENDED: "pen",
    BillState.ARRANGED: "pen",
}
PAYMENT_TONES = {"Posted": "good", "Processing": "pen", "Refunded": "plain"}
EMPTY = {
    Part.BILLS: ("No bills yet", "Your first bill shows here on the day it is made, and we tell you by e-mail."),
    Part.PAYMENTS: ("No payments yet", "What you pay shows here as soon as we have it."),
    Part.CREDITS: (
        "No capital credits yet",
        "What is left of a year is allocated to its members once a year, and shows here.",
    ),
}
FILES = {Part.BILLS: "bills.csv", Part.PAYMENTS: "payments.csv", Part.CREDITS: "capital-credits.csv"}


def billing_page_view(view: BillsView) -> BillingPageView:
    """Put a chosen list into words, as much of it as the address asks for."""
    request, count = view.request, view.row_count
    title, words = EMPTY[request.part]
    is_narrowed = (request.account_number, request.provider, request.year) != (None, None, None)
    shown = request.row_count
    return BillingPageView(
        part=request.part.value,
        sentence=_sentence(view),
        tabs=[_choice(request, name, part=part, year=None) for part, name in PARTS.items()],
        accounts=_accounts(view),
        providers=_providers(view),
        years=_years(view),
        sorts=[_choice(request, name, sort=sort) for sort, name in SORTS.items()],
        has_accounts=len(view.accounts) > 1,
        has_providers=len({each.provider for each in view.accounts}) > 1,
        narrowed_words=_narrowed_words(view),
        bills=[_bill(row) for row in view.bills[:shown]],
        payments=[_payment(row) for row in view.payments[:shown]],
        credits=[_credit(row) for row in view.credits[:shown]],
        has_rows=count > 0,
        empty_title="Nothing matches your choices" if is_narrowed else title,
        empty_words="Choose another account or year, or show everything." if is_narrowed else words,
        has_choices_to_undo=is_narrowed,
        all_href=address_of(replace(request, account_number=None, provider=None, year=None)),
        more_href=address_of(replace(request, row_count=shown + STEP)) if count > shown else "",
        more_words=f"Show {min(count - shown, STEP)} more" if count > shown else "",
        csv_href=address_of(request, path=f"/billing/{FILES[request.part]}"),
        csv_words=f"Download as a table (CSV, {count:,} {'row' if count == 1 else 'rows'})",
    )


def address_of(request: BillsRequest, *, path: str = "/billing") -> str:
    """Return the address that asks for a list; what is left to us is left out."""
    asked = {
        "show": request.part.value if request.part is not Part.BILLS else "",
        "account": request.account_number or "",
        "provider": request.provider.value if request.provider else "",
        "year": str(request.year or ""),
        "sort": request.sort.value if request.sort is not Sort.NEWEST else "",
        "rows": str(request.row_count) if request.row_count != STEP else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def _choice(request: BillsRequest, name: str, **asked: Any) -> Narrowing:
    wanted = replace(request, row_count=STEP, **asked)
    is_on = all(
        getattr(request, field) == value for field, value in asked.items() if field != "year" or len(asked) == 1
    )
    return Narrowing(name, address_of(wanted), is_on)


def _accounts(view: BillsView) -> list[Narrowing]:
    named = [(each.nickname, each.account_number) for each in view.accounts]
    return [_choice(view.request, name, account_number=number) for name, number in [("All accounts", None), *named]]


def _providers(view: BillsView) -> list[Narrowing]:
    served = {each.provider for each in view.accounts}
    named = [(PROVIDER_NAMES[each], each) for each in Provider if each in served]
    return [_choice(view.request, name, provider=each) for name, each in [("Both providers", None), *named]]


def _years(view: BillsView) -> list[Narrowing]:
    named = [(str(year), year) for year in view.years]
    return [_choice(view.request, name, year=year) for name, year in [("All years", None), *named]]


def _narrowed_words(view: BillsView) -> str:
    request = view.request
    names = {each.account_number: each.nickname for each in view.accounts}
    said = [
        names.get(request.account_number or "", "All accounts"),
        *([PROVIDER_NAMES[request.provider]] if request.provider else []),
        str(request.year) if request.year else "all years",
        SORTS[request.sort].lower(),
    ]
    return ", ".join(said)


def _sentence(view: BillsView) -> str:
    request, count = view.request, view.row_count
    if request.part is Part.BILLS:
        owed = sum(row.owed_cents for row in view.bills)
        said = f"{money_text(owed)} of them is still to be paid" if owed else "All of them are paid"
        return f"{count:,} {'bill' if count == 1 else 'bills'}. {said}." if count else ""
    if request.part is Part.PAYMENTS:
        paid = sum(row.payment.cents for row in view.payments if row.is_posted)
        return f"{count:,} {'entry' if count == 1 else 'entries'}, {money_text(paid)} in all." if count else ""
    return capital_words([row.credit for row in view.credits])


def _bill(row: BillRow) -> BillLine:
    bill, account = row.bill, row.account
    said = [
        *(["Estimated"] if bill.is_estimated else []),
        *(["Replaces an earlier bill"] if bill.revision else []),
        *(["Budget billing"] if bill.billed_cents != bill.charges_cents else []),
    ]
    return BillLine(
        number=bill.bill_number,
        href=f"/bills/{bill.bill_number}",
        pdf_href=f"/bills/{bill.bill_number}.pdf",
        day=dated_text(bill.issued_on),
        period=period_text(Period(bill.start_on, bill.end_on)),
        account=account.nickname,
        account_number=account.account_number,
        kind=account.kind.value,
        amount=money_text(bill.billed_cents),
        owed_words=_owed_words(row),
        badge=state_words(row.state, due_on=row.due_on),
        tone=TONES[row.state],
        notes=" · ".join(said),
    )


def _owed_words(row: BillRow) -> str:
    if not row.owed_cents:
        return ""
    if row.state is BillState.ARRANGED:
        return f"{money_text(row.owed_cents)} in installments"
    due = "was due" if row.state is BillState.PAST_DUE else "due"
    return f"{money_text(row.owed_cents)} {due} {dated_text(row.due_on)}"


def _payment(row: PaymentRow) -> PaymentLine:
    payment, account = row.payment, row.account
    badge = payment_state_words(row)
    return PaymentLine(
        day=dated_text(payment.posted_on),
        what=PAYMENT_NAMES[payment.kind],
        account=account.nickname,
        account_number=account.account_number,
        kind=account.kind.value,
        amount=money_text(payment.cents),
        badge=badge,
        tone=PAYMENT_TONES.get(badge, "alert"),
        about="" if row.receipt_number else payment.memo,
        receipt_href=f"/billing/receipts/{row.receipt_number}" if row.receipt_number else "",
    )


def _credit(row: CreditRow) -> CreditLine:
    credit, account = row.credit, row.account
    return CreditLine(
        day=dated_text(credit.posted_on),
        year=str(credit.year),
        what={"allocated": "Allocated to you", "retired": "Paid out to you"}[credit.kind],
        account=account.nickname,
        account_number=account.account_number,
        amount=money_text(credit.cents),
    )
