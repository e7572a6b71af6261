"""Writes of what was agreed about paying later."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.billing.records import PaymentExtension
from smarthub_dash.kit.money import Cents


def agree_extension(
    session: Session,
    *,
    scope: AccountScope,
    account_id: UUID,
    statement_id: UUID,
    until_on: date,
    cents: Cents,
    now: datetime,
) -> None:
    """
    Let a bill of an account that the caller has locked be paid later. Units: cents, as they are owed now.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    """
    own = scope.only(account_id).with_power(Power.PAY)
    session.add(
        PaymentExtension(
            account_id=account_id,
            statement_id=statement_id,
            member_id=own.member_id,
            until_on=until_on,
            cents=cents,
            agreed_at=now,
        )
    )
    session.flush()
