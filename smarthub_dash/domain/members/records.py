"""Tables of members and their sign-in sessions."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from smarthub_dash.domain.members.rules import (
    BillFormat,
    Language,
    MemberRole,
    SecretPurpose,
    SignInMethod,
    TwoStep,
)
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
    email_verified_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    phone: str = Field(default="", max_length=16)
    """E.164, or empty."""
    mailing_street: str = Field(default="", max_length=120)
    mailing_city: str = Field(default="", max_length=60)
    mailing_state: str = Field(default="", max_length=2)
    mailing_zip: str = Field(default="", max_length=10)
    language: Language = Field(default=Language.ENGLISH, sa_type=Word(Language))
    bill_format: BillFormat = Field(default=BillFormat.PRINTED, sa_type=Word(BillFormat))
    """What was answered to the offer of registration. How an account's bills come is its `PaperlessEnrollment`."""
    wants_large_print: bool = False
    two_step: TwoStep = Field(default=TwoStep.NONE, sa_type=Word(TwoStep))
    sealed_totp_key: str = Field(default="", max_length=255)
    last_totp_step: int = 0
    """The newest thirty-second step whose code was taken: no code is taken twice."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    """When the member closed the sign-in; it cannot be used from then on."""


class SignInSession(SQLModel, table=True):
    """A signed-in browser. The cookie holds the token; here is only its hash."""

    __tablename__ = "sign_in_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    created_at: datetime = Field(sa_type=UtcInstant)
    seen_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    ended_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    device_id: UUID = Field(default_factory=uuid4, unique=True)
    """What a page calls the session by: its hash stays here."""
    method: SignInMethod = Field(default=SignInMethod.PASSWORD, sa_type=Word(SignInMethod))
    proved_at: datetime = Field(sa_type=UtcInstant)
    """When the member last proved who they are: at sign-in, or when asked again."""
    is_kept: bool = False
    """The member chose to stay signed in on this device."""
    address: str = Field(default="", max_length=64)
    user_agent: str = Field(default="", max_length=255)


class SignInAttempt(SQLModel, table=True):
    """A sign-in that failed; counted to slow whoever guesses."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(default=None, primary_key=True)
    purpose: str = Field(default="sign-in", max_length=16)
    """What was guessed at: `sign-in`, `register`, `code`, `pay-now`."""
    email: str = Field(max_length=254, index=True)
    """Whose secret it was: an e-mail address, or what else names it (an account number)."""
    address: str = Field(max_length=64, index=True)
    failed_at: datetime = Field(sa_type=UtcInstant)


class Passkey(SQLModel, table=True):
    """A key that a member's device holds; here is only its public half."""

    __tablename__ = "passkey"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    credential_id: bytes = Field(unique=True, max_length=1024)
    public_key: bytes = Field(max_length=2048)
    sign_count: int = 0
    name: str = Field(max_length=60)
    transports: str = Field(default="", max_length=60)
    is_synced: bool = False
    created_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for a second step, once."""

    __tablename__ = "recovery_code"

    id: int | None = Field(default=None, primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    code_hash: str = Field(max_length=255)
    created_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class OneTimeSecret(SQLModel, table=True):
    """A link, code or challenge that works once and not for long. Here is only its hash."""

    __tablename__ = "one_time_secret"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    purpose: SecretPurpose = Field(sa_type=Word(SecretPurpose))
    secret_hash: str = Field(max_length=255, index=True)
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True)
    email: str = Field(default="", max_length=254)
    body: str = Field(default="{}", max_length=4000)
    """JSON of what comes back to whoever shows the secret; nothing secret in it."""
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)

    @property
    def brought(self) -> dict[str, Any]:
        """The body, read."""
        return json.loads(self.body)


class OpenIdentity(SQLModel, table=True):
    """That an OpenID provider's subject is a member of ours."""

    __tablename__ = "open_identity"

    issuer: str = Field(primary_key=True, max_length=255)
    subject: str = Field(primary_key=True, max_length=255)
    member_id: UUID = Field(foreign_key="member.id", index=True)
    email: str = Field(default="", max_length=254)
    linked_at: datetime = Field(sa_type=UtcInstant)
    used_at: datetime | None = Field(default=None, sa_type=UtcInstant)
