"""Tables of statements, their charges, and the double-entry ledger."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.kit.append_only import append_only
from smarthub_dash.kit.columns import UtcInstant, Word


class Statement(SQLModel, table=True):
    """A bill of one account for one billing period `[start_on, end_on)`."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("account_id", "start_on"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    bill_number: str = Field(max_length=32, unique=True)
    account_id: UUID = Field(foreign_key="account.id")
    start_on: date
    end_on: date
    issued_on: date
    due_on: date
    previous_cents: int
    """The account's balance just before this bill."""
    charges_cents: int
    is_estimated: bool = False


class Charge(SQLModel, table=True):
    """A line of a bill. `cents` of all lines sum to the statement's charges."""

    __tablename__ = "charge"

    statement_id: UUID = Field(foreign_key="statement.id", primary_key=True)
    position: int = Field(primary_key=True)
    service_agreement_id: UUID = Field(foreign_key="service_agreement.id")
    kind: str = Field(max_length=16)
    label: str = Field(max_length=120)
    quantity_text: str = Field(default="", max_length=40)
    price_text: str = Field(default="", max_length=40)
    explanation: str = Field(default="", max_length=400)
    rate_code: str = Field(max_length=32)
    cents: int


class LedgerEntry(SQLModel, table=True):
    """
    One side of a ledger transaction; the entries of a transaction sum to zero.

    Units: cents, debit above zero. An account's balance is the sum of its receivable entries.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("cents <> 0", name="cents_not_zero"),
        UniqueConstraint("transaction_id", "account_id", "book"),
        Index("ix_ledger_entry_account_id_book_posted_on", "account_id", "book", "posted_on"),
    )

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    transaction_id: UUID
    account_id: UUID = Field(foreign_key="account.id")
    book: LedgerBook = Field(sa_type=Word(LedgerBook))
    kind: str = Field(max_length=16)
    """What the transaction is: `statement`, `payment`, `reversal`."""
    cents: int
    posted_on: date
    posted_at: datetime = Field(sa_type=UtcInstant)
    statement_id: UUID | None = Field(default=None, foreign_key="statement.id")
    memo: str = Field(default="", max_length=120)


append_only(SQLModel.metadata.tables["ledger_entry"])
