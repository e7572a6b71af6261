"""Writes of the second step: which kind a member chose, which codes were taken, and the codes kept on paper."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, update

from smarthub_dash.domain.members.records import Member, RecoveryCode
from smarthub_dash.domain.members.rules import TwoStep


def choose_app_codes(session: Session, *, member_id: UUID, sealed_key: str, step: int) -> None:
    """Ask for a code of an app from now on; the step is that of the code by which the app was proved."""
    session.exec(
        update(Member)
        .where(col(Member.id) == member_id)
        .values(two_step=TwoStep.APP, sealed_totp_key=sealed_key, last_totp_step=step)
    )


def choose_email_codes(session: Session, *, member_id: UUID) -> None:
    """Ask for a code sent by e-mail from now on."""
    session.exec(update(Member).where(col(Member.id) == member_id).values(two_step=TwoStep.EMAIL, sealed_totp_key=""))


def end_two_step(session: Session, *, member_id: UUID) -> bool:
    """Ask for a password only; forget the app's key and the recovery codes. Return False if it was so before."""
    ended = session.exec(
        update(Member)
        .where(col(Member.id) == member_id, col(Member.two_step) != TwoStep.NONE)
        .values(two_step=TwoStep.NONE, sealed_totp_key="")
    )
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.member_id) == member_id))
    return ended.rowcount == 1


def take_totp_step(session: Session, *, member_id: UUID, step: int) -> bool:
    """Take the code of a step; return False if that one or a later one was taken before."""
    # The WHERE is the lock: of two who show the same code at once, one changes a row.
    taken = session.exec(
        update(Member).where(col(Member.id) == member_id, col(Member.last_totp_step) < step).values(last_totp_step=step)
    )
    return taken.rowcount == 1


def replace_recovery_codes(session: Session, *, member_id: UUID, code_hashes: Collection[str], now: datetime) -> None:
    """Keep new recovery codes; those of before open nothing any more."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.member_id) == member_id))
    session.add_all(RecoveryCode(member_id=member_id, code_hash=each, created_at=now) for each in code_hashes)
    session.flush()


def take_recovery_code(session: Session, *, member_id: UUID, code_hashes: Collection[str], now: datetime) -> bool:
    """Use up a recovery code, given what may be kept of it; return False if it is none, or was used before."""
    taken = session.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.member_id) == member_id,
            col(RecoveryCode.code_hash).in_(code_hashes),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
    )
    return taken.rowcount == 1
