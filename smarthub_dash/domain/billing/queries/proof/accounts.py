"""Proof of accounts: no book is ever on its wrong side, and capital credits are what their years say."""

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.billing.records import BudgetPlan, CapitalCreditEntry, LedgerEntry
from smarthub_dash.domain.billing.rules import CapitalCreditKind, LedgerBook
from smarthub_dash.kit.money import money_text

OWED_TO_OTHERS = (LedgerBook.METERING, LedgerBook.DEPOSIT, LedgerBook.CAPITAL, LedgerBook.DONATION)
"""Books of what is held for members or others: they are below zero or empty, of every account."""


def books_on_their_side(session: Session) -> Checked:
    """Check that no account used more of its credits, deposit or capital than it had."""
    # no scope: the proof is over all accounts
    balance = func.sum(col(LedgerEntry.cents))
    rows = session.execute(
        select_columns(col(Account.account_number), col(LedgerEntry.book), balance)
        .join(LedgerEntry, col(LedgerEntry.account_id) == col(Account.id))
        .where(col(LedgerEntry.book).in_(OWED_TO_OTHERS))
        .group_by(col(Account.account_number), col(LedgerEntry.book))
        .order_by(col(Account.account_number))
    ).all()
    faults = [
        f"Account {number} has used {money_text(int(cents))} more of its book {book} than was there."
        for number, book, cents in rows
        if cents > 0
    ]
    return Checked("Credits, deposits and capital on their side", len(rows), tuple(faults))


def budget_books_of_plans(session: Session) -> Checked:
    """Check that only accounts with a budget plan have put something off."""
    # no scope: the proof is over all accounts
    balance = func.sum(col(LedgerEntry.cents))
    planned = select_columns(col(BudgetPlan.account_id))
    rows = session.execute(
        select_columns(col(Account.account_number), col(Account.id).in_(planned), balance)
        .join(LedgerEntry, col(LedgerEntry.account_id) == col(Account.id))
        .where(col(LedgerEntry.book) == LedgerBook.BUDGET)
        .group_by(col(Account.account_number), col(Account.id))
        .order_by(col(Account.account_number))
    ).all()
    faults = [
        f"Account {number} has put off {money_text(int(cents))} without budget billing."
        for number, has_plan, cents in rows
        if cents and not has_plan
    ]
    return Checked("Budget billing", len(rows), tuple(faults))


def capital_credits_by_year(session: Session) -> Checked:
    """Check that the ledger holds of capital credits what their years say, and that none was paid out beyond it."""
    # no scope: the proof is over all accounts
    left = func.sum(
        case(
            (col(CapitalCreditEntry.kind) == CapitalCreditKind.ALLOCATED, col(CapitalCreditEntry.cents)),
            else_=-col(CapitalCreditEntry.cents),
        )
    )
    years = session.execute(
        select_columns(col(CapitalCreditEntry.account_id), col(CapitalCreditEntry.year), left).group_by(
            col(CapitalCreditEntry.account_id), col(CapitalCreditEntry.year)
        )
    ).all()
    numbers = dict(session.execute(select_columns(col(Account.id), col(Account.account_number))).all())
    posted = dict(
        session.execute(
            select_columns(col(LedgerEntry.account_id), func.sum(col(LedgerEntry.cents)))
            .where(col(LedgerEntry.book) == LedgerBook.CAPITAL)
            .group_by(col(LedgerEntry.account_id))
        ).all()
    )
    faults, sums = [], dict.fromkeys(posted, 0)
    for account_id, year, cents in years:
        sums[account_id] = sums.get(account_id, 0) + int(cents)
        if cents < 0:
            faults.append(f"Account {numbers[account_id]} was paid more of {year} than its share.")
    for account_id, cents in sums.items():
        held = -int(posted.get(account_id, 0))
        if cents != held:
            said = f"its capital credits say {money_text(cents)}"
            faults.append(f"Account {numbers[account_id]}: {said}; the ledger says {money_text(held)}.")
    return Checked("Capital credits by year", len(years), tuple(faults))
