"""Ask a signed-in member once more who they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from smarthub_dash.domain.members.operations import prove_session, rehash_password
from smarthub_dash.domain.members.operations.guesses import forgive_guesses
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import GuessPurpose, SignInRefused
from smarthub_dash.journeys.sign_in import count_password, password_fits
from smarthub_dash.kit.database import Database

WRONG = "That is not your password. Try again."
ENDED = "You are signed out. Sign in again."


def prove_again(
    database: Database, *, who: SignedIn, password: str, address: str, zone: ZoneInfo, now: datetime
) -> None:
    """
    Check the password of whoever holds a session, and note that they proved who they are.

    :raises SignInRefused: if the password is wrong, or the session has ended meanwhile
    :raises TooManyAttempts: if too many passwords were tried, here or at sign-in
    """
    about = {"purpose": GuessPurpose.SIGN_IN, "subject": who.email, "address": address}
    with database.unit_of_work() as session:
        count_password(session, email=who.email, address=address, zone=zone, now=now)
        member = session.get(Member, who.member_id)
    fits, stronger = password_fits(member, password)
    if member is None or not fits:
        raise SignInRefused(WRONG)
    with database.unit_of_work() as session:
        forgive_guesses(session, **about)
        if stronger:
            rehash_password(session, member_id=member.id, password_hash=stronger)
        is_proved = prove_session(session, token_hash=who.session_hash, now=now)
    if not is_proved:
        raise SignInRefused(ENDED)
