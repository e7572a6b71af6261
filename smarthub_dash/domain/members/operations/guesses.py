"""Writes of wrong tries: each is counted before what was tried is looked at, and forgiven if it was right."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from smarthub_dash.domain.members.queries import guesses_of
from smarthub_dash.domain.members.records import SignInAttempt
from smarthub_dash.domain.members.rules import (
    MOST_IN_A_ROW,
    NEVER,
    NO_MORE,
    Guesses,
    GuessPurpose,
    TooManyAttempts,
    next_try_at,
    source_of,
    wait_words,
)
from smarthub_dash.kit.database import hold_names


def count_guess(
    session: Session,
    *,
    purpose: GuessPurpose,
    subject: str,
    address: str,
    now: datetime,
    most: int | None = MOST_IN_A_ROW,
) -> Guesses:
    """
    Count a try and let it through, or refuse it unseen because too many before it were wrong; return those before it.

    Call it in the transaction before anything is checked, and `forgive_guesses` if the try was right. Tries at one
    subject, or from one source, wait here for each other: of a hundred sent at the same moment no more get through
    than of a hundred sent one by one. The subject names whose secret is tried: a member's e-mail address as `email_of`
    writes it, or an account number. `most` is how many in a row it takes from everywhere; None where what is tried
    cannot be guessed.
    :raises TooManyAttempts: if this try must wait
    """
    subject, source = subject[:254], source_of(address)[:64]
    hold_names(session, names=(_name(purpose, subject), f"{purpose} from {source}"))
    before = guesses_of(session, purpose=purpose, subject=subject, address=address, now=now)
    at = next_try_at(before, most=most, now=now)
    if at == NEVER:
        raise TooManyAttempts(NO_MORE[purpose])
    if at > now:
        raise TooManyAttempts(f"Too many tries. Wait {wait_words(at - now)}, then try again.")
    session.add(SignInAttempt(purpose=purpose, email=subject, address=source, failed_at=now))
    session.flush()
    return before


def hold_guesses(session: Session, *, purpose: GuessPurpose, subject: str) -> None:
    """Wait for whoever tries at a subject, and keep others waiting until the transaction ends."""
    hold_names(session, names=[_name(purpose, subject[:254])])


def forgive_guesses(session: Session, *, purpose: GuessPurpose, subject: str, address: str) -> None:
    """Forget the wrong tries of one who was right after all, from that source only."""
    session.exec(
        delete(SignInAttempt).where(
            col(SignInAttempt.purpose) == purpose,
            col(SignInAttempt.email) == subject[:254],
            col(SignInAttempt.address) == source_of(address)[:64],
        )
    )


def forgive_everywhere(session: Session, *, subject: str) -> None:
    """Forget every wrong try at a member's sign-in: the e-mail address was proved, as by a reset of the password."""
    session.exec(
        delete(SignInAttempt).where(
            col(SignInAttempt.purpose).in_((GuessPurpose.SIGN_IN, GuessPurpose.CODE)),
            col(SignInAttempt.email) == subject[:254],
        )
    )


def _name(purpose: GuessPurpose, subject: str) -> str:
    return f"{purpose} at {subject}"
