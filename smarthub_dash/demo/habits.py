"""How the cast pays: some days after a bill its payment comes by mail; one account has fallen behind."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from smarthub_dash.demo.cast import ACCOUNTS
from smarthub_dash.demo.parts import CastAccount
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.autopay.queries import enrollments_open
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.billing.rules import due_day
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents


def pay_as_usual(database: Database, *, on: date, unpaid_since: date, now: datetime) -> int:
    """
    Receive what the cast pays by a day; return how many payments came.

    An account that falls behind leaves every bill unpaid that is due on or after `unpaid_since`.
    """
    with database.reading() as session:
        owed = _owed_by(session, on=on, unpaid_since=unpaid_since)
    for account_number, account_id, cents in owed:
        receive_payment(
            database,
            account_id=account_id,
            cents=cents,
            receipt_number=f"{account_number}-{on:%y%m%d}",
            received_on=on,
            now=now,
        )
    return len(owed)


def _owed_by(session: Session, *, on: date, unpaid_since: date) -> list[tuple[str, UUID, Cents]]:
    # no scope: the mail brings payments for every account
    known = {account.account_number: account for account in ACCOUNTS}
    newest = session.exec(
        select(Account.account_number, Account.id, func.max(col(Statement.issued_on)))
        .join(Statement, col(Statement.account_id) == col(Account.id))
        .where(col(Account.account_number).in_(known))
        .group_by(col(Account.account_number), col(Account.id))
        .order_by(col(Account.account_number))
    ).all()
    paying = [
        (number, account_id)
        for number, account_id, issued_on in newest
        if _pays(known[number], issued_on=issued_on, on=on, unpaid_since=unpaid_since)
    ]
    # What is drawn does not come by mail as well.
    drawn = enrollments_open(session, account_ids=[account_id for _, account_id in paying])
    paying = [(number, account_id) for number, account_id in paying if account_id not in drawn]
    balance = balances(session, account_ids=[account_id for _, account_id in paying])
    return [(number, account_id, balance[account_id]) for number, account_id in paying if balance[account_id] > 0]


def _pays(account: CastAccount, *, issued_on: date, on: date, unpaid_since: date) -> bool:
    if account.falls_behind and due_day(issued_on) >= unpaid_since:
        return False
    return issued_on + timedelta(days=account.pays_after_days) <= on
