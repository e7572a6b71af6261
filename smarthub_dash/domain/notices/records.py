"""Tables of notices and of their way to each address: an outbox, filled by whoever has something to tell."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from smarthub_dash.domain.notices.rules import Channel, DeliveryState
from smarthub_dash.kit.columns import UtcInstant, Word


class Notice(SQLModel, table=True):
    """
    One thing to tell: a template and the facts to fill it with.

    Nothing secret is in the facts; a link that opens something is in `sealed_link`, which is emptied once it was sent.
    """

    __tablename__ = "notice"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    """What makes it one and the same, however often it is asked for."""
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True)
    template: str = Field(max_length=40)
    facts: str = Field(max_length=4000)
    """JSON: names and texts."""
    sealed_link: str = Field(default="", max_length=2000)
    created_at: datetime = Field(sa_type=UtcInstant)


class Delivery(SQLModel, table=True):
    """The way of a notice to one address."""

    __tablename__ = "delivery"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id", index=True)
    channel: Channel = Field(sa_type=Word(Channel))
    address: str = Field(max_length=254)
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=Word(DeliveryState))
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    """When it was sent, or given up."""
    message_id: str = Field(default="", max_length=255)
    failure: str = Field(default="", max_length=255)
