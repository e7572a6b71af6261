"""The list of bills: all accounts of a member, narrowed and sorted, and nobody else's."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.accounts.rules import NotYours, Provider
from smarthub_dash.domain.billing.rules.open_bills import BillState
from smarthub_dash.journeys.billing_files import billing_csv
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.view_bill import WantedBill, view_bill
from smarthub_dash.journeys.view_bills import STEP, BillsView, Part, Sort, bills_request_of, view_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days
from tests.support.sql import counted

OPENED, TODAY = date(2025, 10, 10), date(2026, 2, 1)
NOW = datetime(2026, 2, 1, 18, tzinfo=UTC)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture
def ada(database: Database, zone: ZoneInfo) -> Household:
    """A household with a home and a fiber line: three bills each, the first of the home paid."""
    made = a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100"), opened_on=OPENED, read_day=10)
    for within, wh in (
        (Period(OPENED, date(2025, 11, 10)), 20_000),
        (Period(date(2025, 11, 10), date(2025, 12, 10)), 30_000),
        (Period(date(2025, 12, 10), date(2026, 1, 10)), 45_000),
    ):
        measure_days(database, account_id=made.account_ids[0], within=within, wh_a_day=wh, zone=zone)
    for day in (date(2025, 11, 10), date(2025, 12, 10), date(2026, 1, 10)):
        run_bills(database, on=day, now=at(day), zone=zone, report=lambda _: None)
    first = see(database, made, zone, sort="oldest", account_at=0).bills[0].bill
    receive_payment(
        database,
        account_id=made.account_ids[0],
        cents=first.billed_cents,
        receipt_number="1",
        received_on=date(2025, 11, 20),
        now=at(date(2025, 11, 20)),
    )
    return made


def see(database: Database, whose: Household, zone: ZoneInfo, *, account_at: int = -1, **query: str) -> BillsView:
    with database.reading() as session:
        scope = whose.scope(session, today=TODAY)
    if account_at >= 0:
        scope = scope.only(whose.account_ids[account_at])
    return view_bills(database, scope=scope, request=bills_request_of(query), now=NOW, zone=zone)


def test_bills_of_all_accounts_newest_first_with_what_is_left_of_each(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    view = see(database, ada, zone)

    assert [row.bill.issued_on for row in view.bills] == sorted(
        (row.bill.issued_on for row in view.bills), reverse=True
    )
    home = [row for row in view.bills if row.account.provider is Provider.CEC]
    assert [row.state for row in home] == [BillState.PAST_DUE, BillState.PAST_DUE, BillState.PAID]
    assert [row.owed_cents for row in home] == [row.bill.billed_cents for row in home[:2]] + [0]


def test_the_list_is_narrowed_by_account_provider_and_year(database: Database, ada: Household, zone: ZoneInfo) -> None:
    everything = see(database, ada, zone)
    number = everything.accounts[1].account_number

    of_account = see(database, ada, zone, account=number)
    of_provider = see(database, ada, zone, provider="callabyte")
    of_year = see(database, ada, zone, year="2025")

    assert everything.row_count == 6
    assert {row.account.account_number for row in of_account.bills} == {number}
    assert of_account.bills == of_provider.bills
    assert {row.bill.issued_on.year for row in of_year.bills} == {2025}
    assert of_year.years == everything.years == (2026, 2025)


@pytest.mark.parametrize(("sort", "is_rising"), [("highest", False), ("lowest", True)])
def test_the_list_is_sorted_by_amount(
    database: Database, ada: Household, zone: ZoneInfo, sort: str, is_rising: bool
) -> None:
    amounts = [row.bill.billed_cents for row in see(database, ada, zone, sort=sort).bills]

    assert amounts == sorted(amounts, reverse=not is_rising)


def test_payments_have_their_own_list(database: Database, ada: Household, zone: ZoneInfo) -> None:
    (row,) = see(database, ada, zone, show="payments").payments

    assert (row.payment.posted_on, row.payment.memo) == (date(2025, 11, 20), "Receipt 1")
    assert row.payment.cents > 0


def test_the_account_of_somebody_else_is_not_found_and_their_bills_never_listed(
    database: Database, ada: Household, zone: ZoneInfo
) -> None:
    clara = a_household(database, rate_codes=("CEC-RES",), opened_on=OPENED, read_day=9)
    number = see(database, ada, zone).accounts[0].account_number

    with pytest.raises(NotYours):
        see(database, clara, zone, account=number)
    assert see(database, clara, zone).row_count == 0


@pytest.mark.parametrize("value", ["", "x" * 5_000, "2025'", "-1", "１９９９", "9" * 9])
def test_what_an_address_gets_wrong_is_left_out(value: str) -> None:
    request = bills_request_of(dict.fromkeys(("show", "provider", "year", "sort", "rows"), value))

    assert (request.part, request.provider, request.year, request.sort) == (Part.BILLS, None, None, Sort.NEWEST)
    assert request.row_count == STEP


def test_the_statements_do_not_grow_with_the_accounts(database: Database, ada: Household, zone: ZoneInfo) -> None:
    one = a_household(database, rate_codes=("CEC-RES",), opened_on=date(2025, 12, 1), read_day=9)
    run_bills(database, on=date(2026, 1, 9), now=at(date(2026, 1, 9)), zone=zone, report=lambda _: None)
    counts = set()
    for whose in (ada, one):
        with counted(database.engine) as statements:
            see(database, whose, zone)
        counts.add(len(statements))

    assert len(counts) == 1


def test_the_file_has_every_row_and_no_formula(database: Database, ada: Household, zone: ZoneInfo) -> None:
    view = see(database, ada, zone)

    head, *rows = billing_csv(view).splitlines()

    assert head.startswith("bill_number,account_number")
    assert len(rows) == 6
    newest = view.bills[0]
    assert money_text(newest.bill.billed_cents).removeprefix("$") in rows[0].split(",")


def test_the_walks_of_a_bill_sum_to_the_difference(database: Database, ada: Household, zone: ZoneInfo) -> None:
    numbers = [row.bill.bill_number for row in see(database, ada, zone, account_at=0).bills]
    with database.reading() as session:
        scope = ada.scope(session, today=TODAY)

    newest, before, oldest = (
        view_bill(database, scope=scope, wanted=WantedBill(number), weather=None, now=NOW, zone=zone)
        for number in numbers
    )

    assert newest.last_bill
    walk = newest.last_bill.walk
    assert sum(step.cents for step in walk.steps) == newest.full.bill.charges_cents - before.full.bill.charges_cents
    assert oldest.last_bill is None
    assert (oldest.state, newest.state) == (BillState.PAID, BillState.PAST_DUE)
    assert newest.may_ask
