"""
Ask a signed-in member once more who they are: the password, and the second step if they have chosen one.

The session gets a new token with the proof. A form that is sent twice brings the old token the second time: as long as
that was a moment ago, the right password is answered with the same new token.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations import prove_session, rehash_password
from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.operations.secrets import keep_under
from smarthub_dash.domain.members.queries import SignedIn, open_secret
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import GuessPurpose, SecretPurpose, SignInRefused, TwoStep
from smarthub_dash.journeys.second_step import is_code_right, send_code
from smarthub_dash.journeys.sign_in import count_password, password_fits
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer

WRONG = "That is not your password. Try again."
WRONG_CODE = "Your password was right, but the code was not. Type both again."
ENDED = "You are signed out. Sign in again."
SENT_TWICE = timedelta(seconds=20)
"""How long after a proof the same form may come once more, by a second click or a slow line."""


class CodeNotRight(Refused):
    """The password was right, the second step was not."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was typed to prove who it is, and from where; the code is empty for who has no second step."""

    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str


def prove_again(
    database: Database, *, who: SignedIn, proof: Proof, sealer: Sealer, zone: ZoneInfo, now: datetime
) -> str:
    """
    Check the password and the second step of whoever holds a session; return the session's new token.

    :raises SignInRefused: if the password is wrong, or the session has ended meanwhile
    :raises CodeNotRight: if the code of the second step is wrong
    :raises TooManyAttempts: if too many were tried, here or at sign-in
    """
    member = _checked(database, member_id=who.member_id, email=who.email, proof=proof, zone=zone, now=now)
    with database.unit_of_work() as session:
        token = _given_before(session, session_hash=who.session_hash, member_id=member.id, sealer=sealer, now=now)
        if token is None and (is_right := _is_second_step_right(session, member, proof, sealer, zone, now)):
            token = prove_session(session, token_hash=who.session_hash, now=now)
            if token is None:
                raise SignInRefused(ENDED)
            _keep(session, session_hash=who.session_hash, member_id=member.id, token=token, sealer=sealer, now=now)
    if token is None and not is_right:
        raise CodeNotRight(WRONG_CODE)  # after the transaction, which has counted the try
    return token or ""


def proved_before(
    database: Database, *, session_hash: str, proof: Proof, sealer: Sealer, zone: ZoneInfo, now: datetime
) -> str | None:
    """Return the new token of a session that was proved a moment ago, to whoever sends the right password again."""
    with database.reading() as session:
        kept = open_secret(session, purpose=SecretPurpose.CONFIRMED, token=session_hash, now=now)
        member = session.get(Member, kept.member_id) if kept else None
    if member is None:
        return None
    _checked(database, member_id=member.id, email=member.email, proof=proof, zone=zone, now=now)
    with database.reading() as session:
        return _given_before(session, session_hash=session_hash, member_id=member.id, sealer=sealer, now=now)


def send_proof_code(database: Database, *, member_id: UUID, sealer: Sealer, now: datetime) -> None:
    """
    Send the code that proves again who a member is, if theirs goes by e-mail.

    :raises TooManyAttempts: if the last letter went out a moment ago
    """
    with database.unit_of_work() as session:
        member = session.get_one(Member, member_id)
        if member.two_step is TwoStep.EMAIL and member.closed_at is None:
            send_code(session, member=member, purpose=SecretPurpose.CONFIRM_CODE, sealer=sealer, now=now)


def _checked(database: Database, *, member_id: UUID, email: str, proof: Proof, zone: ZoneInfo, now: datetime) -> Member:
    with database.unit_of_work() as session:
        count_password(session, email=email, address=proof.address, zone=zone, now=now)
        member = session.get(Member, member_id)
    fits, stronger = password_fits(member, proof.password)
    if member is None or not fits:
        raise SignInRefused(WRONG)
    with database.unit_of_work() as session:
        forgive_guesses(session, purpose=GuessPurpose.SIGN_IN, subject=email, address=proof.address)
        if stronger:
            rehash_password(session, member_id=member.id, password_hash=stronger)
    return member


def _is_second_step_right(
    session: Session, member: Member, proof: Proof, sealer: Sealer, zone: ZoneInfo, now: datetime
) -> bool:
    if member.two_step is TwoStep.NONE:
        return True
    count_guess(session, purpose=GuessPurpose.CODE, subject=member.email, address=proof.address, now=now)
    by_email = SecretPurpose.CONFIRM_CODE
    if not is_code_right(session, member=member, code=proof.code, by_email=by_email, sealer=sealer, zone=zone, now=now):
        return False
    forgive_guesses(session, purpose=GuessPurpose.CODE, subject=member.email, address=proof.address)
    return True


def _keep(session: Session, *, session_hash: str, member_id: UUID, token: str, sealer: Sealer, now: datetime) -> None:
    keep_under(
        session,
        purpose=SecretPurpose.CONFIRMED,
        token=session_hash,
        member_id=member_id,
        body={"sealed": sealer.seal(token)},
        life=SENT_TWICE,
        now=now,
    )


def _given_before(session: Session, *, session_hash: str, member_id: UUID, sealer: Sealer, now: datetime) -> str | None:
    kept = open_secret(session, purpose=SecretPurpose.CONFIRMED, token=session_hash, now=now)
    return sealer.opened(kept.brought["sealed"]) if kept and kept.member_id == member_id else None
