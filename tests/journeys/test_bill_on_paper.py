"""A bill on paper says what the screen says, and what is unlike other bills before any figure."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from smarthub_dash.documents.bills import bill_pdf
from smarthub_dash.documents.paper import PaperBill
from smarthub_dash.domain.billing.queries.envelope import NOBODY
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.billing.rules.scan_line import scanned_stub
from smarthub_dash.journeys.bill_in_full import printed_bill
from smarthub_dash.journeys.bill_on_paper import Press, bill_on_paper
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import Period
from tests.support.billing import a_household, measure_days
from tests.support.paper import text_of

OPENED, LAST = date(2025, 7, 10), date(2026, 9, 10)
PRESS = Press("https://smarthub.example", "")


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def bill(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, zone: ZoneInfo) -> BillInFull:
    """The newest bill of a year of bills that nobody paid."""
    path = tmp_path_factory.mktemp("paper") / "smarthub.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = open_database(f"sqlite:///{path}")
    newest = _newest(database, zone)
    database.close()
    return newest


def _newest(database: Database, zone: ZoneInfo) -> BillInFull:
    ada = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=10)
    measure_days(database, account_id=ada.account_ids[0], within=Period(OPENED, LAST), wh_a_day=30_000, zone=zone)
    for month in range(8, 22):
        day = date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 10)
        run_bills(database, on=day, now=_at(day), zone=zone, report=lambda _: None)
    with database.reading() as session:
        statement_id = session.exec(select(Statement.id).order_by(col(Statement.start_on).desc()).limit(1)).one()
        return printed_bill(session, statement_id=statement_id)


def _paper(bill: BillInFull, *, code: str = "") -> PaperBill:
    return bill_on_paper(bill, NOBODY, is_large_print=False, code=code, press=PRESS)


def _said(bill: BillInFull) -> str:
    return text_of(bill_pdf(_paper(bill), made_at=_at(LAST))).replace("\n", " ")


def _owing(bill: BillInFull, cents: int) -> BillInFull:
    previous = cents - bill.ledger.billed_cents
    return replace(bill, ledger=replace(bill.ledger, previous_cents=previous, opening_cents=previous, entries=()))


def test_every_figure_of_the_screen_stands_on_the_paper(bill: BillInFull) -> None:
    said = _said(bill)

    for cents in (
        *(line.cents for line in bill.lines),
        bill.totals.charges_cents,
        bill.ledger.opening_cents,
        bill.ledger.previous_cents,
        bill.ledger.balance_cents,
        bill.last_bill.bill.charges_cents if bill.last_bill else 0,
        bill.last_year.bill.charges_cents if bill.last_year else 0,
    ):
        assert money_text(cents) in said
    for line in bill.lines:
        assert line.label in said
    assert bill.bill.bill_number in said


def test_the_stub_asks_for_what_the_bill_asks_for(bill: BillInFull) -> None:
    paper = _paper(bill)

    stub = scanned_stub(paper.stub.scan_line) if paper.stub.scan_line else None
    assert paper.due.amount == money_text(bill.ledger.balance_cents)
    assert stub is None or (stub.due_cents, stub.due_on) == (bill.ledger.balance_cents, bill.bill.due_on)
    assert paper.address == f"https://smarthub.example/bills/{bill.bill.bill_number}"


def test_the_year_is_told_to_who_cannot_see_it(bill: BillInFull) -> None:
    year = _paper(bill).year

    assert len(year.bars) == len(bill.year) == 13
    assert [bar.value for bar in year.bars] == [each.use.quantity for each in bill.year]
    assert year.alt.count("kWh") == 13
    assert [bar.is_this for bar in year.bars] == [False] * 12 + [True]


def test_a_credit_asks_for_nothing(bill: BillInFull) -> None:
    paper = _paper(_owing(bill, -1_250))

    assert (paper.due.label, paper.due.amount, paper.due.day) == ("Your credit", "$12.50", "")
    assert (paper.stub.has_enclosed, paper.stub.scan_line) == (False, "")
    assert "There is nothing to pay" in _said(_owing(bill, -1_250))


def test_a_cancelled_bill_says_so_and_has_no_stub_to_send(bill: BillInFull) -> None:
    own = replace(bill.bill, cancelled_on=LAST, cancelled_because="The meter was read wrongly", replaced_by="2609-A-B")
    paper = _paper(replace(bill, bill=own))

    assert paper.due.is_void
    assert paper.due.label == "Cancelled: do not pay"
    assert not paper.stub.has_enclosed
    assert "Bill 2609-A-B took its place." in _said(replace(bill, bill=own))


def test_an_estimated_bill_says_how_much_of_it_is(bill: BillInFull) -> None:
    assert bill.use
    use = replace(bill.use, estimated_quantity=14_300)
    estimated = replace(bill, bill=replace(bill.bill, is_estimated=True), use=use, settled_by=None)

    assert "14.3 kWh of this bill is estimated" in _said(estimated)


def test_budget_billing_shows_what_was_put_off(bill: BillInFull) -> None:
    own = replace(bill.bill, billed_cents=bill.bill.charges_cents - 3_000)
    totals = replace(bill.totals, put_off_cents=3_000, put_off_in_all_cents=4_500)
    ledger = replace(bill.ledger, billed_cents=own.billed_cents)
    said = _said(replace(bill, bill=own, totals=totals, ledger=ledger))

    assert "$30.00 was put off. Put off in all: $45.00." in said
    assert "Put off by budget billing -$30.00" in said
    assert "This bill's budget installment" in said


def test_what_was_owed_before_is_asked_for_now(bill: BillInFull) -> None:
    assert "$50.00 of it is from earlier bills" in _paper(_owing(bill, bill.ledger.billed_cents + 5_000)).due.note


def test_the_code_is_printed_in_two_halves(bill: BillInFull) -> None:
    assert _paper(bill, code="7F3KQ92D").code == "7F3K-Q92D"
