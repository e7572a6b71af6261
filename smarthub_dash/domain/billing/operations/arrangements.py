"""Writes of payment arrangements. A conditional UPDATE decides who ends one."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.billing.records import ArrangementInstallment, PaymentArrangement
from smarthub_dash.domain.billing.rules import ArrangementEnd
from smarthub_dash.domain.billing.rules.arrangements import PlannedInstallment


def agree_arrangement(
    session: Session,
    *,
    scope: AccountScope,
    account_id: UUID,
    covers_before: date,
    terms_version: str,
    installments: Sequence[PlannedInstallment],
    now: datetime,
) -> UUID:
    """
    Let installments stand for the bills of an account, which the caller has locked, that were due before a day.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    """
    own = scope.only(account_id).with_power(Power.PAY)
    row = PaymentArrangement(
        account_id=account_id,
        member_id=own.member_id,
        cents=sum(each.cents for each in installments),
        covers_before=covers_before,
        terms_version=terms_version,
        agreed_at=now,
    )
    session.add(row)
    session.flush()
    session.add_all(
        ArrangementInstallment(arrangement_id=row.id, position=at, due_on=each.due_on, cents=each.cents)
        for at, each in enumerate(installments)
    )
    session.flush()
    return row.id


def end_arrangement(session: Session, *, arrangement_id: UUID, end: ArrangementEnd, on: date) -> bool:
    """End an arrangement; return False if it had ended before."""
    # no scope: the daily job ends those of every account; a journey has asked whose it is
    ended = session.exec(
        update(PaymentArrangement)
        .where(col(PaymentArrangement.id) == arrangement_id, col(PaymentArrangement.ended_on).is_(None))
        .values(ended_on=on, end=end)
    )
    return ended.rowcount == 1
