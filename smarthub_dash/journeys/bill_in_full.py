"""
A bill in full: the one reading of it behind the screen, the PDF and the CSV, so that all three hold the same figures.

The number of statements does not grow with what is on the bill.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries.around_bill import (
    book_sums,
    budget_share,
    ledger_lines,
    messages_on,
    true_ups_of,
)
from smarthub_dash.domain.billing.queries.bill_readings import MeterReading, counted_periods, readings_of
from smarthub_dash.domain.billing.queries.whole_bill import (
    EarlierBill,
    FoundBill,
    PrintedLine,
    bill_by_id,
    bill_in,
    bills_around,
    lines_of,
)
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.bill_parts import (
    SAME_SEASON,
    YEAR,
    bill_of_last_year,
    last_bill,
    last_posted_before,
    ledger_of,
    services_of,
    totals_of,
    use_by_period,
)
from smarthub_dash.journeys.bill_shapes import BillInFull, ComparedBill, CountedUse, UsedPeriod
from smarthub_dash.kit.database import Database

BACK = YEAR + SAME_SEASON
AHEAD = timedelta(days=70)
"""How far on the next bill is looked for."""
BARS = 13


def bill_in_full(database: Database, *, scope: AccountScope, bill_number: str) -> BillInFull:
    """
    Return a bill of the member's accounts.

    :raises NotYours: if no account of the scope has such a bill
    """
    with database.reading() as session:
        return read_bill(session, bill=bill_in(session, scope=scope, bill_number=bill_number))


def printed_bill(session: Session, *, statement_id: UUID) -> BillInFull:
    """Return a bill as it is printed or mailed, to whoever the account belongs to."""
    return read_bill(session, bill=bill_by_id(session, statement_id=statement_id))


def read_bill(session: Session, *, bill: FoundBill) -> BillInFull:
    """Return everything that a bill stands on."""
    statement_id, account_id, start_on = bill.statement_id, bill.account_id, bill.period.start_on
    pages = _pages(session, bill)
    last_year = pages.beside(bill_of_last_year(pages.around, start_on))
    entries = ledger_lines(session, account_id=account_id, since=last_posted_before(bill, pages.around))
    books = book_sums(session, account_id=account_id, statement_id=statement_id, on=bill.issued_on)
    settled = true_ups_of(session, statement_id=statement_id)
    own = pages.lines.get(statement_id, ())
    return BillInFull(
        bill=bill,
        services=services_of(own, pages.readings.get(statement_id, ())),
        totals=totals_of(bill, own, books),
        ledger=ledger_of(bill, pages.around, entries),
        unit=pages.unit,
        use=pages.used.get(start_on),
        last_bill=pages.beside(last_bill(pages.around, start_on)),
        last_year=last_year,
        year=_year(pages.used, start_on, last_year),
        budget=budget_share(session, account_id=account_id, on=bill.issued_on),
        true_ups=tuple(each for each in settled if each.settled_by_id == statement_id),
        settled_by=next((each for each in settled if each.estimated_statement_id == statement_id), None),
        messages=tuple(messages_on(session, provider=bill.provider, on=bill.issued_on)),
        numbers={each.statement_id: each.bill_number for each in pages.around},
    )


@dataclass(frozen=True, slots=True)
class _Pages:
    """The bills around one, the lines and readings of those that are shown, and the use of each billing period."""

    around: Sequence[EarlierBill]
    lines: Mapping[UUID, Sequence[PrintedLine]]
    readings: Mapping[UUID, Sequence[MeterReading]]
    used: Mapping[date, CountedUse]
    unit: QuantityUnit

    def beside(self, bill: EarlierBill | None) -> ComparedBill | None:
        if bill is None:
            return None
        lines = tuple(self.lines.get(bill.statement_id, ()))
        return ComparedBill(bill, lines, self.used.get(bill.period.start_on))


def _pages(session: Session, bill: FoundBill) -> _Pages:
    account_id, start_on = bill.account_id, bill.period.start_on
    around = bills_around(session, account_id=account_id, since=start_on - BACK, until=start_on + AHEAD)
    compared = last_bill(around, start_on), bill_of_last_year(around, start_on)
    chosen = {bill.statement_id, *(each.statement_id for each in compared if each)}
    lines = lines_of(session, statement_ids=chosen)
    readings = readings_of(session, statement_ids={each.statement_id for each in around})
    counted = counted_periods(session, account_id=account_id, since=start_on - BACK, until=start_on)
    # Energy before data, should an account have both: its lines follow energy.
    units = {row.unit for row in (*readings, *counted)}
    unit = QuantityUnit.MB if units == {QuantityUnit.MB} else QuantityUnit.WH
    by_bill = {each: tuple(rows) for each, rows in groupby(readings, key=lambda row: row.statement_id)}
    return _Pages(
        around,
        {each: tuple(rows) for each, rows in groupby(lines, key=lambda row: row.statement_id)},
        by_bill,
        use_by_period(around, bill, by_bill, counted, unit),
        unit,
    )


def _year(used: Mapping[date, CountedUse], start_on: date, last_year: ComparedBill | None) -> tuple[UsedPeriod, ...]:
    same_season = last_year.bill.period.start_on if last_year else None
    bars = [
        UsedPeriod(each, use, is_this=each == start_on, is_last_year=each == same_season)
        for each, use in used.items()
        if each <= start_on
    ]
    return tuple(bars[-BARS:])
