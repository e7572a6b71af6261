"""Tables of usage points, interval reads and their rollups."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.kit.append_only import append_only
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
    made_at: datetime | None = Field(default=None, sa_type=UtcInstant, index=True)
    """When the file says it was written: of two files that tell of one interval the newer is right."""
    new_count: int = 0
    changed_count: int = 0
    same_count: int = 0
    late_count: int = 0
    """Reads that were left as they are, because a newer file had told of them before this one arrived."""


class ImportSpan(SQLModel, table=True):
    """
    What a file that says when it was written told of, without a gap: it may arrive after a newer one.

    Units: epoch seconds UTC.
    """

    __tablename__ = "import_span"
    __table_args__ = ({"sqlite_with_rowid": False},)

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    start_epoch: int = Field(sa_column=Column(BigInteger, primary_key=True))
    import_id: int = Field(foreign_key="meter_import.id", primary_key=True)
    end_epoch: int = Field(sa_column=Column(BigInteger, nullable=False))


class ReadRevision(SQLModel, table=True):
    """
    What an interval read said before another import changed it.

    Units: as IntervalRead; `import_id` brought it, `replaced_by` took its place.
    """

    __tablename__ = "read_revision"
    __table_args__ = (Index("ix_read_revision_read", "usage_point_id", "flow", "start_epoch"),)

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    usage_point_id: int = Field(foreign_key="usage_point.id")
    flow: Flow = Field(sa_column=Column(Integer, nullable=False))
    start_epoch: int = Field(sa_column=Column(BigInteger, nullable=False))
    seconds: int
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))
    quality: ReadQuality = Field(sa_column=Column(Integer, nullable=False))
    import_id: int = Field(foreign_key="meter_import.id")
    replaced_by: int = Field(foreign_key="meter_import.id")


class MeterInstallation(SQLModel, table=True):
    """
    Which meter counted at a usage point, and from when until when; a point that never changed its meter has none.

    Units: Wh; `register_digits` are those of kWh before its register begins again at zero.
    """

    __tablename__ = "meter_installation"
    __table_args__ = (Index("ix_meter_installation_meter", "meter_number"),)

    id: int | None = Field(default=None, primary_key=True)
    usage_point_id: int = Field(foreign_key="usage_point.id", index=True)
    meter_number: str = Field(max_length=32)
    installed_at: datetime = Field(sa_type=UtcInstant)
    removed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    register_digits: int | None = Field(default=None, ge=4, le=9)


class RegisterRead(SQLModel, table=True):
    """
    Where the running register of one meter stood.

    Units: epoch seconds UTC; Wh.
    """

    __tablename__ = "register_read"
    __table_args__ = ({"sqlite_with_rowid": False},)

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    at_epoch: int = Field(sa_column=Column(BigInteger, primary_key=True))
    meter_number: str = Field(max_length=32, primary_key=True)
    stood_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    quality: ReadQuality = Field(sa_column=Column(Integer, nullable=False))
    import_id: int = Field(foreign_key="meter_import.id")


class ReadDoubt(SQLModel, table=True):
    """
    Something odd that the check of a delivery noted; the read stands until somebody looks.

    Units: epoch seconds UTC, half-open.
    """

    __tablename__ = "read_doubt"
    __table_args__ = (Index("ix_read_doubt_open", "settled_at"),)

    usage_point_id: int = Field(foreign_key="usage_point.id", primary_key=True)
    flow: Flow = Field(sa_column=Column(Integer, primary_key=True))
    start_epoch: int = Field(sa_column=Column(BigInteger, primary_key=True))
    kind: str = Field(max_length=16, primary_key=True)
    end_epoch: int = Field(sa_column=Column(BigInteger, nullable=False))
    words: str = Field(max_length=200)
    import_id: int = Field(foreign_key="meter_import.id")
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    settled_words: str = Field(default="", max_length=200)


class HeadEnd(SQLModel, table=True):
    """A system that may deliver reads: by a token over the web, or by a folder of its own."""

    __tablename__ = "head_end"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=32, unique=True)
    token_hash: str = Field(max_length=64, unique=True)
    layout: str = Field(default="", max_length=2_000)
    """How its CSV and fixed-width files are read, as JSON; empty if they say it themselves."""
    added_at: datetime = Field(sa_type=UtcInstant)
    last_seen_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)


append_only(SQLModel.metadata.tables["read_revision"])
