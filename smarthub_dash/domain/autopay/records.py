"""Tables of Auto Pay: enrollments with the terms that were accepted, and the draft of each bill."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.kit.columns import UtcInstant, Word


class AutoPayEnrollment(SQLModel, table=True):
    """
    That an account's bills are paid by us from one stored payment account, on the terms that were accepted.

    A change of account, day or ceiling ends an enrollment and begins another: what was agreed to stays readable.
    """

    __tablename__ = "auto_pay_enrollment"
    __table_args__ = (
        Index(
            "uq_auto_pay_enrollment_open",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    method_id: UUID = Field(foreign_key="stored_payment_method.id", index=True)
    chosen_day: int | None = None
    """The day of the month of each draft, the last one of a shorter month; None is each bill's due date."""
    ceiling_cents: int | None = None
    """Above it the member is asked first."""
    terms_version: str = Field(max_length=32)
    terms_hash: str = Field(max_length=64)
    accepted_at: datetime = Field(sa_type=UtcInstant)
    accepted_address: str = Field(max_length=45)
    accepted_agent: str = Field(max_length=255)
    suspended_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    suspended_because: str = Field(default="", max_length=120)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    ended_because: str = Field(default="", max_length=120)


class Draft(SQLModel, table=True):
    """The draft of one bill. Units: cents; what was owed when it was planned, and then what was drawn."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "statement_id"),
        Index("ix_draft_state_draft_on", "state", "draft_on"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrollment_id: UUID = Field(foreign_key="auto_pay_enrollment.id", index=True)
    statement_id: UUID = Field(foreign_key="statement.id", index=True)
    draft_on: date
    cents: int
    state: DraftState = Field(default=DraftState.PLANNED, sa_type=Word(DraftState))
    event_id: UUID | None = Field(default=None, foreign_key="payment_event.id")
    told_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    """When the member was told of its day and amount."""
    retries: int = 0
    approved_cents: int | None = None
    """Up to which amount the member said yes to a draft above the ceiling."""
    failure: str = Field(default="", max_length=200)
    """Why nothing was drawn, in words for the member."""
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
