"""Everything by which a member proves who they are, and where they are signed in: what My Profile › Security shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.queries import SignedIn, tries_today
from smarthub_dash.domain.members.queries.credentials import (
    living_devices,
    member_of,
    passkeys_of,
    recent_sign_ins,
    unused_recovery_codes,
)
from smarthub_dash.domain.members.records import SignInSession
from smarthub_dash.domain.members.rules import GuessPurpose, SignInMethod, TwoStep
from smarthub_dash.journal.activity import last_activity_at
from smarthub_dash.journeys.undelivered import undelivered_words
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.user_agents import device_words

PASSWORD_ACTS = ("password_changed", "password_reset")
SIGN_INS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PasskeyNow:
    """A key that one of the member's devices holds."""

    passkey_id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None
    is_synced: bool


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """A sign-in, of now or of before."""

    device_id: UUID
    words: str
    address: str
    signed_in_at: datetime
    seen_at: datetime
    method: SignInMethod
    is_this: bool
    is_kept: bool
    is_living: bool


@dataclass(frozen=True, slots=True)
class SecurityNow:
    """A member's credentials and sign-ins at one moment."""

    password_changed_at: datetime | None
    registered_at: datetime
    email: str
    is_email_proved: bool
    two_step: TwoStep
    recovery_codes: int
    passkeys: tuple[PasskeyNow, ...]
    devices: tuple[DeviceNow, ...]
    sign_ins: tuple[DeviceNow, ...]
    failed_today: int
    undelivered: str
    """What to say of a letter that did not arrive; empty if all did."""


def view_security(database: Database, *, who: SignedIn, zone: ZoneInfo, now: datetime) -> SecurityNow:
    """Read what a member proves themselves by, and where they are signed in."""
    with database.reading() as session:
        member = member_of(session, member_id=who.member_id)
        living = living_devices(session, member_id=member.id, now=now)
        alive = frozenset(each.token_hash for each in living)
        newest = recent_sign_ins(session, member_id=member.id, most=SIGN_INS_SHOWN)
        return SecurityNow(
            password_changed_at=last_activity_at(session, member_id=member.id, acts=PASSWORD_ACTS),
            registered_at=member.created_at,
            email=member.email,
            is_email_proved=member.email_verified_at is not None,
            two_step=member.two_step,
            recovery_codes=unused_recovery_codes(session, member_id=member.id),
            passkeys=_passkeys(session, member.id),
            devices=tuple(_device(each, who, alive) for each in living),
            sign_ins=tuple(_device(each, who, alive) for each in newest),
            failed_today=tries_today(session, purpose=GuessPurpose.SIGN_IN, subject=member.email, now=now),
            undelivered=undelivered_words(session, member_id=member.id, email=member.email, zone=zone, now=now),
        )


def _passkeys(session: Session, member_id: UUID) -> tuple[PasskeyNow, ...]:
    return tuple(
        PasskeyNow(each.id, each.name, each.created_at, each.used_at, each.is_synced)
        for each in passkeys_of(session, member_id=member_id)
    )


def _device(held: SignInSession, who: SignedIn, alive: frozenset[str]) -> DeviceNow:
    return DeviceNow(
        device_id=held.device_id,
        words=device_words(held.user_agent),
        address=held.address,
        signed_in_at=held.created_at,
        seen_at=held.seen_at,
        method=held.method,
        is_this=held.token_hash == who.session_hash,
        is_kept=held.is_kept,
        is_living=held.token_hash in alive,
    )
