"""Tables of statements, their charges, the double-entry ledger, and what was agreed about paying later."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.rules import ArrangementEnd, BudgetKind, CapitalCreditKind, LedgerBook
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.append_only import append_only
from smarthub_dash.kit.columns import UtcInstant, Word

OPEN = text("ended_on IS NULL")


class Statement(SQLModel, table=True):
    """A bill of one account for one billing period `[start_on, end_on)`."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("account_id", "start_on", "revision"),)

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
    """What its lines sum to."""
    billed_cents: int
    """What it added to what is owed: its charges, or the installment of budget billing."""
    is_estimated: bool = False
    revision: int = 0
    """Zero for the first bill of a period; each bill that replaces a cancelled one counts one more."""


class StatementCancellation(SQLModel, table=True):
    """That a bill was taken back, and which bill took its place."""

    __tablename__ = "statement_cancellation"

    statement_id: UUID = Field(foreign_key="statement.id", primary_key=True)
    replaced_by_id: UUID | None = Field(default=None, foreign_key="statement.id")
    reason: str = Field(max_length=200)
    cancelled_on: date
    cancelled_at: datetime = Field(sa_type=UtcInstant)


class StatementReading(SQLModel, table=True):
    """
    What one meter had counted when a bill was made: the use behind its lines, kept as it was known then.

    Units: Wh or MB as the usage point; reads are counted by quality.
    """

    __tablename__ = "statement_reading"

    statement_id: UUID = Field(foreign_key="statement.id", primary_key=True)
    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    service_agreement_id: UUID = Field(foreign_key="service_agreement.id")
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    estimated_quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    present_seconds: int
    estimated_seconds: int
    expected_seconds: int


class StatementTrueUp(SQLModel, table=True):
    """That a bill carries the difference between an earlier, estimated bill and what was measured since."""

    __tablename__ = "statement_true_up"

    estimated_statement_id: UUID = Field(foreign_key="statement.id", primary_key=True)
    statement_id: UUID = Field(foreign_key="statement.id", index=True)
    cents: int


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
    rate_from: date | None = None
    """From when the version of the rate schedule is in force that priced the line."""
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
    """What the transaction is: one of `LedgerKind`."""
    cents: int
    posted_on: date
    posted_at: datetime = Field(sa_type=UtcInstant)
    statement_id: UUID | None = Field(default=None, foreign_key="statement.id")
    memo: str = Field(default="", max_length=120)


class BudgetPlan(SQLModel, table=True):
    """That an account pays by levelized installments, from when until when."""

    __tablename__ = "budget_plan"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    kind: BudgetKind = Field(sa_type=Word(BudgetKind))
    started_on: date
    trues_up_on: date
    """The day from which the next bill settles what was paid too much or too little."""
    enrolled_by: UUID | None = Field(default=None, foreign_key="member.id")
    enrolled_at: datetime = Field(sa_type=UtcInstant)
    ended_on: date | None = None


class BudgetInstallment(SQLModel, table=True):
    """What a plan asks for with each bill from a day on; the newest one holds."""

    __tablename__ = "budget_installment"

    plan_id: UUID = Field(foreign_key="budget_plan.id", primary_key=True)
    from_on: date = Field(primary_key=True)
    cents: int
    reason: str = Field(max_length=120)


class CapitalCreditEntry(SQLModel, table=True):
    """
    A member's share in the margin of a year, as it was allocated or retired.

    Units: cents, above zero in both kinds.
    """

    __tablename__ = "capital_credit_entry"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    year: int = Field(primary_key=True)
    kind: CapitalCreditKind = Field(sa_type=Word(CapitalCreditKind), primary_key=True)
    posted_on: date = Field(primary_key=True)
    cents: int


class PaperlessEnrollment(SQLModel, table=True):
    """That an account's bills come by e-mail only, from when until when; printed bills otherwise."""

    __tablename__ = "paperless_enrollment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    member_id: UUID = Field(foreign_key="member.id")
    """Whose verified e-mail address is told of each bill."""
    started_at: datetime = Field(sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class PrintedStatement(SQLModel, table=True):
    """That a bill was written into a print file for the mail house."""

    __tablename__ = "printed_statement"

    statement_id: UUID = Field(foreign_key="statement.id", primary_key=True)
    file_name: str = Field(max_length=80)
    written_at: datetime = Field(sa_type=UtcInstant)


class BillMessage(SQLModel, table=True):
    """What the Message Center of bills says over `[from_on, to_on)`: to one provider's accounts, or to all."""

    __tablename__ = "bill_message"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    provider: Provider | None = Field(default=None, sa_type=Word(Provider))
    from_on: date
    to_on: date
    words: str = Field(max_length=400)


class PaymentExtension(SQLModel, table=True):
    """That an account may pay a bill later. Units: cents, as they were owed then."""

    __tablename__ = "payment_extension"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    statement_id: UUID = Field(foreign_key="statement.id", unique=True)
    member_id: UUID = Field(foreign_key="member.id")
    until_on: date
    cents: int
    agreed_at: datetime = Field(sa_type=UtcInstant)


class PaymentArrangement(SQLModel, table=True):
    """That an account pays what is past due in installments, beside its new bills. Units: cents."""

    __tablename__ = "payment_arrangement"
    __table_args__ = (
        Index("uq_payment_arrangement_open", "account_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    member_id: UUID = Field(foreign_key="member.id")
    cents: int
    covers_before: date
    """It stands for the bills that were to be paid before this day."""
    terms_version: str = Field(max_length=32)
    agreed_at: datetime = Field(sa_type=UtcInstant)
    ended_on: date | None = None
    end: ArrangementEnd | None = Field(default=None, sa_type=Word(ArrangementEnd))


class ArrangementInstallment(SQLModel, table=True):
    """One installment of a payment arrangement; the first is the down payment. Units: cents."""

    __tablename__ = "arrangement_installment"

    arrangement_id: UUID = Field(foreign_key="payment_arrangement.id", primary_key=True)
    position: int = Field(primary_key=True)
    due_on: date
    cents: int


for name in ("ledger_entry", "statement_cancellation", "statement_true_up", "capital_credit_entry"):
    append_only(SQLModel.metadata.tables[name])
