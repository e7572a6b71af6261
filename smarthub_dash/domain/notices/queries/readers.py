"""Reads of who may be told of an account."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_

from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.accounts.rules import POWERS, Power
from smarthub_dash.domain.members.records import Member


def readers_of(
    session: Session, *, account_ids: Collection[UUID], power: Power, today: date
) -> Sequence[tuple[UUID, str, str, UUID, str]]:
    """
    Return who may be told of these accounts, by what their role may do.

    Shape: member, full name, e-mail, account, and the account as the member calls it: "Home (0041877001)".
    """
    # no scope: what is told goes to each by their own contacts
    roles = [role for role, powers in POWERS.items() if power in powers]
    told = (Member.id, Member.full_name, Member.email, Account.id, AccountGrant.nickname, Account.account_number)
    rows = session.execute(
        select_columns(*map(col, told))
        .join(AccountGrant, col(AccountGrant.member_id) == col(Member.id))
        .join(Account, col(Account.id) == col(AccountGrant.account_id))
        .where(
            col(AccountGrant.account_id).in_(account_ids),
            col(AccountGrant.role).in_(roles),
            col(Member.closed_at).is_(None),
            col(AccountGrant.revoked_at).is_(None),
            or_(col(AccountGrant.ends_on).is_(None), col(AccountGrant.ends_on) > today),
        )
        .order_by(col(Account.account_number), col(Member.email))
    )
    return tuple(
        (member_id, name, email, account_id, f"{nickname} ({number})" if nickname else number)
        for member_id, name, email, account_id, nickname, number in rows
    )
