"""Bills without paper: switched on and off by whoever may manage the account, at once."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select, update

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.billing.queries.paperless import Paperless, paperless_in
from smarthub_dash.domain.billing.records import PaperlessEnrollment
from smarthub_dash.domain.members.records import Member
from smarthub_dash.kit.errors import Refused


class EmailNotVerified(Refused):
    """Nobody has shown yet that the member reads that e-mail address: a bill sent there might reach nobody."""


def start_paperless(session: Session, *, scope: AccountScope, account_id: UUID, today: date, now: datetime) -> bool:
    """
    Let an account's bills come by e-mail only, to the member; return False if they do already.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not manage it
    :raises EmailNotVerified: if the member's e-mail address was never verified
    """
    own = scope.only(account_id).with_power(Power.MANAGE)
    if session.get_one(Member, own.member_id).email_verified_at is None:
        raise EmailNotVerified(
            "Confirm your e-mail address first, so that your bills reach you. "
            "On My Profile, change your e-mail and enter the same address: we send you a link."
        )
    _hold(session, account_id)
    if paperless_in(session, scope=own, today=today):
        return False
    # One that holds no more, because its member left, makes room.
    _end(session, account_id, now=now)
    session.add(PaperlessEnrollment(account_id=account_id, member_id=own.member_id, started_at=now))
    session.flush()
    return True


def end_paperless(
    session: Session, *, scope: AccountScope, account_id: UUID, today: date, now: datetime
) -> Paperless | None:
    """
    Let an account's bills be printed again; return whom they went to, or None if they were printed already.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not manage it
    """
    own = scope.only(account_id).with_power(Power.MANAGE)
    _hold(session, account_id)
    ended = paperless_in(session, scope=own, today=today).get(account_id)
    _end(session, account_id, now=now)
    return ended


def _hold(session: Session, account_id: UUID) -> None:
    # no scope: the callers narrowed it; of two that switch at once the second sees what the first did
    session.exec(select(Account.id).where(col(Account.id) == account_id).with_for_update()).one()


def _end(session: Session, account_id: UUID, *, now: datetime) -> None:
    # no scope: as above
    session.exec(
        update(PaperlessEnrollment)
        .where(col(PaperlessEnrollment.account_id) == account_id, col(PaperlessEnrollment.ended_at).is_(None))
        .values(ended_at=now)
    )
