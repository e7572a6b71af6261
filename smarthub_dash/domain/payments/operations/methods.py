"""Writes of stored payment accounts: each is one member's own."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.payments.queries.methods import MethodNotYours, MethodToCharge, chargeable, method_of
from smarthub_dash.domain.payments.records import PreferredMethod, ProcessorCustomer, StoredPaymentMethod
from smarthub_dash.domain.payments.rules import MethodKind, MethodState
from smarthub_dash.kit.database import hold_names

NOT_YOURS = "We could not find that payment account among yours."


@dataclass(frozen=True, slots=True)
class NewMethod:
    """What the processor says of a card or bank account that was entered there, and what was agreed to before."""

    kind: MethodKind
    token: str
    brand: str
    account_type: str
    last_four: str
    expires_year: int | None
    expires_month: int | None
    mandate_version: str
    mandate_ref: str
    agreed_address: str
    agreed_agent: str


def keep_method(session: Session, *, member_id: UUID, entered: NewMethod, now: datetime) -> tuple[UUID, bool]:
    """
    Keep what a member entered at the processor; return its id, and whether it is new.

    The first one becomes the default.
    :raises MethodNotYours: if another member has entered it, or it was removed
    """
    # no scope: a member's own
    _hold_all(session, member_id)
    there = session.exec(select(StoredPaymentMethod).where(col(StoredPaymentMethod.token) == entered.token)).first()
    if there is not None:
        if there.member_id != member_id or there.state is MethodState.REMOVED:
            raise MethodNotYours(NOT_YOURS)
        return there.id, False
    row = StoredPaymentMethod(
        member_id=member_id,
        kind=entered.kind,
        token=entered.token,
        brand=entered.brand[:40],
        account_type=entered.account_type[:16],
        last_four=entered.last_four[-4:],
        expires_year=entered.expires_year,
        expires_month=entered.expires_month,
        is_default=not _has_default(session, member_id),
        mandate_version=entered.mandate_version,
        mandate_ref=entered.mandate_ref,
        agreed_address=entered.agreed_address[:45],
        agreed_agent=entered.agreed_agent[:255],
        added_at=now,
    )
    session.add(row)
    session.flush()
    return row.id, True


def hold_method(session: Session, *, member_id: UUID, method_id: UUID, today: date) -> MethodToCharge:
    """
    Return what a charge needs of a member's payment account, and keep it from being removed until the commit.

    Call it where something begins to depend on it: an enrollment, a payment for a later day.
    :raises MethodNotYours: if it is not among the member's
    :raises MethodUnusable: if it was suspended, or has expired
    """
    # no scope: a member's own
    row = session.execute(_held(), {"member_id": member_id, "method_id": method_id}).one_or_none()
    if row is None:
        raise MethodNotYours(NOT_YOURS)
    return chargeable(row[0], customer_ref=row[1] or "", today=today)


@lru_cache(maxsize=1)
def _held() -> Select:
    its = (
        col(StoredPaymentMethod.member_id) == bindparam("member_id"),
        col(StoredPaymentMethod.id) == bindparam("method_id"),
    )
    return (
        select_columns(StoredPaymentMethod, col(ProcessorCustomer.customer_ref))
        .outerjoin(ProcessorCustomer, col(ProcessorCustomer.member_id) == col(StoredPaymentMethod.member_id))
        .where(*its, col(StoredPaymentMethod.state) != MethodState.REMOVED)
        .with_for_update(of=StoredPaymentMethod)
    )


def make_default(session: Session, *, member_id: UUID, method_id: UUID) -> None:
    """
    Let a member pay with one payment account wherever no other was chosen.

    :raises MethodNotYours: if it is not among the member's
    """
    # no scope: a member's own
    _hold_all(session, member_id)
    method_of(session, member_id=member_id, method_id=method_id)
    is_it = col(StoredPaymentMethod.id) == method_id
    session.exec(
        update(StoredPaymentMethod).where(col(StoredPaymentMethod.member_id) == member_id).values(is_default=is_it)
    )


def name_method(session: Session, *, member_id: UUID, method_id: UUID, nickname: str) -> None:
    """
    Change what a member calls a payment account.

    :raises MethodNotYours: if it is not among the member's
    """
    # no scope: a member's own
    method_of(session, member_id=member_id, method_id=method_id)
    session.exec(update(StoredPaymentMethod).where(*_is(member_id, method_id)).values(nickname=nickname))


def prefer_method(session: Session, *, scope: AccountScope, account_id: UUID, method_id: UUID | None) -> None:
    """
    Let a member pay one account with a payment account of its own; None goes back to the default.

    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    :raises MethodNotYours: if the payment account is not the member's
    """
    own = scope.only(account_id).with_power(Power.PAY)
    if method_id is not None:
        _hold_all(session, own.member_id)
        method_of(session, member_id=own.member_id, method_id=method_id)
    session.exec(
        delete(PreferredMethod).where(
            col(PreferredMethod.member_id) == own.member_id, col(PreferredMethod.account_id) == account_id
        )
    )
    if method_id is not None:
        session.add(PreferredMethod(member_id=own.member_id, account_id=account_id, method_id=method_id))
        session.flush()


def hold_for_removal(session: Session, *, member_id: UUID, method_id: UUID) -> None:
    """
    Keep anything from beginning to depend on a payment account until the commit.

    :raises MethodNotYours: if it is not among the member's
    """
    # no scope: a member's own
    _hold_all(session, member_id)
    method_of(session, member_id=member_id, method_id=method_id)


def remove_method(session: Session, *, member_id: UUID, method_id: UUID, now: datetime) -> str:
    """
    Let a payment account go that `hold_for_removal` holds; return its token, for the processor to forget.

    The newest of the others becomes the default, if this one was.
    """
    # no scope: a member's own
    row = session.exec(_kept(member_id, method_id)).one()
    was_default = row.is_default
    row.state, row.removed_at, row.is_default = MethodState.REMOVED, now, False
    session.add(row)
    session.exec(delete(PreferredMethod).where(col(PreferredMethod.method_id) == method_id))
    session.flush()
    if was_default:
        newest = select(StoredPaymentMethod).where(
            *_alive(member_id), col(StoredPaymentMethod.state) == MethodState.ACTIVE
        )
        heir = session.exec(newest.order_by(col(StoredPaymentMethod.added_at).desc()).limit(1)).first()
        if heir is not None:
            heir.is_default = True
            session.add(heir)
    return row.token


def suspend_method(session: Session, *, method_id: UUID, because: str) -> bool:
    """
    Let a payment account be charged no more, as after a return by its bank; return False if it was so already.

    `because` goes on after "cannot be used": "your bank says that the account is closed".
    """
    # no scope: what a bank returned says which
    changed = session.exec(
        update(StoredPaymentMethod)
        .where(col(StoredPaymentMethod.id) == method_id, col(StoredPaymentMethod.state) == MethodState.ACTIVE)
        .values(state=MethodState.SUSPENDED, suspended_because=because[:120])
    )
    return changed.rowcount == 1


def note_warned(session: Session, *, method_id: UUID, expiry: str) -> bool:
    """Note that the owner of a card was warned of an expiry, as `2027-03`; return False if that was done before."""
    # no scope: the job that warns looks at every card
    changed = session.exec(
        update(StoredPaymentMethod)
        .where(col(StoredPaymentMethod.id) == method_id, col(StoredPaymentMethod.warned_for) != expiry)
        .values(warned_for=expiry)
    )
    return changed.rowcount == 1


def keep_customer(session: Session, *, member_id: UUID, customer_ref: str) -> None:
    """Keep by which name the processor knows a member; the first one stays."""
    # no scope: a member's own
    if session.get(ProcessorCustomer, member_id) is None:
        session.add(ProcessorCustomer(member_id=member_id, customer_ref=customer_ref))
        session.flush()


def _hold_all(session: Session, member_id: UUID) -> None:
    # Of two tabs that choose at once the second sees what the first did, also where there is no row yet.
    hold_names(session, names=[f"payment accounts of {member_id}"])
    held = select(StoredPaymentMethod.id).where(*_alive(member_id)).order_by(col(StoredPaymentMethod.id))
    session.exec(held.with_for_update()).all()


def _has_default(session: Session, member_id: UUID) -> bool:
    default = select(StoredPaymentMethod.id).where(*_alive(member_id), col(StoredPaymentMethod.is_default))
    return session.exec(default.limit(1)).first() is not None


def _kept(member_id: UUID, method_id: UUID) -> SelectOfScalar[StoredPaymentMethod]:
    return select(StoredPaymentMethod).where(*_is(member_id, method_id))


def _is(member_id: UUID, method_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return *_alive(member_id), col(StoredPaymentMethod.id) == method_id


def _alive(member_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return col(StoredPaymentMethod.member_id) == member_id, col(StoredPaymentMethod.state) != MethodState.REMOVED
