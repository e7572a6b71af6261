"""Capital credits: allocated by year, and retired as a credit or by check."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.operations.ledger import Transaction, append, lock_accounts, post
from smarthub_dash.domain.billing.queries.capital import capital_credits_in, electricity_bought, was_allocated
from smarthub_dash.domain.billing.records import CapitalCreditEntry
from smarthub_dash.domain.billing.rules import CapitalCreditKind, LedgerBook, LedgerKind
from smarthub_dash.domain.billing.rules.capital import margin_shares, retired_cents
from smarthub_dash.domain.billing.rules.postings import (
    Posting,
    capital_allocation_postings,
    capital_retirement_postings,
)
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period

CAPITAL = UUID("5d0c9f2e-8b1a-4f37-bc55-7e2f6a4d1b15")
"""The namespace of the ledger transactions of capital credits."""


class PayOut(StrEnum):
    """How a capital credit is paid."""

    CREDIT = "credit"
    CHECK = "check"


class SharedBefore(Refused):
    """The margin of a year is shared once."""


class PaidOutBefore(Refused):
    """A year is paid out once a day at most."""


class NothingToRetire(Refused):
    """What was not allocated, or is paid out already, cannot be paid out."""


def allocate_capital(
    session: Session, *, year: int, margin_cents: Cents, posted_on: date, now: datetime
) -> Mapping[UUID, Cents]:
    """
    Share the margin of a year over the electric accounts by what they bought; return each account's share.

    :raises NothingToPost: if the margin is not above zero
    :raises NothingBought: if nobody was billed for electricity in that year
    :raises SharedBefore: if that year was shared already
    """
    # no scope: a margin is shared over all accounts
    capital_allocation_postings(cents=margin_cents)
    bought = electricity_bought(session, within=Period(date(year, 1, 1), date(year + 1, 1, 1)))
    # All of them: of two at once the second waits here, and then sees that the year was shared.
    lock_accounts(session, account_ids=[account_id for account_id, _ in bought.values()])
    if was_allocated(session, year=year):
        raise SharedBefore(f"The margin of {year} was shared already.")
    shares = margin_shares(margin_cents, {number: cents for number, (_, cents) in bought.items()})
    given = {bought[number][0]: cents for number, cents in shares.items()}
    sides = {account_id: capital_allocation_postings(cents=cents) for account_id, cents in given.items()}
    _post(session, given, sides, year=year, kind=CapitalCreditKind.ALLOCATED, posted_on=posted_on, now=now)
    return given


def retire_capital(
    session: Session, *, year: int, share: Fraction, pay_out: PayOut, posted_on: date, now: datetime
) -> Mapping[UUID, Cents]:
    """
    Pay out a share of what is left of a year; return what each account got. A closed account is paid by check.

    :raises OddShare: if the share is not above zero, or is more than all
    :raises NothingToRetire: if nothing is left of that year
    :raises PaidOutBefore: if some of that year was paid out on the same day
    """
    # no scope: a retirement pays every account of that year
    accounts = [one.account_id for one in capital_credits_in(session, year=year)]
    lock_accounts(session, account_ids=accounts)
    years = capital_credits_in(session, year=year)
    if any(one.retired_cents and one.newest_on == posted_on for one in years):
        raise PaidOutBefore(f"Some of {year} was paid out on {posted_on} already.")
    paid = {one.account_id: retired_cents(one.left_cents, share) for one in years}
    paid = {account_id: cents for account_id, cents in paid.items() if cents}
    if not paid:
        raise NothingToRetire(f"Nothing is left to be paid out of {year}.")
    closed = _closed(session, list(paid))
    sides = {
        account_id: capital_retirement_postings(cents=cents, to=_book(pay_out, is_closed=account_id in closed))
        for account_id, cents in paid.items()
    }
    _post(session, paid, sides, year=year, kind=CapitalCreditKind.RETIRED, posted_on=posted_on, now=now)
    return paid


def _post(
    session: Session,
    cents_of_account: Mapping[UUID, Cents],
    sides: Mapping[UUID, tuple[Posting, ...]],
    *,
    year: int,
    kind: CapitalCreditKind,
    posted_on: date,
    now: datetime,
) -> None:
    rows = [
        {"account_id": account_id, "year": year, "kind": kind, "posted_on": posted_on, "cents": cents}
        for account_id, cents in cents_of_account.items()
    ]
    append(session, table=CapitalCreditEntry, rows=rows)
    words = "allocated" if kind is CapitalCreditKind.ALLOCATED else "paid out"
    transactions = [
        Transaction(
            uuid5(CAPITAL, f"{account_id}:{year}:{kind}:{posted_on}"),
            LedgerKind.CAPITAL_CREDIT,
            {account_id: postings},
            posted_on,
            f"Capital credit of {year}, {words}",
        )
        for account_id, postings in sides.items()
    ]
    post(session, transactions=transactions, now=now)


def _book(pay_out: PayOut, *, is_closed: bool) -> LedgerBook:
    return LedgerBook.CASH if is_closed or pay_out is PayOut.CHECK else LedgerBook.RECEIVABLE


def _closed(session: Session, account_ids: Sequence[UUID]) -> set[UUID]:
    return set(
        session.exec(select(Account.id).where(col(Account.id).in_(account_ids), col(Account.closed_on).is_not(None)))
    )
