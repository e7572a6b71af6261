"""
Everything one bill stands on, in a constant number of statements.

The bill itself is found through the scope (`bill_in`); the rest is read of the bill that was found.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, case
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import Account, AccountGrant, ServiceAgreement, ServiceLocation
from smarthub_dash.domain.accounts.rules import AccountScope, NotYours, Provider, ServiceKind
from smarthub_dash.domain.billing.queries import stands
from smarthub_dash.domain.billing.records import (
    Charge,
    Statement,
    StatementCancellation,
)
from smarthub_dash.domain.rates.records import PublishedRate
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period

NOT_FOUND = "We could not find that bill among yours."


@dataclass(frozen=True, slots=True)
class FoundBill:
    """A bill with its account. Units: cents."""

    statement_id: UUID
    bill_number: str
    account_id: UUID
    account_number: str
    provider: Provider
    nickname: str
    """What the member calls the account; empty where nobody asked as a member."""
    name_on_account: str
    period: Period
    issued_on: date
    due_on: date
    revision: int
    is_estimated: bool
    previous_cents: Cents
    charges_cents: Cents
    billed_cents: Cents
    cancelled_on: date | None
    cancelled_because: str
    replaced_by: str
    """The number of the bill that took its place; empty if none did."""


@dataclass(frozen=True, slots=True)
class EarlierBill:
    """A bill of the same account, for comparing. Units: cents."""

    statement_id: UUID
    bill_number: str
    period: Period
    issued_on: date
    revision: int
    is_estimated: bool
    charges_cents: Cents
    billed_cents: Cents
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line with the service it is for and the rate it was priced by. Units: cents."""

    statement_id: UUID
    service_agreement_id: UUID
    service_kind: ServiceKind
    street: str
    place: str
    kind: str
    label: str
    quantity_text: str
    price_text: str
    explanation: str
    rate_code: str
    rate_title: str
    rate_from: date | None
    cents: Cents


def bill_in(session: Session, *, scope: AccountScope, bill_number: str) -> FoundBill:
    """
    Return a bill by its number.

    :raises NotYours: if no account of the scope has such a bill
    """
    row = session.execute(
        _bills()
        .add_columns(col(AccountGrant.nickname))
        .join(
            AccountGrant,
            and_(
                col(AccountGrant.account_id) == col(Statement.account_id),
                col(AccountGrant.member_id) == scope.member_id,
            ),
        )
        .where(col(Statement.bill_number) == bill_number, col(Statement.account_id).in_(scope.account_ids))
    ).one_or_none()
    if row is None:
        raise NotYours(NOT_FOUND)
    return _found(*row)


def newest_bill_number(session: Session, *, scope: AccountScope, account_number: str) -> str:
    """
    Return the number of an account's newest bill that stands.

    :raises NotYours: if no account of the scope has that number, or a bill
    """
    number = session.execute(
        select_columns(col(Statement.bill_number))
        .join(Account, col(Account.id) == col(Statement.account_id))
        .where(
            col(Account.account_number) == account_number, col(Statement.account_id).in_(scope.account_ids), stands()
        )
        .order_by(col(Statement.start_on).desc(), col(Statement.revision).desc())
        .limit(1)
    ).scalar_one_or_none()
    if number is None:
        raise NotYours(NOT_FOUND)
    return number


def bill_by_id(session: Session, *, statement_id: UUID) -> FoundBill:
    """Return a bill that is printed or mailed to whoever the account belongs to."""
    # no scope: the print file holds the bills of all accounts
    return _found(*session.execute(_bills().where(col(Statement.id) == statement_id)).one(), "")


def bills_around(session: Session, *, account_id: UUID, since: date, until: date) -> Sequence[EarlierBill]:
    """Return the bills of an account that begin in `[since, until]`, oldest first, cancelled ones among them."""
    # no scope: of the account of a bill that was found
    rows = session.execute(
        select_columns(Statement, col(StatementCancellation.statement_id))
        .join(StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id), isouter=True)
        .where(
            col(Statement.account_id) == account_id,
            col(Statement.start_on) >= since,
            col(Statement.start_on) <= until,
        )
        .order_by(col(Statement.start_on), col(Statement.revision))
    )
    return tuple(
        EarlierBill(
            statement_id=row.id,
            bill_number=row.bill_number,
            period=Period(row.start_on, row.end_on),
            issued_on=row.issued_on,
            revision=row.revision,
            is_estimated=row.is_estimated,
            charges_cents=row.charges_cents,
            billed_cents=row.billed_cents,
            is_cancelled=cancelled is not None,
        )
        for row, cancelled in rows
    )


def lines_of(session: Session, *, statement_ids: Collection[UUID]) -> Sequence[PrintedLine]:
    """Return the lines of some bills in their order."""
    # no scope: of bills that were found
    rows = session.execute(
        select_columns(
            Charge,
            col(ServiceAgreement.kind),
            col(ServiceLocation.street),
            col(ServiceLocation.city),
            col(ServiceLocation.state),
            col(ServiceLocation.zip_code),
            # A rate that is made up says so wherever it is named.
            case(
                (col(PublishedRate.is_illustrative), col(PublishedRate.title) + ", illustrative"),
                else_=col(PublishedRate.title),
            ),
        )
        .join(ServiceAgreement, col(ServiceAgreement.id) == col(Charge.service_agreement_id))
        .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
        .join(
            PublishedRate,
            and_(
                col(PublishedRate.rate_code) == col(Charge.rate_code),
                col(PublishedRate.valid_from) == col(Charge.rate_from),
            ),
            isouter=True,
        )
        .where(col(Charge.statement_id).in_(statement_ids))
        .order_by(col(Charge.statement_id), col(Charge.position))
    )
    return tuple(_line(*row) for row in rows)


def _bills() -> Select:
    replacing = aliased(Statement)
    return (
        select_columns(Statement, Account, StatementCancellation, col(replacing.bill_number))
        .join(Account, col(Account.id) == col(Statement.account_id))
        .join(StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id), isouter=True)
        .join(replacing, col(replacing.id) == col(StatementCancellation.replaced_by_id), isouter=True)
    )


def _found(
    bill: Statement, account: Account, taken_back: StatementCancellation | None, replaced_by: str | None, nickname: str
) -> FoundBill:
    return FoundBill(
        statement_id=bill.id,
        bill_number=bill.bill_number,
        account_id=account.id,
        account_number=account.account_number,
        provider=account.provider,
        nickname=nickname,
        name_on_account=account.name_on_account,
        period=Period(bill.start_on, bill.end_on),
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        revision=bill.revision,
        is_estimated=bill.is_estimated,
        previous_cents=bill.previous_cents,
        charges_cents=bill.charges_cents,
        billed_cents=bill.billed_cents,
        cancelled_on=taken_back.cancelled_on if taken_back else None,
        cancelled_because=taken_back.reason if taken_back else "",
        replaced_by=replaced_by or "",
    )


def _line(
    row: Charge, kind: ServiceKind, street: str, city: str, state: str, zip_code: str, title: str | None
) -> PrintedLine:
    return PrintedLine(
        statement_id=row.statement_id,
        service_agreement_id=row.service_agreement_id,
        service_kind=ServiceKind(kind),
        street=street,
        place=f"{city}, {state} {zip_code}",
        kind=row.kind,
        label=row.label,
        quantity_text=row.quantity_text,
        price_text=row.price_text,
        explanation=row.explanation,
        rate_code=row.rate_code,
        rate_title=title or "",
        rate_from=row.rate_from,
        cents=row.cents,
    )
