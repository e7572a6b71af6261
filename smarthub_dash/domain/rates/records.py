"""The table of published rate schedules."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from smarthub_dash.kit.columns import UtcInstant


class PublishedRate(SQLModel, table=True):
    """One version of a rate schedule as its file said it, in force over `[valid_from, valid_to)`."""

    __tablename__ = "published_rate"

    rate_code: str = Field(primary_key=True, max_length=32)
    valid_from: date = Field(primary_key=True)
    valid_to: date | None = None
    title: str = Field(max_length=120)
    is_illustrative: bool = True
    body: str = Field(sa_type=Text)
    """The schedule's TOML."""
    published_at: datetime = Field(sa_type=UtcInstant)
