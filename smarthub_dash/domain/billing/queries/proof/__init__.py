"""Proof of the books: everything that must sum to something does, or the fault is named."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from smarthub_dash.domain.billing.queries.proof import accounts, bills, cancelled, transactions
from smarthub_dash.domain.billing.queries.proof.checked import Checked

CHECKS = (
    transactions.balanced_transactions,
    transactions.late_charges_once,
    bills.bills_and_their_lines,
    bills.bills_and_their_ledger,
    bills.balances_before_bills,
    cancelled.cancelled_bills_reversed,
    cancelled.one_bill_for_each_period,
    accounts.books_on_their_side,
    accounts.budget_books_of_plans,
    accounts.capital_credits_by_year,
)


@dataclass(frozen=True, slots=True)
class BooksProof:
    """What was checked, and every fault that was found, in words."""

    transaction_count: int
    statement_count: int
    checks: tuple[Checked, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(fault for check in self.checks for fault in check.faults)


def prove_books(session: Session, *, report: Callable[[Checked], None] = lambda _: None) -> BooksProof:
    """Check the books of one moment, and report each check as it is done."""
    # no scope: the proof is over the books of all accounts
    done = []
    for check in CHECKS:
        done.append(check(session))
        report(done[-1])
    counts = {check.name: check.count for check in done}
    return BooksProof(counts[transactions.BALANCED], counts[bills.LINES], tuple(done))
