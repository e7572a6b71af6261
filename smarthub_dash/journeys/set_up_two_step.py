"""Set up what a sign-in asks for after the password, or do without: codes of an app or by e-mail, recovery codes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.operations.second_step import (
    choose_app_codes,
    choose_email_codes,
    end_two_step,
    replace_recovery_codes,
)
from smarthub_dash.domain.members.operations.secrets import issue_secret, use_code, use_secret
from smarthub_dash.domain.members.queries import open_secret
from smarthub_dash.domain.members.queries.credentials import member_of
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import GuessPurpose, SecretPurpose, TwoStep
from smarthub_dash.journeys.credential_changes import tell_of_change
from smarthub_dash.journeys.second_step import kept_of_recovery_code, send_code
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.recovery_codes import new_recovery_code
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.kit.totp import new_totp_key, totp_address, totp_step

ISSUER = "SmartHub"
RECOVERY_CODES = 10
OFFER_LIFE = timedelta(minutes=20)


class CodeWrong(Refused):
    """The code is not the one of now."""


class OfferGone(Refused):
    """The key that was shown is too old, or was set up already."""


class EmailNotProved(Refused):
    """Codes cannot go to an address that nobody proved."""


class TwoStepOff(Refused):
    """There is nothing that recovery codes could stand in for."""


@dataclass(frozen=True, slots=True)
class AppOffer:
    """A key for an app, until its first code proves that the app has it."""

    token: str
    """What the form brings back; the key itself stays here."""
    key: str = field(repr=False)
    address: str = field(repr=False)
    """What the app reads from a picture."""


def offer_app(database: Database, *, member_id: UUID, sealer: Sealer, now: datetime) -> AppOffer:
    """Make a key for an app; nothing changes until the app has proved that it has it."""
    key = new_totp_key()
    with database.unit_of_work() as session:
        member = member_of(session, member_id=member_id)
        token = issue_secret(
            session,
            purpose=SecretPurpose.APP_KEY,
            member_id=member_id,
            email=member.email,
            body={"sealed_key": sealer.seal(key)},
            life=OFFER_LIFE,
            now=now,
        )
    return AppOffer(token, key, totp_address(key, email=member.email, issuer=ISSUER))


def offered_app(database: Database, *, member_id: UUID, token: str, sealer: Sealer, now: datetime) -> AppOffer:
    """
    Return an offer that was made before, to be shown once more.

    :raises OfferGone: if it is too old, was used, or was made to somebody else
    """
    with database.reading() as session:
        offer = open_secret(session, purpose=SecretPurpose.APP_KEY, token=token, now=now)
        if offer is None or offer.member_id != member_id:
            raise OfferGone("That key is too old. Here is a new one: scan it, then type the code it shows.")
        key = sealer.opened(offer.brought["sealed_key"])
        email = member_of(session, member_id=member_id).email
    return AppOffer(token, key, totp_address(key, email=email, issuer=ISSUER))


def set_up_app(
    database: Database, *, member_id: UUID, token: str, code: str, sealer: Sealer, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """
    Ask for a code of the app from now on; return the recovery codes, which exist nowhere else.

    :raises OfferGone: as `offered_app`
    :raises CodeWrong: if the code is not one of the offered key
    """
    offer = offered_app(database, member_id=member_id, token=token, sealer=sealer, now=now)
    step = totp_step(offer.key, code=code, now=now)
    if step is None:
        raise CodeWrong("That code does not fit. Wait for the next one in your app and type that.")
    with database.unit_of_work() as session:
        if use_secret(session, purpose=SecretPurpose.APP_KEY, token=token, now=now) is None:
            raise OfferGone("That key was set up already.")
        member = member_of(session, member_id=member_id)
        choose_app_codes(session, member_id=member_id, sealed_key=sealer.seal(offer.key), step=step)
        codes = _new_codes(session, member_id=member_id, sealer=sealer, now=now)
        what = "codes of an app are now asked for when you sign in"
        tell_of_change(session, member=member, act="two_step_app", what=what, now=now, zone=zone)
        return codes


def send_email_code(database: Database, *, member_id: UUID, sealer: Sealer, now: datetime) -> None:
    """
    Send a code by which the member's e-mail address proves that it is read.

    :raises EmailNotProved: if the address was never verified
    :raises TooManyAttempts: if the last letter went out a moment ago
    """
    with database.unit_of_work() as session:
        member = _with_proved_email(session, member_id)
        send_code(session, member=member, purpose=SecretPurpose.EMAIL_CODES, sealer=sealer, now=now)


def set_up_email_codes(
    database: Database, *, member_id: UUID, code: str, address: str, sealer: Sealer, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """
    Ask for a code sent by e-mail from now on; return the recovery codes, which exist nowhere else.

    :raises EmailNotProved: if the address was never verified
    :raises CodeWrong: if the code is not the one that was sent last, is too old, or was guessed at too often
    :raises TooManyAttempts: if too many codes were tried, of however many letters
    """
    typed = "".join(code.split())[:12]
    with database.unit_of_work() as session:
        member = _with_proved_email(session, member_id)
        # Of its own: what is tried here must not keep the member from signing in.
        subject = f"set-up {member_id}"
        count_guess(session, purpose=GuessPurpose.CODE, subject=subject, address=address, now=now)
        purpose = SecretPurpose.EMAIL_CODES
        is_right = use_code(session, purpose=purpose, member_id=member_id, email=member.email, code=typed, now=now)
        if is_right:
            forgive_guesses(session, purpose=GuessPurpose.CODE, subject=subject, address=address)
            choose_email_codes(session, member_id=member_id)
            codes = _new_codes(session, member_id=member_id, sealer=sealer, now=now)
            what = "codes by e-mail are now asked for when you sign in"
            tell_of_change(session, member=member, act="two_step_email", what=what, now=now, zone=zone)
            return codes
    # Refused outside of the transaction, which has counted the try.
    raise CodeWrong("That code does not fit, or is too old. Check the newest letter, or have another code sent.")


def make_recovery_codes(
    database: Database, *, member_id: UUID, sealer: Sealer, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """
    Make new recovery codes and return them; those of before open nothing any more.

    :raises TwoStepOff: if sign-in asks for no second step
    """
    with database.unit_of_work() as session:
        member = member_of(session, member_id=member_id)
        if member.two_step == TwoStep.NONE:
            raise TwoStepOff("Switch two-step codes on first: recovery codes stand in for them.")
        codes = _new_codes(session, member_id=member_id, sealer=sealer, now=now)
        what = "your recovery codes were made anew"
        tell_of_change(session, member=member, act="recovery_codes", what=what, now=now, zone=zone)
        return codes


def turn_off_two_step(database: Database, *, member_id: UUID, now: datetime, zone: ZoneInfo) -> bool:
    """Ask for the password only; the recovery codes end. Return False if it was so before."""
    with database.unit_of_work() as session:
        member = member_of(session, member_id=member_id)
        if not end_two_step(session, member_id=member_id):
            return False
        what = "two-step codes were switched off"
        tell_of_change(session, member=member, act="two_step_off", what=what, now=now, zone=zone)
        return True


def _with_proved_email(session: Session, member_id: UUID) -> Member:
    member = member_of(session, member_id=member_id)
    if member.email_verified_at is None:
        raise EmailNotProved("Your e-mail address is not verified yet, so no codes can be sent to it.")
    return member


def _new_codes(session: Session, *, member_id: UUID, sealer: Sealer, now: datetime) -> tuple[str, ...]:
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    kept = [kept_of_recovery_code(member_id, each, sealer=sealer) for each in codes]
    replace_recovery_codes(session, member_id=member_id, code_hashes=kept, now=now)
    return codes
