"""Rules of billing: the books of the ledger."""

from enum import StrEnum


class LedgerBook(StrEnum):
    """The books of the double-entry ledger."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX = "tax"
    CASH = "cash"
