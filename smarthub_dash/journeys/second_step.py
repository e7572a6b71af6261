"""What a second step takes: a code of an app or a recovery code, each once. For sign-in, step-up and set-up alike."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations.second_step import take_recovery_code, take_totp_step
from smarthub_dash.domain.members.operations.secrets import issue_code, use_code
from smarthub_dash.domain.members.queries import newest_secret_at
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import SecretPurpose, TooManyAttempts, TwoStep, wait_words
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.database import hold_names
from smarthub_dash.kit.recovery_codes import looks_like_recovery_code, plain_recovery_code
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.totp import totp_step

CODE_LIFE = timedelta(minutes=10)
"""How long a code by letter works."""
RESEND_PAUSE = timedelta(seconds=60)
_RECOVERY = "recovery code"


def verify_totp(session: Session, *, member: Member, code: str, sealer: Sealer, now: datetime) -> bool:
    """
    Take a code of the member's app; the same code is not taken again.

    Guesses are counted by the caller, as those of a password are.
    :raises SealBroken: if the key of the app was sealed by a key of ours that is gone
    """
    if member.two_step != TwoStep.APP or not member.sealed_totp_key:
        return False
    step = totp_step(sealer.opened(member.sealed_totp_key), code=code, now=now)
    return step is not None and take_totp_step(session, member_id=member.id, step=step)


def use_recovery_code(session: Session, *, member_id: UUID, code: str, sealer: Sealer, now: datetime) -> bool:
    """Use up one of the member's recovery codes; guesses are counted by the caller."""
    if not looks_like_recovery_code(code):
        return False
    return take_recovery_code(
        session, member_id=member_id, code_hashes=_kept_by_each(member_id, code, sealer=sealer), now=now
    )


def is_code_right(
    session: Session,
    *,
    member: Member,
    code: str,
    by_email: SecretPurpose,
    sealer: Sealer,
    zone: ZoneInfo,
    now: datetime,
) -> bool:
    """
    Take the code of whichever kind a member has chosen, or a recovery code, of whose use they are told.

    `by_email` is what a code by letter was made for: one for signing in proves nothing later. Guesses are counted by
    the caller.
    """
    if use_recovery_code(session, member_id=member.id, code=code, sealer=sealer, now=now):
        _tell_of_recovery_code(session, member=member, zone=zone, now=now)
        return True
    digits = "".join(code.split())
    if member.two_step is TwoStep.APP:
        return verify_totp(session, member=member, code=digits, sealer=sealer, now=now)
    return use_code(session, purpose=by_email, member_id=member.id, email=member.email, code=digits, now=now)


def send_code(session: Session, *, member: Member, purpose: SecretPurpose, sealer: Sealer, now: datetime) -> None:
    """
    Send a code by letter; the one before it, for the same purpose, ends.

    :raises TooManyAttempts: if the last one went out a moment ago
    """
    hold_names(session, names=[f"{purpose} of {member.id}"])
    if (left := _pause_left(session, purpose=purpose, member_id=member.id, now=now)) > timedelta():
        raise TooManyAttempts(f"A letter is on its way. If it does not come, ask again in {wait_words(left)}.")
    code = issue_code(session, purpose=purpose, member_id=member.id, email=member.email, life=CODE_LIFE, now=now)
    post_notice(
        session,
        key=f"{purpose}:{member.id}:{now.isoformat()}",
        template="sign_in_code",
        facts={"name": member.full_name.split()[0], "minutes": str(CODE_LIFE // timedelta(minutes=1))},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        sealed_link=sealer.seal(code),
        now=now,
    )


def kept_of_recovery_code(member_id: UUID, code: str, *, sealer: Sealer) -> str:
    """Return what the database keeps of a recovery code: it cannot be guessed at without our secret key."""
    return sealer.derived(_RECOVERY, _subject(member_id, code)).hex()


def _kept_by_each(member_id: UUID, code: str, *, sealer: Sealer) -> tuple[str, ...]:
    return tuple(each.hex() for each in sealer.derived_by_each(_RECOVERY, _subject(member_id, code)))


def _subject(member_id: UUID, code: str) -> str:
    return f"{member_id}:{plain_recovery_code(code)}"


def _pause_left(session: Session, *, purpose: SecretPurpose, member_id: UUID, now: datetime) -> timedelta:
    newest_at = newest_secret_at(session, purpose=purpose, member_id=member_id)
    return newest_at + RESEND_PAUSE - now if newest_at else timedelta()


def _tell_of_recovery_code(session: Session, *, member: Member, zone: ZoneInfo, now: datetime) -> None:
    post_notice(
        session,
        key=f"recovery_code_used:{member.id}:{now.isoformat()}",
        template="recovery_code_used",
        facts={"name": member.full_name, "when": moment_text(now, zone)},
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )
    words = "Used a recovery code, which cannot be used again"
    note_activity(session, act="recovery_code_used", words=words, actor_id=member.id, member_id=member.id, now=now)
