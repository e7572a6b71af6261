"""The words of bills, payments and credits on screens and in files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.billing.queries.bill_lists import PAYING, ListedCapitalCredit
from smarthub_dash.domain.billing.queries.bill_readings import MeterReading
from smarthub_dash.domain.billing.queries.whole_bill import PrintedLine
from smarthub_dash.domain.billing.rules import CapitalCreditKind, LedgerKind
from smarthub_dash.domain.billing.rules.open_bills import BillState
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.bill_words import ENTRIES
from smarthub_dash.journeys.words import dated_text, hours_text, period_text, quantity_text, sent_text
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period

STATES = {
    BillState.PAID: "Paid",
    BillState.DUE: "Due",
    BillState.PAST_DUE: "Past due",
    BillState.CANCELLED: "Cancelled",
}
PAYMENT_NAMES = {**{kind: ENTRIES[kind] for kind in PAYING}, LedgerKind.PAYMENT: "Payment"}


@dataclass(frozen=True, slots=True)
class BillRemark:
    """Something out of the ordinary on a bill, and the other bill it leads to, if any."""

    words: str
    bill_number: str
    link: str
    tone: str


def state_words(state: BillState) -> str:
    """Return where a bill stands: "Past due"."""
    return STATES[state]


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


def remarks_on(full: BillInFull) -> tuple[BillRemark, ...]:
    """Say what is out of the ordinary on a bill: taken back, replaced, estimated, settled, levelized, put by."""
    return (*_taken_back(full), *_estimated(full), *_levelized(full), *_put_by(full))


def _taken_back(full: BillInFull) -> Iterator[BillRemark]:
    bill = full.bill
    if bill.cancelled_on:
        because = f": {bill.cancelled_because.rstrip('.')}" if bill.cancelled_because else ""
        words = f"This bill was taken back on {dated_text(bill.cancelled_on)}{because}."
        yield BillRemark(words, bill.replaced_by, "See the bill that took its place", "alert")
    elif bill.revision:
        yield BillRemark("This bill replaces an earlier one of the same days, which was taken back.", "", "", "plain")


def _estimated(full: BillInFull) -> Iterator[BillRemark]:
    if full.bill.is_estimated:
        guessed = full.use.estimated_quantity if full.use else 0
        part = f"{quantity_text(guessed, full.unit)} of the use" if guessed else "Part of the use"
        words = f"{part} on this bill was estimated, because reads were missing."
        if full.settled_by is None:
            words += " When they arrive, a later bill settles the difference."
        yield BillRemark(words, "", "", "plain")
    if full.settled_by:
        words = f"The difference to what was measured since, {change_text(full.settled_by.cents)}, is on a later bill."
        yield BillRemark(words, full.settled_by.settled_by_number, "See the bill that settled it", "plain")
    for each in full.true_ups:
        words = f"This bill settles an earlier one that was estimated: {change_text(each.cents)}."
        yield BillRemark(words, each.estimated_number, "See the estimated bill", "plain")


def _levelized(full: BillInFull) -> Iterator[BillRemark]:
    totals, budget = full.totals, full.budget
    if not totals.put_off_cents and budget is None:
        return
    asked, charged = money_text(full.bill.billed_cents), money_text(full.bill.charges_cents)
    way = "put off" if totals.put_off_cents >= 0 else "paid in advance"
    words = f"Budget Billing: this bill asks for {asked}; its charges are {charged}. "
    words += f"{money_text(abs(totals.put_off_cents))} is {way}"
    in_all = totals.put_off_in_all_cents
    if in_all:
        words += f", {money_text(abs(in_all))} is {'put off' if in_all > 0 else 'paid in advance'} in all"
    until = f"; it is settled from {dated_text(budget.trues_up_on)} on" if budget else ""
    yield BillRemark(f"{words}{until}.", "", "", "plain")


def _put_by(full: BillInFull) -> Iterator[BillRemark]:
    totals = full.totals
    if totals.put_by_cents:
        words = f"You sent back more energy than you used: {money_text(totals.put_by_cents)} is put by"
        yield BillRemark(f"{words} and pays for following bills, for twelve months.", "", "", "good")
