"""Ask for the second step of a sign-in, and take it: a code of an app, of a letter, or a recovery code."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.operations.secrets import count_try, issue_secret, use_secret
from smarthub_dash.domain.members.queries import open_secret
from smarthub_dash.domain.members.records import Member, OneTimeSecret
from smarthub_dash.domain.members.rules import (
    MOST_CODE_TRIES,
    GuessPurpose,
    SecretPurpose,
    SignInMethod,
    TooManyAttempts,
    TwoStep,
)
from smarthub_dash.journeys.entering import Entered, Visit, enter
from smarthub_dash.journeys.second_step import is_code_right, send_code
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.sealing import Sealer

STEP_LIFE = timedelta(minutes=10)
"""How long a second step may take, and how long a code by e-mail works."""
WRONG_CODE = "That code is not right. Check it and try again."
_CODE = GuessPurpose.CODE
FROM_THE_START = "Please sign in again from the start."


class CodeRefused(Refused):
    """The code is wrong; another try is left."""


class StepOver(Refused):
    """The second step took too long, was tried too often, or is none of ours: the sign-in starts again."""


@dataclass(frozen=True, slots=True)
class StepAsked:
    """A second step that waits; the token goes into a cookie of its own and nowhere else."""

    token: str


@dataclass(frozen=True, slots=True)
class PendingStep:
    """What the page of the second step may say."""

    two_step: TwoStep
    email_hint: str
    """Enough of the address for its owner to know it."""

    @property
    def is_by_email(self) -> bool:
        return self.two_step is TwoStep.EMAIL


def ask_second_step(session: Session, *, member: Member, is_kept: bool, sealer: Sealer, now: datetime) -> StepAsked:
    """Make a second step that waits for a few minutes; send its code if it goes by e-mail."""
    token = issue_secret(
        session,
        purpose=SecretPurpose.SECOND_STEP,
        member_id=member.id,
        email=member.email,
        body={"is_kept": is_kept},
        life=STEP_LIFE,
        now=now,
    )
    if member.two_step is TwoStep.EMAIL:
        with suppress(TooManyAttempts):  # the letter of a moment ago is as good
            send_code(session, member=member, purpose=SecretPurpose.SIGN_IN_CODE, sealer=sealer, now=now)
    return StepAsked(token)


def pending_step(database: Database, *, token: str, now: datetime) -> PendingStep:
    """
    Return what a waiting second step asks for.

    :raises StepOver: if it waits no more
    """
    with database.reading() as session:
        _, member = _found(session, token=token, now=now)
        return PendingStep(member.two_step, _hint(member.email))


def send_code_again(database: Database, *, token: str, sealer: Sealer, now: datetime) -> None:
    """
    Send another code by e-mail; the one before it ends.

    :raises StepOver: if the second step waits no more
    :raises TooManyAttempts: if the last letter went out a moment ago
    """
    with database.unit_of_work() as session:
        _, member = _found(session, token=token, now=now)
        if member.two_step is not TwoStep.EMAIL:
            return
        send_code(session, member=member, purpose=SecretPurpose.SIGN_IN_CODE, sealer=sealer, now=now)


def pass_second_step(
    database: Database, *, token: str, code: str, visit: Visit, sealer: Sealer, zone: ZoneInfo, now: datetime
) -> Entered:
    """
    Take the code of a second step and start the session that it was asked for.

    :raises CodeRefused: if the code is wrong
    :raises StepOver: if the step waits no more, or this was its last try
    :raises TooManyAttempts: if too many codes were tried for this member
    """
    with database.unit_of_work() as session:
        step, member = _found(session, token=token, now=now)
        count_guess(session, purpose=_CODE, subject=member.email, address=visit.address, now=now)
        tries = count_try(session, secret_id=step.id)
        by_email = SecretPurpose.SIGN_IN_CODE
        if tries <= MOST_CODE_TRIES and is_code_right(
            session, member=member, code=code, by_email=by_email, sealer=sealer, zone=zone, now=now
        ):
            if use_secret(session, purpose=SecretPurpose.SECOND_STEP, token=token, now=now) is None:
                raise StepOver(FROM_THE_START)
            forgive_guesses(session, purpose=_CODE, subject=member.email, address=visit.address)
            chosen = Visit(visit.address, visit.user_agent, is_kept=json.loads(step.body)["is_kept"] is True)
            return enter(session, member=member, visit=chosen, method=SignInMethod.PASSWORD, zone=zone, now=now)
        # The try is counted, so the transaction ends well and the member is refused after it.
        if tries >= MOST_CODE_TRIES:
            use_secret(session, purpose=SecretPurpose.SECOND_STEP, token=token, now=now)
    if tries >= MOST_CODE_TRIES:
        raise StepOver(f"That code was not right either. {FROM_THE_START}")
    raise CodeRefused(WRONG_CODE)


def _found(session: Session, *, token: str, now: datetime) -> tuple[OneTimeSecret, Member]:
    step = open_secret(session, purpose=SecretPurpose.SECOND_STEP, token=token, now=now)
    member = session.get(Member, step.member_id) if step else None
    if step is None or member is None or member.closed_at or step.tries >= MOST_CODE_TRIES:
        raise StepOver(f"This took too long. {FROM_THE_START}")
    return step, member


def _hint(email: str) -> str:
    """Return an address without most of its name: "a…@example.com"."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"
