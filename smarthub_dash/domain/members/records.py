"""Tables of members and their sign-in sessions."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.kit.columns import UtcInstant, Word


class Member(SQLModel, table=True):
    """A person who signs in."""

    __tablename__ = "member"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    """Lower case; the name of the sign-in."""
    full_name: str = Field(max_length=120)
    role: MemberRole = Field(default=MemberRole.MEMBER, sa_type=Word(MemberRole))
    password_hash: str = Field(max_length=255)
    created_at: datetime = Field(sa_type=UtcInstant)
    checklist_closed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    usage_unit: str = Field(default="quantity", max_length=8)
    """What the Usage page shows first: `quantity` (kWh, GB) or `money`."""


class SignInSession(SQLModel, table=True):
    """A signed-in browser. The cookie holds the token; here is only its hash."""

    __tablename__ = "sign_in_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    created_at: datetime = Field(sa_type=UtcInstant)
    seen_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    address: str = Field(default="", max_length=64)
    user_agent: str = Field(default="", max_length=255)


class SignInAttempt(SQLModel, table=True):
    """A sign-in that failed; counted to slow whoever guesses."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254, index=True)
    address: str = Field(max_length=64, index=True)
    failed_at: datetime = Field(sa_type=UtcInstant)
