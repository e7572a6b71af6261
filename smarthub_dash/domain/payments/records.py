"""Tables of payments, of stored payment accounts, and of what was put down for a later day."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.payments.rules import (
    MethodKind,
    MethodState,
    PaymentSource,
    RefundState,
    ScheduledState,
    TenderState,
    VisitPurpose,
)
from smarthub_dash.kit.append_only import append_only
from smarthub_dash.kit.columns import UtcInstant, Word

COUNTED = BigInteger().with_variant(Integer, "sqlite")


class ProcessorCustomer(SQLModel, table=True):
    """By which name the processor knows a member."""

    __tablename__ = "processor_customer"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    customer_ref: str = Field(max_length=255, unique=True)


class StoredPaymentMethod(SQLModel, table=True):
    """A stored payment account: the processor's token for it. Of its number `last_four` is all that is with us."""

    __tablename__ = "stored_payment_method"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    kind: MethodKind = Field(sa_type=Word(MethodKind))
    token: str = Field(max_length=255, unique=True)
    brand: str = Field(default="", max_length=40)
    """Of a card; of a bank account the name of the bank."""
    account_type: str = Field(default="", max_length=16)
    last_four: str = Field(max_length=4)
    expires_year: int | None = None
    expires_month: int | None = None
    nickname: str = Field(default="", max_length=40)
    is_default: bool = False
    state: MethodState = Field(default=MethodState.ACTIVE, sa_type=Word(MethodState))
    suspended_because: str = Field(default="", max_length=120)
    mandate_version: str = Field(default="", max_length=32)
    """Which authorization text the member agreed to for a bank account; when, from where and with what."""
    mandate_ref: str = Field(default="", max_length=255)
    agreed_address: str = Field(default="", max_length=45)
    agreed_agent: str = Field(default="", max_length=255)
    added_at: datetime = Field(sa_type=UtcInstant)
    removed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    warned_for: str = Field(default="", max_length=7)
    """The expiry, as `2027-03`, of which the member was warned."""


class PreferredMethod(SQLModel, table=True):
    """With which stored payment account a member pays one account, if not with the default."""

    __tablename__ = "preferred_method"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    method_id: UUID = Field(foreign_key="stored_payment_method.id", index=True)


class HostedVisit(SQLModel, table=True):
    """That somebody was sent to the processor's page, and for what; the way back names it."""

    __tablename__ = "hosted_visit"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    purpose: VisitPurpose = Field(sa_type=Word(VisitPurpose))
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    session_ref: str = Field(default="", max_length=255, index=True)
    body: str = Field(default="", max_length=4000)
    """JSON: what is to be done when it comes back, without anything secret."""
    opened_at: datetime = Field(sa_type=UtcInstant)
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class PaymentEvent(SQLModel, table=True):
    """One act of paying, by one member, whichever accounts it is for."""

    __tablename__ = "payment_event"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    """Made when the page opened, or by what causes a payment; the same act asked for twice has the same key."""
    receipt_number: str = Field(max_length=24, unique=True)
    source: PaymentSource = Field(sa_type=Word(PaymentSource))
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True)
    made_at: datetime = Field(sa_type=UtcInstant)
    receipt_email: str = Field(default="", max_length=254)
    """Where the receipt goes of somebody who paid without sign-in; empty if nowhere."""


class Tender(SQLModel, table=True):
    """What is offered to pay an event. Units: cents; the processor is asked for `cents + fee_cents`."""

    __tablename__ = "tender"
    __table_args__ = (
        CheckConstraint("cents > 0", name="cents_above_zero"),
        CheckConstraint("fee_cents >= 0", name="fee_not_below_zero"),
        Index("ix_tender_state_ask_at", "state", "ask_at"),
        Index("ix_tender_opened_at", "opened_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    """Also the key under which the processor does it once, whatever happens; never made anew."""
    event_id: UUID = Field(foreign_key="payment_event.id", unique=True)
    method_id: UUID | None = Field(default=None, foreign_key="stored_payment_method.id", index=True)
    token: str = Field(max_length=255)
    customer_ref: str = Field(default="", max_length=255)
    kind: MethodKind = Field(sa_type=Word(MethodKind))
    brand: str = Field(default="", max_length=40)
    last_four: str = Field(max_length=4)
    mandate_ref: str = Field(default="", max_length=255)
    return_path: str = Field(default="", max_length=300)
    """Where on the portal the member comes back to after a step of the card's bank."""
    cents: int
    fee_cents: int = 0
    state: TenderState = Field(default=TenderState.OPEN, sa_type=Word(TenderState))
    charge_ref: str | None = Field(default=None, max_length=255, unique=True)
    step_url: str = Field(default="", max_length=1000)
    code: str = Field(default="", max_length=60)
    """Why it was declined or returned, as the processor says it: `insufficient_funds`, `R01`."""
    tries: int = 0
    ask_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    opened_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    cleared_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    returned_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class Payment(SQLModel, table=True):
    """What one account gets of a tender. Units: cents. Its ledger transaction's id is made from its own."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("tender_id", "account_id"),
        CheckConstraint("cents > 0", name="cents_above_zero"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    tender_id: UUID = Field(foreign_key="tender.id", index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    cents: int


class TenderStep(SQLModel, table=True):
    """One line of what became of a tender, in order."""

    __tablename__ = "tender_step"

    id: int | None = Field(default=None, sa_column=Column(COUNTED, primary_key=True, autoincrement=True))
    tender_id: UUID = Field(foreign_key="tender.id", index=True)
    state: TenderState = Field(sa_type=Word(TenderState))
    words: str = Field(default="", max_length=200)
    at: datetime = Field(sa_type=UtcInstant)


class Refund(SQLModel, table=True):
    """What staff give back of a payment. Units: cents. Those of one act go back at once: its id is their key there."""

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("cents > 0", name="cents_above_zero"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    act_id: UUID = Field(index=True)
    payment_id: UUID = Field(foreign_key="payment.id", index=True)
    cents: int
    state: RefundState = Field(default=RefundState.OPEN, sa_type=Word(RefundState))
    refund_ref: str | None = Field(default=None, max_length=255, unique=True)
    reason: str = Field(max_length=200)
    asked_by: UUID | None = Field(default=None, foreign_key="member.id")
    asked_at: datetime = Field(sa_type=UtcInstant)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    tries: int = 0
    ask_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class ProcessorMessage(SQLModel, table=True):
    """A signed message of the processor that was heard; the same one again changes nothing."""

    __tablename__ = "processor_message"

    id: str = Field(max_length=255, primary_key=True)
    kind: str = Field(max_length=80)
    object_ref: str = Field(max_length=255, index=True)
    received_at: datetime = Field(sa_type=UtcInstant)


class ReconciliationDay(SQLModel, table=True):
    """That a day's charges at the processor were laid beside ours. Units: cents."""

    __tablename__ = "reconciliation_day"

    day: date = Field(primary_key=True)
    our_cents: int
    their_cents: int
    compared_at: datetime = Field(sa_type=UtcInstant)


class ReconciliationDifference(SQLModel, table=True):
    """Where the processor and we do not agree about one charge, for staff to look into. Units: cents."""

    __tablename__ = "reconciliation_difference"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    day: date = Field(foreign_key="reconciliation_day.day", index=True)
    charge_ref: str = Field(max_length=255)
    tender_id: UUID | None = Field(default=None, foreign_key="tender.id")
    our_cents: int
    their_cents: int
    words: str = Field(max_length=200)
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class ScheduledPayment(SQLModel, table=True):
    """A payment that a member put down for a later day."""

    __tablename__ = "scheduled_payment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    method_id: UUID = Field(foreign_key="stored_payment_method.id", index=True)
    fee_cents: int = 0
    """The fee that the member agreed to, whatever it is on its day. Units: cents."""
    pay_on: date = Field(index=True)
    state: ScheduledState = Field(default=ScheduledState.WAITING, sa_type=Word(ScheduledState))
    failure: str = Field(default="", max_length=200)
    event_id: UUID | None = Field(default=None, foreign_key="payment_event.id")
    made_at: datetime = Field(sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class ScheduledAllotment(SQLModel, table=True):
    """What one account is to get of a scheduled payment. Units: cents."""

    __tablename__ = "scheduled_allotment"

    scheduled_id: UUID = Field(foreign_key="scheduled_payment.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    cents: int


for name in ("tender_step", "processor_message"):
    append_only(SQLModel.metadata.tables[name])
