"""Reads of payments and what they are paid with. What concerns an account takes the scope of `scope_of`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Result, Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope, NotYours
from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Tender
from smarthub_dash.domain.payments.rules import UNSETTLED, MethodKind, PaymentSource, TenderState
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account


@dataclass(frozen=True, slots=True)
class PaidAccount:
    """What one account got of a payment. Units: cents."""

    payment_id: UUID
    account_id: UUID
    account_number: str
    cents: Cents


@dataclass(frozen=True, slots=True)
class PaymentView:
    """
    One act of paying as a member may see it: all of what they made; of what others made, the accounts they see.

    Units: cents. With what somebody else paid is nobody's business: then brand and last four are empty, the fee zero.
    """

    event_id: UUID
    tender_id: UUID
    receipt_number: str
    source: PaymentSource
    is_mine: bool
    state: TenderState
    kind: MethodKind
    brand: str
    last_four: str
    method_id: UUID | None
    cents: Cents
    """What the accounts get that are shown, without the fee."""
    fee_cents: Cents
    code: str
    """Why it was declined or returned, in the processor's word; `rules.outcomes` has the member's."""
    step_url: str
    """Where the card's bank asks something; only for whoever pays, and only while it waits."""
    made_at: datetime
    settled_at: datetime | None
    cleared_at: datetime | None
    returned_at: datetime | None
    accounts: tuple[PaidAccount, ...]


def payment_by_key(session: Session, *, member_id: UUID, key: str) -> PaymentView | None:
    """Return the payment that a member made under a key; None if there is none yet."""
    # no scope: a payment is whose it is that made it, also after the access to its accounts has ended
    rows = session.execute(_under_key(), {"offer_key": key, "member_id": member_id})
    found = _views(rows, member_id)
    return found[0] if found else None


@lru_cache(maxsize=1)
def _under_key() -> Select:
    its = (col(PaymentEvent.key) == bindparam("offer_key"), col(PaymentEvent.member_id) == bindparam("member_id"))
    return _payments().where(*its)


def payment_by_receipt(session: Session, *, scope: AccountScope, receipt_number: str) -> PaymentView:
    """
    Return a payment by the number of its receipt.

    :raises NotYours: if the member neither made it nor sees an account that it paid
    """
    found = _views(
        session.execute(_seen(scope).where(col(PaymentEvent.receipt_number) == receipt_number)), scope.member_id
    )
    if not found:
        raise NotYours("We could not find that payment among yours.")
    return found[0]


def payments_in(session: Session, *, scope: AccountScope, since: datetime) -> Sequence[PaymentView]:
    """Return every payment to accounts of a scope that was made since an instant, newest first."""
    newest = (col(PaymentEvent.made_at).desc(), col(PaymentEvent.id))
    return _views(
        session.execute(_seen(scope).where(col(PaymentEvent.made_at) >= since).order_by(*newest)), scope.member_id
    )


def on_its_way(session: Session, *, account_ids: Collection[UUID]) -> Mapping[UUID, Cents]:
    """Return what is being paid to each account and not settled; an account without any is left out."""
    # no scope: whoever asks has ids of a scope, and staff see all
    rows = session.execute(_on_its_way(), {ACCOUNT_IDS: list(account_ids)})
    return {account_id: int(cents) for account_id, cents in rows}


@lru_cache(maxsize=1)
def _on_its_way() -> Select:
    return (
        select_columns(col(Payment.account_id), func.sum(col(Payment.cents)))
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .where(col(Payment.account_id).in_(any_account()), col(Tender.state).in_(UNSETTLED))
        .group_by(col(Payment.account_id))
    )


def tender_of(session: Session, *, tender_id: UUID) -> Tender | None:
    """Return a tender; None if there is none of that id."""
    # no scope: what settles a tender has been told its id by the processor or by the tender's own row
    return session.get(Tender, tender_id)


def _payments() -> Select:
    return (
        select_columns(PaymentEvent, Tender, Payment, col(Account.account_number))
        .join(Tender, col(Tender.event_id) == col(PaymentEvent.id))
        .join(Payment, col(Payment.tender_id) == col(Tender.id))
        .join(Account, col(Account.id) == col(Payment.account_id))
    )


def _is_mine(scope: AccountScope):
    return col(PaymentEvent.member_id) == scope.member_id


def _seen(scope: AccountScope) -> Select:
    return _payments().where(_is_mine(scope) | col(Payment.account_id).in_(scope.account_ids))


def _views(rows: Result, member_id: UUID) -> Sequence[PaymentView]:
    found: dict[UUID, tuple[PaymentEvent, Tender, list[PaidAccount]]] = {}
    for event, tender, payment, number in rows:
        paid = found.setdefault(event.id, (event, tender, []))[2]
        paid.append(PaidAccount(payment.id, payment.account_id, number, payment.cents))
    return tuple(_view(event, tender, paid, member_id) for event, tender, paid in found.values())


def _view(event: PaymentEvent, tender: Tender, paid: Sequence[PaidAccount], member_id: UUID) -> PaymentView:
    is_mine = event.member_id == member_id
    return PaymentView(
        event_id=event.id,
        tender_id=tender.id,
        receipt_number=event.receipt_number,
        source=event.source,
        is_mine=is_mine,
        state=tender.state,
        kind=tender.kind,
        brand=tender.brand if is_mine else "",
        last_four=tender.last_four if is_mine else "",
        method_id=tender.method_id if is_mine else None,
        cents=sum(each.cents for each in paid),
        fee_cents=tender.fee_cents if is_mine else 0,
        code=tender.code if is_mine else "",
        step_url=tender.step_url if is_mine and tender.state is TenderState.NEEDS_STEP else "",
        made_at=event.made_at,
        settled_at=tender.settled_at,
        cleared_at=tender.cleared_at,
        returned_at=tender.returned_at,
        accounts=tuple(sorted(paid, key=lambda each: each.account_number)),
    )
