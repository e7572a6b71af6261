"""Tables of service requests and their timelines."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.service.rules import RequestKind, RequestState, StepKind
from smarthub_dash.kit.append_only import append_only
from smarthub_dash.kit.columns import UtcInstant, Word


class ServiceRequest(SQLModel, table=True):
    """What a member asked for or reported about one account."""

    __tablename__ = "service_request"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    request_number: str = Field(max_length=24, unique=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    kind: RequestKind = Field(sa_type=Word(RequestKind))
    state: RequestState = Field(default=RequestState.RECEIVED, sa_type=Word(RequestState))
    statement_id: UUID | None = Field(default=None, foreign_key="statement.id")
    """The bill it asks about."""
    opened_at: datetime = Field(sa_type=UtcInstant)
    closed_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class RequestStep(SQLModel, table=True):
    """One line of a request's timeline: who did or said what, and when."""

    __tablename__ = "request_step"

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    request_id: UUID = Field(foreign_key="service_request.id", index=True)
    kind: StepKind = Field(sa_type=Word(StepKind))
    by_member_id: UUID | None = Field(default=None, foreign_key="member.id")
    words: str = Field(default="", max_length=2000)
    happened_at: datetime = Field(sa_type=UtcInstant)


append_only(SQLModel.metadata.tables["request_step"])
