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


append_only(SQLModel.metadata.tables["journal_event"])
