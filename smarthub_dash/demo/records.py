"""The table that says whether a database holds a demo co-op, and whether it was finished."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from smarthub_dash.kit.columns import UtcInstant


class DemoBuild(SQLModel, table=True):
    """One building of the demo co-op. Without `finished_at` it was cut short and has to start over."""

    __tablename__ = "demo_build"

    id: int = Field(default=1, primary_key=True)
    version: str = Field(max_length=16)
    started_at: datetime = Field(sa_type=UtcInstant)
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)
