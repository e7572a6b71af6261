"""What a second step takes: a code of an app or a recovery code, each once. For sign-in, step-up and set-up alike."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.members.operations.second_step import take_recovery_code, take_totp_step
from smarthub_dash.domain.members.queries import newest_secret_at
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import SecretPurpose, TooManyAttempts, TwoStep, wait_words
from smarthub_dash.kit.recovery_codes import looks_like_recovery_code, plain_recovery_code
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.totp import totp_step

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


def refuse_a_hurry(session: Session, *, purpose: SecretPurpose, member_id: UUID, now: datetime) -> None:
    """
    Let another letter with a code go out, or refuse it because the last one has hardly left.

    :raises TooManyAttempts: if the last one went out a moment ago
    """
    if (left := pause_left(session, purpose=purpose, member_id=member_id, now=now)) > timedelta():
        raise TooManyAttempts(f"A letter is on its way. If it does not come, ask again in {wait_words(left)}.")


def pause_left(session: Session, *, purpose: SecretPurpose, member_id: UUID, now: datetime) -> timedelta:
    """Return how long it is until another letter with a code may go out."""
    newest_at = newest_secret_at(session, purpose=purpose, member_id=member_id)
    return newest_at + RESEND_PAUSE - now if newest_at else timedelta()


def kept_of_recovery_code(member_id: UUID, code: str, *, sealer: Sealer) -> str:
    """Return what the database keeps of a recovery code: it cannot be guessed at without our secret key."""
    return sealer.derived(_RECOVERY, _subject(member_id, code)).hex()


def _kept_by_each(member_id: UUID, code: str, *, sealer: Sealer) -> tuple[str, ...]:
    return tuple(each.hex() for each in sealer.derived_by_each(_RECOVERY, _subject(member_id, code)))


def _subject(member_id: UUID, code: str) -> str:
    return f"{member_id}:{plain_recovery_code(code)}"
