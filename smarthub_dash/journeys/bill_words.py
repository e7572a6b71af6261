"""The words of a bill on paper, each made of the figures that the screen shows too."""

from collections.abc import Iterator
from datetime import date, timedelta

from smarthub_dash.documents.paper import PaperBar, PaperLine, PaperService, PaperSum, PaperTable, PaperYear
from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.billing.queries.around_bill import LedgerLine
from smarthub_dash.domain.billing.queries.bill_readings import MeterReading
from smarthub_dash.domain.billing.queries.whole_bill import PrintedLine
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.journeys.bill_shapes import BillInFull, BillService, BillTotals, CountedUse, UsedPeriod
from smarthub_dash.journeys.words import (
    PER_SHOWN_UNIT,
    SHOWN_UNITS,
    day_text,
    days_text,
    quantity_text,
    sent_text,
)
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import Period

SERVICES = {ServiceKind.ELECTRIC: "Electric service", ServiceKind.INTERNET: "Internet service"}
ENTRIES = {
    LedgerKind.STATEMENT: "Bill",
    LedgerKind.PAYMENT: "Payment, thank you",
    LedgerKind.REVERSAL: "Payment returned",
    LedgerKind.REFUND: "Payment given back",
    LedgerKind.CANCELLATION: "Bill cancelled",
    LedgerKind.LATE_CHARGE: "Late charge",
    LedgerKind.DEPOSIT: "Deposit",
    LedgerKind.DEPOSIT_REFUND: "Deposit paid back",
    LedgerKind.CREDIT: "Credit",
    LedgerKind.TRANSFER: "Transfer",
    LedgerKind.BUDGET_TRUE_UP: "Budget billing settled",
    LedgerKind.METERING_CREDIT: "Credit for energy sent back",
    LedgerKind.METERING_EXPIRY: "Credit for energy expired",
    LedgerKind.CAPITAL_CREDIT: "Capital credits",
}
DAY_SECONDS = 86_400


def services_on_paper(bill: BillInFull) -> tuple[PaperService, ...]:
    """Return each service with its rate, what its meters counted, and its lines."""
    has_places = len({service.street for service in bill.services}) > 1
    return tuple(
        PaperService(
            name=_service_name(service, has_places=has_places),
            reads=tuple(_reads(service)),
            lines=tuple(_line(line) for line in service.lines),
        )
        for service in bill.services
    )


def sums_on_paper(bill: BillInFull) -> tuple[PaperSum, ...]:
    """Return how the lines come to the amount due."""
    totals, ledger = bill.totals, bill.ledger
    sums = [PaperSum("This bill", money_text(totals.charges_cents))]
    if totals.put_off_cents:
        sums.append(PaperSum(_put_off_words(totals), money_text(-totals.put_off_cents)))
    before = "Credit from before" if ledger.previous_cents < 0 else "Owed from before"
    sums.append(PaperSum(before, money_text(ledger.previous_cents)))
    return (*sums, PaperSum(_asked_words(bill), money_text(abs(ledger.balance_cents)), is_main=True))


def year_on_paper(bill: BillInFull) -> PaperYear:
    """Return the chart of the year, in bars and in words."""
    if not bill.year or bill.use is None:
        return PaperYear("Your year", "Nothing is metered for this account.", "", ())
    told = {0, len(bill.year) - 1, _most(bill.year)}
    bars = tuple(_bar(each, bill.unit, is_told=at in told) for at, each in enumerate(bill.year))
    spoken = ", ".join(_spoken(each, bill.unit) for each in bill.year)
    alt = f"Bars of what {len(bars)} bills counted: {spoken}."
    return PaperYear(f"Your year in {SHOWN_UNITS[bill.unit]}", _use_sentence(bill, bill.use), alt, bars)


def compare_on_paper(bill: BillInFull) -> PaperTable:
    """Return this bill beside the last one and the one of a year ago, as far as there are any."""
    own = bill.bill
    shown: list[tuple[str, Period, int, CountedUse | None]] = [("This bill", own.period, own.charges_cents, bill.use)]
    for name, other in (("Last bill", bill.last_bill), ("A year ago", bill.last_year)):
        if other is not None:
            shown.append((name, other.bill.period, other.bill.charges_cents, other.use))
    rows = [("Days", *(str(period.day_count) for _, period, _, _ in shown))]
    if any(use for *_, use in shown):
        rows.append(("Used", *(quantity_text(use.quantity, bill.unit) if use else "-" for *_, use in shown)))
        a_day = (use.quantity // period.day_count if use else None for _, period, _, use in shown)
        rows.append(("Used a day", *(quantity_text(each, bill.unit) if each is not None else "-" for each in a_day)))
    if bill.unit is QuantityUnit.WH and any(use and use.received for *_, use in shown):
        rows.append(("Sent back", *(quantity_text(use.received, bill.unit) if use else "-" for *_, use in shown)))
    rows.append(("Charges", *(money_text(cents) for _, _, cents, _ in shown)))
    return PaperTable(("", *(name for name, *_ in shown)), tuple(rows))


def ledger_on_paper(bill: BillInFull) -> PaperTable:
    """Return what changed the balance from the last bill to this one."""
    ledger, own = bill.ledger, bill.bill
    begins = day_text(bill.last_bill.bill.issued_on) if bill.last_bill else ""
    opening = "Balance after your last bill" if bill.last_bill else "Balance before your first bill"
    billed = "This bill" if own.charges_cents == own.billed_cents else "This bill's budget installment"
    rows = (
        (begins, opening, money_text(ledger.opening_cents)),
        *((day_text(entry.posted_on), entry_words(entry), money_text(entry.cents)) for entry in ledger.entries),
        (day_text(own.issued_on), billed, money_text(ledger.billed_cents)),
        ("", _asked_words(bill), money_text(abs(ledger.balance_cents))),
    )
    return PaperTable(("Day", "What", "Amount"), rows)


def entry_words(entry: LedgerLine) -> str:
    """Say what changed a balance. The number of a receipt is for the office."""
    return ENTRIES[entry.kind] if entry.kind == LedgerKind.PAYMENT or not entry.memo else entry.memo


def days_billed(period: Period) -> str:
    """Write the days of a bill, the last one included: "Oct 14 to Nov 13, 2026 (31 days)"."""
    last = period.end_on - timedelta(days=1)
    return f"{day_text(period.start_on)} to {day_text(last)}, {last.year} ({days_text(period.day_count)})"


def _asked_words(bill: BillInFull) -> str:
    if bill.bill.cancelled_on is not None:
        return "Asked for, before it was cancelled"
    return "Amount due" if bill.ledger.balance_cents >= 0 else "Your credit"


def _put_off_words(totals: BillTotals) -> str:
    if totals.put_off_cents > 0:
        return "Put off by budget billing"
    return "Paid on what was put off before" if totals.put_off_in_all_cents >= 0 else "Paid ahead by budget billing"


def _service_name(service: BillService, *, has_places: bool) -> str:
    rates = dict.fromkeys(_rate(line) for line in service.lines)
    place = f" at {service.street}" if has_places else ""
    return f"{SERVICES[service.kind]}{place}: {'; then '.join(each for each in rates if each)}".rstrip(": ")


def _rate(line: PrintedLine) -> str:
    from_on = f", rate of {line.rate_from:%b} {line.rate_from.day}, {line.rate_from.year}" if line.rate_from else ""
    return f"{line.rate_title}{from_on}" if line.rate_title else ""


def _reads(service: BillService) -> Iterator[str]:
    for row in service.readings:
        counted = quantity_text(row.quantity, row.unit)
        if row.flow == Flow.RECEIVED:
            yield f"Meter {row.meter_number}: {sent_text(row.quantity, row.unit)}"
            continue
        yield f"Meter {row.meter_number}: {counted}{_quality(row)}"


def _quality(row: MeterReading) -> str:
    if row.estimated_quantity:
        return f", of it {quantity_text(row.estimated_quantity, row.unit)} estimated"
    if row.missing_seconds >= DAY_SECONDS:
        return f", without {days_text(row.missing_seconds // DAY_SECONDS)} that were not read"
    return ", measured"


def _line(line: PrintedLine) -> PaperLine:
    basis = " × ".join(each for each in (line.quantity_text, line.price_text) if each)
    return PaperLine(line.label, basis, money_text(line.cents))


def _bar(each: UsedPeriod, unit: QuantityUnit, *, is_told: bool) -> PaperBar:
    shown = each.use.quantity / PER_SHOWN_UNIT[unit]
    return PaperBar(
        label=f"{_month(each.start_on):%b}",
        text=f"{shown:,.0f}" if shown >= 10 else f"{shown:,.1f}",
        value=each.use.quantity,
        is_this=each.is_this,
        is_estimated=each.use.estimated_quantity > 0,
        is_told=is_told,
    )


def _spoken(each: UsedPeriod, unit: QuantityUnit) -> str:
    estimated = ", in part estimated" if each.use.estimated_quantity else ""
    return f"{_month(each.start_on):%B %Y} {quantity_text(each.use.quantity, unit)}{estimated}"


def _month(start_on: date) -> date:
    # A billing period is called by the month it ends in; its last days are four weeks after its first.
    return start_on + timedelta(days=27)


def _most(year: tuple[UsedPeriod, ...]) -> int:
    return max(range(len(year)), key=lambda at: year[at].use.quantity)


def _use_sentence(bill: BillInFull, use: CountedUse) -> str:
    days = bill.bill.period.day_count
    a_day = quantity_text(use.quantity // days, bill.unit)
    sentence = f"{quantity_text(use.quantity, bill.unit)} in {days_text(days)}, {a_day} a day"
    if use.received and bill.unit is QuantityUnit.WH:
        sentence += f"; {sent_text(use.received, bill.unit)}"
    before = bill.last_year.use if bill.last_year else None
    if bill.last_year is None or before is None or not before.quantity:
        return sentence + "."
    ratio = use.quantity * bill.last_year.bill.period.day_count / (before.quantity * days)
    percent = round(100 * (ratio - 1))
    if not percent:
        return f"{sentence}: as much as a year ago."
    return f"{sentence}: {abs(percent)}% {'more' if percent > 0 else 'less'} a day than a year ago."
