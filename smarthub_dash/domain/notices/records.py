"""Tables of notices and of their way to each contact: an outbox, filled by whoever has something to tell."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.notices.rules import Category, Channel, ContactState, DeliveryState, DigestEvery
from smarthub_dash.kit.columns import UtcInstant, Word


class Notice(SQLModel, table=True):
    """
    One thing to tell: a template and the facts to fill it with.

    Nothing secret is in the facts; a link that opens something is in `sealed_link`, which is emptied once it was sent.
    """

    __tablename__ = "notice"
    # What the bell counts: few rows of many.
    __table_args__ = (
        Index(
            "ix_notice_unread",
            "member_id",
            sqlite_where=text("is_shown AND read_at IS NULL"),
            postgresql_where=text("is_shown AND read_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    """What makes it one and the same, however often it is asked for."""
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True)
    template: str = Field(max_length=40)
    facts: str = Field(max_length=4000)
    """JSON: names and texts."""
    sealed_link: str = Field(default="", max_length=2000)
    created_at: datetime = Field(sa_type=UtcInstant)
    category: Category | None = Field(default=None, sa_type=Word(Category))
    """None for what only opens something for a while: codes and links."""
    path: str = Field(default="", max_length=200)
    """The page of ours that shows what it is about; empty if there is none."""
    is_shown: bool = False
    """It stands in the member's inbox."""
    read_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class Delivery(SQLModel, table=True):
    """The way of a notice to one contact."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("notice_id", "channel", "address", name="uq_delivery_once"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.id", index=True)
    channel: Channel = Field(sa_type=Word(Channel))
    address: str = Field(max_length=254)
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=Word(DeliveryState))
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    """When it was sent, or given up."""
    message_id: str = Field(default="", max_length=255, index=True)
    """What names it in the world outside: our Message-ID of a letter, the service's word for a text."""
    failure: str = Field(default="", max_length=255)
    contact_id: UUID | None = Field(default=None, index=True)
    not_before: datetime | None = Field(default=None, sa_type=UtcInstant)
    """The end of the quiet hours in which it was posted."""


class Contact(SQLModel, table=True):
    """
    Where a member can be told something, beside the e-mail address they sign in with.

    That address is a contact without a row: its id is the member's own, and the member's record has all of it.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("member_id", "channel", "address", name="uq_contact_address"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    channel: Channel = Field(sa_type=Word(Channel))
    address: str = Field(max_length=500)
    """Lower case e-mail, E.164 number, or the address of a browser at its push service."""
    state: ContactState = Field(default=ContactState.WAITING, sa_type=Word(ContactState))
    added_at: datetime = Field(sa_type=UtcInstant)
    verified_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    replaces_id: UUID | None = None
    """The contact that goes once this one is active: a changed address is a new one."""
    consent_text: str = Field(default="", max_length=600)
    """What the member agreed to, as they read it."""
    consent_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    sealed_keys: str = Field(default="", max_length=500)
    """What a push message to this browser is encrypted with."""


class FailingAddress(SQLModel, table=True):
    """An address at which nothing arrives: the member is asked, and it gets no more until they act."""

    __tablename__ = "failing_address"

    channel: Channel = Field(sa_type=Word(Channel), primary_key=True)
    address: str = Field(max_length=500, primary_key=True)
    since: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(default="", max_length=255)


class NoticeChoice(SQLModel, table=True):
    """Whether one contact is told of one kind of event, for one account or for all."""

    __tablename__ = "notice_choice"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    contact_id: UUID = Field(primary_key=True)
    account_id: UUID = Field(primary_key=True)
    """`rules.choices.EVERY_ACCOUNT` for all of them."""
    event: str = Field(max_length=32, primary_key=True)
    is_on: bool
    chosen_at: datetime = Field(sa_type=UtcInstant)


class NoticeTiming(SQLModel, table=True):
    """When a member may be disturbed."""

    __tablename__ = "notice_timing"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    zone_name: str = Field(default="", max_length=64)
    """Empty: the utility's."""
    quiet_from: int | None = None
    """Units: minutes after midnight, on the member's clock; None without quiet hours."""
    quiet_until: int | None = None
    digest_every: DigestEvery = Field(default=DigestEvery.NEVER, sa_type=Word(DigestEvery))
    digest_at: int = 480
    """Units: as quiet_from."""
    chosen_at: datetime = Field(sa_type=UtcInstant)


class StoppedText(SQLModel, table=True):
    """That a number gets no texts of a category any more: its owner answered STOP."""

    __tablename__ = "stopped_text"

    number: str = Field(max_length=16, primary_key=True)
    category: Category = Field(sa_type=Word(Category), primary_key=True)
    stopped_at: datetime = Field(sa_type=UtcInstant)


class DeliveryMessage(SQLModel, table=True):
    """That a message of a carrier was heard: it may be sent again, and out of order."""

    __tablename__ = "delivery_message"

    id: str = Field(max_length=160, primary_key=True)
    heard_at: datetime = Field(sa_type=UtcInstant)


class UsageAlert(SQLModel, table=True):
    """From when on a member is told of an account's use."""

    __tablename__ = "usage_alert"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    day_quantity: int | None = None
    """Units: Wh or MB, of one local day."""
    bill_cents: int | None = None
    """The budget of one bill."""
    sensitivity: int = 0
    """How many unusual days are told of, from 0 (none) to 4 (many)."""
    muted_until: datetime | None = Field(default=None, sa_type=UtcInstant)
