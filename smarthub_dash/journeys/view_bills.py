"""View the bills, payments and capital credits of every account, narrowed and sorted as an address asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in
from smarthub_dash.domain.accounts.rules import AccountScope, Power, Provider
from smarthub_dash.domain.billing.operations.payments import ledger_id_of
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.bill_lists import (
    ListedBill,
    ListedCapitalCredit,
    ListedPayment,
    bills_of,
    capital_credits_of,
    payments_of,
)
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.rules import LedgerKind, OwedBill
from smarthub_dash.domain.billing.rules.open_bills import BillState, bill_state, open_bills
from smarthub_dash.domain.payments.queries import PaidAccount, PaymentView, payments_in
from smarthub_dash.domain.payments.rules import UNSETTLED, TenderState
from smarthub_dash.domain.payments.rules.outcomes import STATE_WORDS
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents

STEP = 24
"""How many rows are shown at first, and how many more each time."""
MOST_ROWS = 2_000
EVER = datetime(1970, 1, 1, tzinfo=UTC)
NOT_POSTED = (*UNSETTLED, TenderState.DECLINED)


class Part(StrEnum):
    """What the page shows."""

    BILLS = "bills"
    PAYMENTS = "payments"
    CREDITS = "credits"


class Sort(StrEnum):
    """In which order: the newest first unless asked otherwise."""

    NEWEST = "newest"
    OLDEST = "oldest"
    HIGHEST = "highest"
    LOWEST = "lowest"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class BillsRequest:
    """What was asked for by the address of the page; None where everything is wanted."""

    part: Part
    account_number: str | None
    provider: Provider | None
    year: int | None
    sort: Sort
    row_count: int


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill with its account and what of it is still owed. Units: cents."""

    account: AccountView
    bill: ListedBill
    owed_cents: Cents
    due_on: date
    """Until when it is to be paid, as things were agreed."""
    state: BillState


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment or credit with its account; one that was made through the portal with its receipt."""

    account: AccountView
    payment: ListedPayment
    receipt_number: str = ""
    state: TenderState | None = None

    @property
    def is_posted(self) -> bool:
        """Whether it is in the ledger; what is on its way and what was declined is not."""
        return self.state not in NOT_POSTED


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A capital credit with its account."""

    account: AccountView
    credit: ListedCapitalCredit


@dataclass(frozen=True, slots=True)
class BillsView:
    """The chosen part, narrowed and sorted; of the other parts nothing. `years` are those of the part, newest first."""

    request: BillsRequest
    accounts: tuple[AccountView, ...]
    payable: frozenset[UUID]
    """The accounts that the member may pay."""
    bills: tuple[BillRow, ...]
    payments: tuple[PaymentRow, ...]
    credits: tuple[CreditRow, ...]
    years: tuple[int, ...]
    today: date

    @property
    def row_count(self) -> int:
        return len(self.bills) + len(self.payments) + len(self.credits)


_Row = TypeVar("_Row", BillRow, PaymentRow, CreditRow)


def bills_request_of(query: Mapping[str, str]) -> BillsRequest:
    """Read an address; what it gets wrong is left out, for it may be an old bookmark."""
    part, provider, sort = query.get("show", ""), query.get("provider", ""), query.get("sort", "")
    year, rows = query.get("year", ""), query.get("rows", "")
    return BillsRequest(
        part=Part(part) if part in tuple(Part) else Part.BILLS,
        account_number=query.get("account", "")[:32] or None,
        provider=Provider(provider) if provider in tuple(Provider) else None,
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        sort=Sort(sort) if sort in tuple(Sort) else Sort.NEWEST,
        row_count=min(int(rows), MOST_ROWS) if len(rows) < 5 and rows.isascii() and rows.isdigit() else STEP,
    )


def view_bills(
    database: Database, *, scope: AccountScope, request: BillsRequest, now: datetime, zone: ZoneInfo
) -> BillsView:
    """
    Return what the member asked for of all accounts, in at most four statements.

    :raises NotYours: if the account asked for is not among the member's
    """
    today = local_day(now, zone)
    with database.reading() as session:
        accounts = _accounts(session, scope)
        if request.account_number and request.account_number not in {each.account_number for each in accounts.values()}:
            scope.refuse()
        bills = _bill_rows(session, scope, accounts, today) if request.part is Part.BILLS else ()
        payments = _payment_rows(session, scope, accounts, zone) if request.part is Part.PAYMENTS else ()
        held = capital_credits_of(session, scope=scope) if request.part is Part.CREDITS else ()
    shares = [CreditRow(accounts[each.account_id], each) for each in held if each.account_id in accounts]
    days = [_day(row) for row in (*bills, *payments, *shares)]
    return BillsView(
        request=request,
        accounts=tuple(accounts.values()),
        payable=frozenset(each for each in accounts if scope.may(Power.PAY, each)),
        bills=_chosen(bills, request, lambda row: row.bill.billed_cents),
        payments=_chosen(payments, request, lambda row: row.payment.cents),
        credits=_chosen(shares, request, lambda row: row.credit.cents),
        years=tuple(sorted({day.year for day in days}, reverse=True)),
        today=today,
    )


def _accounts(session: Session, scope: AccountScope) -> Mapping[UUID, AccountView]:
    found: dict[UUID, AccountView] = {}
    for view in accounts_in(session, scope=scope):  # an account of several agreements has a row for each
        found.setdefault(view.account_id, view)
    return found


def _bill_rows(
    session: Session, scope: AccountScope, accounts: Mapping[UUID, AccountView], today: date
) -> Sequence[BillRow]:
    owed = balances(session, account_ids=scope.account_ids)
    asked = unpaid_asked(session, owed=owed)
    left = {
        each.statement_id: (each, cents)
        for account_id, bills in asked.items()
        for each, cents in open_bills(owed[account_id], bills)
    }
    return [
        _bill_row(accounts[each.account_id], each, *left.get(each.statement_id, (None, 0)), today)
        for each in bills_of(session, scope=scope)
        if each.account_id in accounts
    ]


def _bill_row(account: AccountView, bill: ListedBill, asked: OwedBill | None, cents: Cents, today: date) -> BillRow:
    state = bill_state(cents, asked=asked, is_cancelled=bill.is_cancelled, today=today)
    return BillRow(account, bill, cents, asked.due_on if asked else bill.due_on, state)


def payment_state_words(row: PaymentRow) -> str:
    """Return where a payment of the list stands, in one word."""
    if row.state is not None:
        return STATE_WORDS[row.state]
    return "Returned" if row.payment.kind is LedgerKind.REVERSAL else "Posted"


def _payment_rows(
    session: Session, scope: AccountScope, accounts: Mapping[UUID, AccountView], zone: ZoneInfo
) -> Sequence[PaymentRow]:
    """Return what the ledger has, each payment with its receipt, and what is on its way or was declined; by day."""
    made = payments_in(session, scope=scope, since=EVER)
    of_transaction = {
        ledger_id_of(each.payment_id, kind=kind): view
        for view in made
        for each in view.accounts
        for kind in (LedgerKind.PAYMENT, LedgerKind.REVERSAL)
    }
    rows = [
        _with_receipt(accounts[each.account_id], each, of_transaction.get(each.transaction_id))
        for each in payments_of(session, scope=scope)
        if each.account_id in accounts
    ]
    rows += [
        _with_receipt(accounts[each.account_id], _not_posted(view, each, zone), view)
        for view in made
        if view.state in NOT_POSTED
        for each in view.accounts
        if each.account_id in accounts
    ]
    return sorted(rows, key=_day)


def _with_receipt(account: AccountView, payment: ListedPayment, made: PaymentView | None) -> PaymentRow:
    return PaymentRow(account, payment, made.receipt_number, made.state) if made else PaymentRow(account, payment)


def _not_posted(view: PaymentView, each: PaidAccount, zone: ZoneInfo) -> ListedPayment:
    day = local_day(view.made_at, zone)
    return ListedPayment(each.account_id, day, LedgerKind.PAYMENT, each.cents, "", each.payment_id)


def _chosen(rows: Sequence[_Row], request: BillsRequest, cents: Callable[[Any], Cents]) -> tuple[_Row, ...]:
    """Return the rows that an address asks for, in its order; rows come oldest first."""
    kept = [
        row
        for row in rows
        if request.account_number in (None, row.account.account_number)
        and request.provider in (None, row.account.provider)
        and request.year in (None, _day(row).year)
    ]
    if request.sort is not Sort.OLDEST:
        kept.reverse()  # of one day, the later period first
        kept.sort(key=_day, reverse=True)
    if request.sort in (Sort.HIGHEST, Sort.LOWEST):
        kept.sort(key=cents, reverse=request.sort is Sort.HIGHEST)
    if request.sort is Sort.ACCOUNT:
        kept.sort(key=lambda row: (row.account.nickname.lower(), row.account.account_number))
    return tuple(kept)


def _day(row: BillRow | PaymentRow | CreditRow) -> date:
    if isinstance(row, BillRow):
        return row.bill.issued_on
    return row.payment.posted_on if isinstance(row, PaymentRow) else row.credit.posted_on
