"""The words of bills, payments and credits on screens and in files."""

from collections.abc import Sequence
from datetime import date

from smarthub_dash.domain.billing.queries.bill_lists import PAYING, ListedCapitalCredit
from smarthub_dash.domain.billing.queries.bill_readings import MeterReading
from smarthub_dash.domain.billing.queries.whole_bill import PrintedLine
from smarthub_dash.domain.billing.rules import CapitalCreditKind, LedgerKind
from smarthub_dash.domain.billing.rules.open_bills import BillState
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.bill_words import ENTRIES
from smarthub_dash.journeys.words import dated_text, extended_words, hours_text, period_text, quantity_text, sent_text
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period

STATES = {
    BillState.PAID: "Paid",
    BillState.DUE: "Due",
    BillState.PAST_DUE: "Past due",
    BillState.CANCELLED: "Cancelled",
    BillState.ARRANGED: "Payment plan",
}
PAYMENT_NAMES = {**{kind: ENTRIES[kind] for kind in PAYING}, LedgerKind.PAYMENT: "Payment"}


def state_words(state: BillState, *, due_on: date) -> str:
    """Return where a bill stands: "Past due", "Extended to Dec 5"."""
    return extended_words(due_on) if state is BillState.EXTENDED else STATES[state]


def capital_words(shares: Sequence[ListedCapitalCredit]) -> str:
    """Say what was allocated in all, and what of it was paid out."""
    if not shares:
        return ""
    held, paid = (
        sum(each.cents for each in shares if each.kind is kind)
        for kind in (CapitalCreditKind.ALLOCATED, CapitalCreditKind.RETIRED)
    )
    return f"{money_text(held)} allocated to you so far, {money_text(paid)} of it paid out."


def change_text(cents: Cents) -> str:
    """Write a change with its sign: "+$12.40", "-$3.00"."""
    return f"+{money_text(cents)}" if cents > 0 else money_text(cents)


def due_sentence(owed_cents: Cents, state: BillState, *, billed_cents: Cents, due_on: date) -> str:
    """Say what of a bill is still to be paid, and by when."""
    if state is BillState.CANCELLED:
        return "Taken back: nothing of it is owed."
    if state is BillState.PAID:
        return "Nothing of it is left to pay."
    if state is BillState.ARRANGED:
        return f"{money_text(owed_cents)} of it is in your payment plan."
    if state is BillState.EXTENDED:
        return f"{money_text(owed_cents)} for it is to be paid by {dated_text(due_on)}: it was given more days."
    is_late = state is BillState.PAST_DUE
    if owed_cents == billed_cents:
        return f"{'Was due' if is_late else 'Due'} on {dated_text(due_on)}."
    return f"{money_text(owed_cents)} for it {'was' if is_late else 'is'} due on {dated_text(due_on)}."


def line_rate_words(line: PrintedLine) -> str:
    """Say by which rate a line was priced, and since when that is in force."""
    name = f"{line.rate_title} ({line.rate_code})" if line.rate_title else line.rate_code
    return f"Rate: {name}, in force since {dated_text(line.rate_from)}." if line.rate_from else f"Rate: {name}."


def reading_words(reading: MeterReading, period: Period) -> str:
    """Say what a meter had counted when a bill was made, and how that is known."""
    counted = (
        quantity_text(reading.quantity, reading.unit)
        if reading.flow is Flow.DELIVERED
        else sent_text(reading.quantity, reading.unit)
    )
    said = f"Meter {reading.meter_number} counted {counted}, {period_text(period)}"
    doubts = []
    if reading.estimated_quantity:
        doubts.append(f"{quantity_text(reading.estimated_quantity, reading.unit)} of it estimated")
    if reading.missing_seconds:
        doubts.append(f"{hours_text(reading.missing_seconds)} not read")
    return f"{said} ({', '.join(doubts)})." if doubts else f"{said}."
