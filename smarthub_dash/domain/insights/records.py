"""Tables of forecasts, of the cards on Usage and who put them away, of markers, and of an internet line's quality."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.kit.columns import UtcInstant, Word


class BillForecast(SQLModel, table=True):
    """
    What the bill of a period was expected to be on a day, with the readings of the days before it.

    Units: cents. `rest_cents` is the size of what was still to come; without a band `low_cents` is None.
    """

    __tablename__ = "bill_forecast"
    __table_args__ = (Index("ix_bill_forecast_learned", "rate_code", "stage", "end_on"),)

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    start_on: date = Field(primary_key=True)
    made_on: date = Field(primary_key=True)
    end_on: date
    rate_code: str = Field(max_length=32)
    stage: int
    likely_cents: int
    rest_cents: int
    low_cents: int | None = None
    high_cents: int | None = None
    actual_cents: int | None = None
    """What the bill came to; None until it is there."""
    is_tried_later: bool = False
    """It was made afterwards, with nothing but what was known on its day."""
    follows_weather: bool = False


class InsightCard(SQLModel, table=True):
    """A card on Usage as it was worked out last."""

    __tablename__ = "insight_card"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    kind: CardKind = Field(sa_type=Word(CardKind), primary_key=True)
    made_on: date
    sentence: str = Field(max_length=400)
    how: str = Field(max_length=1_000)
    """How we know, in words for the member."""
    day: date | None = None
    """The day that it points at; None for none."""


class CardPutAway(SQLModel, table=True):
    """That a member does not want to see a card of an account."""

    __tablename__ = "card_put_away"

    member_id: UUID = Field(foreign_key="member.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    kind: CardKind = Field(sa_type=Word(CardKind), primary_key=True)
    put_away_at: datetime = Field(sa_type=UtcInstant)


class UsageMarker(SQLModel, table=True):
    """That something changed at a home on a day: a heat pump, a new refrigerator, a child that moved out."""

    __tablename__ = "usage_marker"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    member_id: UUID = Field(foreign_key="member.id")
    happened_on: date
    label: str = Field(max_length=60)
    created_at: datetime = Field(sa_type=UtcInstant)


class SpeedTest(SQLModel, table=True):
    """What an internet line was measured to carry. Units: epoch seconds; kilobits a second; milliseconds."""

    __tablename__ = "speed_test"

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    tested_epoch: int = Field(sa_column=Column(BigInteger, primary_key=True))
    down_kbps: int
    up_kbps: int
    latency_ms: int


class LineDown(SQLModel, table=True):
    """A stretch in which an internet line did not answer. Units: epoch seconds."""

    __tablename__ = "line_down"

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    start_epoch: int = Field(sa_column=Column(BigInteger, primary_key=True))
    end_epoch: int = Field(sa_column=Column(BigInteger, nullable=False))


class PeerOptOut(SQLModel, table=True):
    """That the use of an account is not to be counted among similar homes, nor compared with them."""

    __tablename__ = "peer_opt_out"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    chosen_at: datetime = Field(sa_type=UtcInstant)
