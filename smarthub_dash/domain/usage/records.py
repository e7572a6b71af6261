"""Tables of usage points, interval reads and their rollups."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.kit.columns import UtcInstant, Word


class UsagePoint(SQLModel, table=True):
    """A meter or a fiber terminal: where a service agreement is measured."""

    __tablename__ = "usage_point"

    id: int | None = Field(default=None, primary_key=True)
    service_agreement_id: UUID = Field(foreign_key="service_agreement.id", index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    meter_number: str = Field(max_length=32, unique=True)
    unit: QuantityUnit = Field(sa_type=Word(QuantityUnit))
    interval_seconds: int = Field(gt=0)
    installed_on: date
    is_modelled: bool = False
    source_note: str = Field(default="", max_length=200)
    """Where the reads come from, in words for the screen."""


class IntervalRead(SQLModel, table=True):
    """
    A quantity in `[start_epoch, start_epoch + seconds)`.

    Units: epoch seconds UTC; Wh or MB by the usage point.
    """

    # Epoch seconds, not an instant: a year is 35,040 rows, and building datetimes would cost more than reading them.
    __tablename__ = "interval_read"
    __table_args__ = ({"sqlite_with_rowid": False},)

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    start_epoch: int = Field(sa_column=Column(BigInteger, primary_key=True))
    seconds: int
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    quality: ReadQuality = Field(sa_column=Column(Integer, nullable=False))
    import_id: int = Field(foreign_key="meter_import.id")


class DailyUsage(SQLModel, table=True):
    """
    What the reads that start in one local day sum to.

    Units: Wh or MB; seconds. `expected_seconds - present_seconds` is missing.
    """

    __tablename__ = "daily_usage"
    __table_args__ = ({"sqlite_with_rowid": False},)

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    day: date = Field(primary_key=True)
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    estimated_quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    present_seconds: int
    estimated_seconds: int
    zero_seconds: int
    expected_seconds: int
    newest_end_epoch: int = Field(sa_column=Column(BigInteger, nullable=False))


class PeriodUsage(SQLModel, table=True):
    """
    What the days of one billing period sum to.

    Units: as DailyUsage.
    """

    __tablename__ = "period_usage"
    __table_args__ = ({"sqlite_with_rowid": False},)

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    start_on: date = Field(primary_key=True)
    end_on: date
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    estimated_quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    present_seconds: int
    estimated_seconds: int
    zero_seconds: int
    expected_seconds: int
    newest_end_epoch: int = Field(sa_column=Column(BigInteger, nullable=False))


class MeterImport(SQLModel, table=True):
    """One delivery of reads: where it came from and what it changed."""

    __tablename__ = "meter_import"
    __table_args__ = (Index("ix_meter_import_received_at", "received_at"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=32)
    file_name: str = Field(max_length=255)
    sha256: str = Field(max_length=64)
    received_at: datetime = Field(sa_type=UtcInstant)
    new_count: int = 0
    changed_count: int = 0
    same_count: int = 0
