"""The tables of jobs and of keys put away; how they are used is in `kit/leases.py` and `kit/put_away.py`."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, Integer, Text
from sqlmodel import Field, SQLModel

from smarthub_dash.kit.columns import UtcInstant, Word


class JobState(StrEnum):
    """What became of a job. A leased job is still waiting: whether its worker lives is for the lease to say."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Job(SQLModel, table=True):
    """One thing to do, once, at or after an instant."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_at", "state", "run_at"),)

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    key: str = Field(max_length=160, unique=True)
    kind: str = Field(max_length=48)
    body: str = Field(default="{}", sa_type=Text)
    """What the job needs to know, as JSON; never a secret."""
    run_at: datetime = Field(sa_type=UtcInstant)
    state: JobState = Field(default=JobState.WAITING, sa_type=Word(JobState))
    attempts: int = 0
    lease_owner: str | None = Field(default=None, max_length=64)
    lease_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_error: str = Field(default="", max_length=500)
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class PutAwayKey(SQLModel, table=True):
    """A secret key of before, sealed by the newest: it seals and opens nothing, it only knows its own codes again."""

    __tablename__ = "put_away_key"

    id: str = Field(primary_key=True, max_length=32)
    """The key's mark: enough to tell keys apart, nothing to use."""
    sealed_key: str = Field(max_length=2000)
    put_away_at: datetime = Field(sa_type=UtcInstant)
