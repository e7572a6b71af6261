"""The parts of a bill in full, each made of what was read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from smarthub_dash.domain.billing.queries.around_bill import BookSum, LedgerLine
from smarthub_dash.domain.billing.queries.bill_readings import CountedPeriod, MeterReading
from smarthub_dash.domain.billing.queries.whole_bill import EarlierBill, FoundBill, PrintedLine
from smarthub_dash.domain.billing.rules import LedgerBook, LedgerKind
from smarthub_dash.domain.rates.rules.lines import FOLLOWS_USE
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.journeys.bill_shapes import BillLedger, BillService, BillTotals, CountedUse

YEAR = timedelta(days=365)
SAME_SEASON = timedelta(days=20)
"""How far from a year before a bill may begin and still be the one of last year."""


def last_bill(around: Sequence[EarlierBill], start_on: date) -> EarlierBill | None:
    """Return the bill of the period before the one that begins on a day."""
    earlier = [each for each in around if each.period.end_on <= start_on and not each.is_cancelled]
    return earlier[-1] if earlier else None


def bill_of_last_year(around: Sequence[EarlierBill], start_on: date) -> EarlierBill | None:
    """Return the bill of the same season a year before the period that begins on a day."""

    def distance(each: EarlierBill) -> timedelta:
        return abs(each.period.start_on - (start_on - YEAR))

    near = [each for each in around if distance(each) <= SAME_SEASON and not each.is_cancelled]
    return min(near, key=distance) if near else None


def services_of(lines: Sequence[PrintedLine], readings: Sequence[MeterReading]) -> tuple[BillService, ...]:
    """Return the lines of a bill by service, in the order of the bill."""
    found: dict[UUID, list[PrintedLine]] = {}
    for line in lines:
        found.setdefault(line.service_agreement_id, []).append(line)
    return tuple(
        BillService(
            service_agreement_id=agreement_id,
            kind=own[0].service_kind,
            street=own[0].street,
            place=own[0].place,
            lines=tuple(own),
            readings=tuple(row for row in readings if row.service_agreement_id == agreement_id),
        )
        for agreement_id, own in found.items()
    )


def totals_of(bill: FoundBill, lines: Sequence[PrintedLine], books: Mapping[LedgerBook, BookSum]) -> BillTotals:
    """Return what a bill comes to."""
    put_off, put_by = (books.get(book, BookSum(0, 0)) for book in (LedgerBook.BUDGET, LedgerBook.METERING))
    return BillTotals(
        charges_cents=bill.charges_cents,
        use_cents=sum(line.cents for line in lines if line.kind in FOLLOWS_USE),
        tax_cents=sum(line.cents for line in lines if line.kind == ChargeKind.TAX),
        put_off_cents=bill.charges_cents - bill.billed_cents,
        put_off_in_all_cents=put_off.cents,
        # What is held for a member stands on the other side of the books.
        put_by_cents=max(-put_by.of_bill_cents, 0),
        put_by_in_all_cents=-put_by.cents,
    )


def ledger_of(bill: FoundBill, around: Sequence[EarlierBill], lines: Sequence[LedgerLine]) -> BillLedger:
    """
    Return the account from the last bill to this one, and from this one to the next.

    Shape: `lines` begin with the last bill at the latest, in the order of the ledger.
    """
    starts = {each.statement_id: each.period.start_on for each in around}
    start_on, own_at = bill.period.start_on, _place_of(bill, lines)
    billed = ((at, _billed_by(line)) for at, line in enumerate(lines))
    bills = [(at, starts[each]) for at, each in billed if each is not None and each in starts]
    first = max((at + 1 for at, starts_on in bills if at < own_at and starts_on < start_on), default=0)
    has_entry = own_at < len(lines) and _billed_by(lines[own_at]) == bill.statement_id
    after = own_at + has_entry
    until = min((at for at, starts_on in bills if at >= after and starts_on > start_on), default=len(lines))
    entries = tuple(lines[first:own_at])
    return BillLedger(
        opening_cents=bill.previous_cents - sum(line.cents for line in entries),
        entries=entries,
        previous_cents=bill.previous_cents,
        billed_cents=bill.billed_cents,
        since=tuple(lines[after:until]),
    )


def last_posted_before(bill: FoundBill, around: Sequence[EarlierBill]) -> date:
    """Return the day from which the ledger is read so that it begins with the last bill at the latest."""
    earlier = (each.issued_on for each in around if each.period.start_on < bill.period.start_on)
    return max((day for day in earlier if day <= bill.issued_on), default=date.min)


def use_by_period(
    around: Iterable[EarlierBill],
    own: FoundBill,
    readings: Mapping[UUID, Sequence[MeterReading]],
    counted: Iterable[CountedPeriod],
    unit: QuantityUnit,
) -> Mapping[date, CountedUse]:
    """Return what was used by billing period: as its bill had counted it, or as known today where it kept nothing."""
    found: dict[date, list[MeterReading | CountedPeriod]] = {}
    for row in counted:
        found.setdefault(row.start_on, []).append(row)
    standing = [each for each in around if not each.is_cancelled]
    kept = {each.period.start_on: readings.get(each.statement_id, ()) for each in standing}
    kept[own.period.start_on] = readings.get(own.statement_id, ())
    found.update({start_on: list(rows) for start_on, rows in kept.items() if rows})
    sums = {start_on: _use(rows, unit) for start_on, rows in sorted(found.items())}
    return {start_on: use for start_on, use in sums.items() if use}


def _use(rows: Sequence[MeterReading | CountedPeriod], unit: QuantityUnit) -> CountedUse | None:
    counted = [row for row in rows if row.unit == unit]
    if not counted:
        return None
    return CountedUse(
        quantity=sum(row.quantity for row in counted if row.flow == Flow.DELIVERED),
        received=sum(row.quantity for row in counted if row.flow == Flow.RECEIVED),
        estimated_quantity=sum(row.estimated_quantity for row in counted if row.flow == Flow.DELIVERED),
    )


def _place_of(bill: FoundBill, lines: Sequence[LedgerLine]) -> int:
    """Return where a bill stands among what was posted; one of nothing left no entry and stands after its day."""
    for at, line in enumerate(lines):
        if _billed_by(line) == bill.statement_id:
            return at
    return sum(line.posted_on <= bill.issued_on for line in lines)


def _billed_by(line: LedgerLine) -> UUID | None:
    return line.statement_id if line.kind == LedgerKind.STATEMENT else None
