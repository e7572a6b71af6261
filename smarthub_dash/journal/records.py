"""The journal's table: append only, and it carries no data."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

from smarthub_dash.kit.append_only import append_only
from smarthub_dash.kit.columns import UtcInstant


class JournalEvent(SQLModel, table=True):
    """Say that something happened to an account, a member or a sign-in session; never what."""

    __tablename__ = "journal_event"

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    happened_at: datetime = Field(sa_type=UtcInstant)
    topic: str = Field(max_length=32)
    account_id: UUID | None = None
    member_id: UUID | None = None
    session_hash: str | None = Field(default=None, max_length=64)


class ActivityEntry(SQLModel, table=True):
    """
    Who did what, in words that the household may read; each row holds the hash of the one before it.

    Units: `hash` is hexadecimal SHA-256, see `activity`.
    """

    __tablename__ = "activity_entry"

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    happened_at: datetime = Field(sa_type=UtcInstant)
    actor_id: UUID | None = Field(default=None, index=True)
    """The member who did it; None for the portal itself."""
    member_id: UUID | None = Field(default=None, index=True)
    """The member whom it concerns."""
    account_id: UUID | None = Field(default=None, index=True)
    act: str = Field(max_length=32)
    words: str = Field(max_length=300)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


append_only(SQLModel.metadata.tables["journal_event"])
append_only(SQLModel.metadata.tables["activity_entry"])
