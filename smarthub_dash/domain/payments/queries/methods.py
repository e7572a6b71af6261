"""Reads of stored payment accounts: each is one member's own, whichever accounts are paid with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.payments.records import (
    PreferredMethod,
    ProcessorCustomer,
    ScheduledPayment,
    StoredPaymentMethod,
)
from smarthub_dash.domain.payments.rules import MethodKind, MethodState, ScheduledState
from smarthub_dash.domain.payments.rules.methods import WARNING_DAYS, expires_soon, has_expired, method_name
from smarthub_dash.kit.errors import Refused


class MethodNotYours(Refused):
    """There is no such payment account among the member's; said in the same words whether or not it exists."""


class MethodUnusable(Refused):
    """The payment account is the member's, and cannot be charged."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """A stored payment account as its owner knows it: nothing of it can be charged."""

    method_id: UUID
    kind: MethodKind
    brand: str
    account_type: str
    last_four: str
    expires_year: int | None
    expires_month: int | None
    nickname: str
    is_default: bool
    state: MethodState
    suspended_because: str
    added_at: datetime
    is_once: bool = False
    """Entered for one payment; it is not among those that are stored."""

    @property
    def name(self) -> str:
        return method_name(
            kind=self.kind,
            brand=self.brand,
            account_type=self.account_type,
            last_four=self.last_four,
            nickname=self.nickname,
        )

    @property
    def expiry(self) -> str:
        """Its last month, as `2027-03`; empty if it has none."""
        return f"{self.expires_year}-{self.expires_month:02}" if self.expires_month else ""

    def is_usable(self, *, today: date) -> bool:
        """Tell whether it can be charged today."""
        return self.state is MethodState.ACTIVE and not has_expired(self.expires_year, self.expires_month, today=today)

    def expires_soon(self, *, today: date) -> bool:
        """Tell whether its owner should soon enter a new card."""
        return expires_soon(self.expires_year, self.expires_month, today=today)


@dataclass(frozen=True, slots=True)
class MethodToCharge:
    """What a charge needs of a stored payment account; never for a page."""

    method_id: UUID
    kind: MethodKind
    token: str
    customer_ref: str
    brand: str
    last_four: str
    mandate_ref: str
    name: str


def methods_of(session: Session, *, member_id: UUID) -> Sequence[MethodView]:
    """Return a member's stored payment accounts, the default first, then the newest."""
    # no scope: a member's own
    rows = session.exec(
        _kept(member_id).order_by(
            col(StoredPaymentMethod.is_default).desc(),
            col(StoredPaymentMethod.added_at).desc(),
            col(StoredPaymentMethod.id),
        )
    )
    return tuple(_view(row) for row in rows)


def method_of(session: Session, *, member_id: UUID, method_id: UUID) -> MethodView:
    """
    Return one of a member's stored payment accounts.

    :raises MethodNotYours: if it is not among them
    """
    # no scope: a member's own
    return _view(_found(session.exec(_kept(member_id, method_id)).one_or_none()))


def method_to_charge(session: Session, *, member_id: UUID, method_id: UUID, today: date) -> MethodToCharge:
    """
    Return what a charge needs of one of a member's stored payment accounts.

    :raises MethodNotYours: if it is not among them
    :raises MethodUnusable: if it was suspended, or has expired
    """
    # no scope: a member's own
    row = _found(session.exec(_kept(member_id, method_id)).one_or_none())
    customer = session.get(ProcessorCustomer, member_id)
    return chargeable(row, customer_ref=customer.customer_ref if customer else "", today=today)


def chargeable(row: StoredPaymentMethod, *, customer_ref: str, today: date) -> MethodToCharge:
    """
    Return what a charge needs of a row.

    :raises MethodUnusable: if it was suspended, or has expired
    """
    view = _view(row)
    if view.state is MethodState.SUSPENDED:
        raise MethodUnusable(f"{view.name} cannot be used: {view.suspended_because or 'your bank refused it'}.")
    if not view.is_usable(today=today):
        raise MethodUnusable(f"{view.name} has expired. Choose another one, or add your new card.")
    return MethodToCharge(
        row.id,
        view.kind,
        row.token,
        customer_ref,
        row.brand,
        row.last_four,
        row.mandate_ref,
        view.name,
    )


def chosen_methods(session: Session, *, scope: AccountScope) -> Mapping[UUID, UUID]:
    """Return which stored payment account the member chose for an account; nothing where it is the default."""
    rows = session.exec(
        select(PreferredMethod).where(
            col(PreferredMethod.member_id) == scope.member_id, col(PreferredMethod.account_id).in_(scope.account_ids)
        )
    )
    return {row.account_id: row.method_id for row in rows}


def preferred_methods(session: Session, *, scope: AccountScope, today: date) -> Mapping[UUID, MethodView]:
    """
    Return with what the member pays each account of a scope: the one chosen for it, or else the default.

    One that cannot be charged today is passed over; an account is left out if nothing can be.
    """
    usable = [each for each in methods_of(session, member_id=scope.member_id) if each.is_usable(today=today)]
    if not usable:
        return {}
    by_id = {each.method_id: each for each in usable}
    chosen = chosen_methods(session, scope=scope)
    first = usable[0].method_id
    return {account_id: by_id.get(chosen.get(account_id, first), usable[0]) for account_id in scope.account_ids}


def days_scheduled_with(session: Session, *, member_id: UUID) -> Mapping[UUID, Sequence[date]]:
    """Return, by payment account of a member, the days of the payments that wait to be made with it."""
    # no scope: a member's own
    rows = session.exec(
        select(ScheduledPayment)
        .where(col(ScheduledPayment.member_id) == member_id, col(ScheduledPayment.state) == ScheduledState.WAITING)
        .order_by(col(ScheduledPayment.pay_on))
    )
    found: dict[UUID, list[date]] = {}
    for row in rows:
        found.setdefault(row.method_id, []).append(row.pay_on)
    return found


def cards_to_warn(session: Session, *, today: date) -> Sequence[tuple[UUID, MethodView]]:
    """Return the cards that end soon and whose owners were not warned of it, each with its member."""
    # no scope: the job that warns looks at every card
    first = today.year * 12 + today.month
    last = (today + timedelta(days=WARNING_DAYS)).year * 12 + (today + timedelta(days=WARNING_DAYS)).month
    ends = col(StoredPaymentMethod.expires_year) * 12 + col(StoredPaymentMethod.expires_month)
    rows = session.exec(
        select(StoredPaymentMethod)
        .where(col(StoredPaymentMethod.state) == MethodState.ACTIVE, ends >= first, ends <= last)
        .order_by(col(StoredPaymentMethod.id))
    )
    soon = [(row, _view(row)) for row in rows]
    return tuple(
        (row.member_id, view) for row, view in soon if view.expires_soon(today=today) and row.warned_for != view.expiry
    )


def _kept(member_id: UUID, method_id: UUID | None = None) -> SelectOfScalar[StoredPaymentMethod]:
    kept = select(StoredPaymentMethod).where(
        col(StoredPaymentMethod.member_id) == member_id, col(StoredPaymentMethod.state) != MethodState.REMOVED
    )
    return kept if method_id is None else kept.where(col(StoredPaymentMethod.id) == method_id)


def _found(row: StoredPaymentMethod | None) -> StoredPaymentMethod:
    if row is None:
        raise MethodNotYours("We could not find that payment account among yours.")
    return row


def _view(row: StoredPaymentMethod) -> MethodView:
    return MethodView(
        row.id,
        MethodKind(row.kind),
        row.brand,
        row.account_type,
        row.last_four,
        row.expires_year,
        row.expires_month,
        row.nickname,
        row.is_default,
        MethodState(row.state),
        row.suspended_because,
        row.added_at,
    )
