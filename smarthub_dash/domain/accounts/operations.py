"""Writes of accounts: places, accounts, agreements, and who may see them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from smarthub_dash.domain.accounts.records import (
    Account,
    AccountGrant,
    HouseholdInvitation,
    InvitedAccount,
    ServiceAgreement,
    ServiceLocation,
    UsedBillCode,
)
from smarthub_dash.domain.accounts.rules import (
    INVITATION_LIFE,
    OWNING,
    AccountScope,
    HouseholdRole,
    Power,
    Provider,
    ServiceKind,
)
from smarthub_dash.kit.secrets import hash_of, new_token


def add_location(
    session: Session, *, location_number: str, street: str, city: str, state: str, zip_code: str
) -> ServiceLocation:
    """Return the service location of a number, added if it is new."""
    # no scope: staff connect places; nobody owns one
    known = session.exec(
        select(ServiceLocation).where(col(ServiceLocation.location_number) == location_number)
    ).one_or_none()
    if known is not None:
        return known
    location = ServiceLocation(
        location_number=location_number, street=street, city=city, state=state, zip_code=zip_code
    )
    session.add(location)
    session.flush()
    return location


def open_account(
    session: Session, *, account_number: str, provider: Provider, name_on_account: str, opened_on: date, read_day: int
) -> Account:
    """Open an account; nobody sees it yet."""
    # no scope: staff open accounts, and a new one is in nobody's scope
    account = Account(
        account_number=account_number,
        provider=provider,
        name_on_account=name_on_account,
        opened_on=opened_on,
        read_day=read_day,
    )
    session.add(account)
    session.flush()
    return account


def start_agreement(
    session: Session, *, account_id: UUID, location_id: UUID, kind: ServiceKind, rate_code: str, started_on: date
) -> ServiceAgreement:
    """Start a service of an account at a service location."""
    # no scope: staff start services, as with `open_account`
    agreement = ServiceAgreement(
        account_id=account_id, service_location_id=location_id, kind=kind, rate_code=rate_code, started_on=started_on
    )
    session.add(agreement)
    session.flush()
    return agreement


def grant_account(
    session: Session,
    *,
    member_id: UUID,
    account_id: UUID,
    role: HouseholdRole,
    nickname: str,
    position: int,
    now: datetime,
    ends_on: date | None = None,
) -> None:
    """Let a member see an account from now on; who had it before has it again, in the new role."""
    # no scope: this is what scopes are made of; whoever calls it proved the account or was invited to it
    grant = session.get(AccountGrant, (member_id, account_id), with_for_update=True)
    if grant is None:
        session.add(
            AccountGrant(
                member_id=member_id,
                account_id=account_id,
                role=role,
                nickname=nickname,
                position=position,
                granted_at=now,
                ends_on=ends_on,
            )
        )
    else:
        # A nickname outlives a grant: it is the member's own word for the account.
        grant.role, grant.nickname, grant.position = role, nickname or grant.nickname, position
        grant.granted_at, grant.ends_on, grant.revoked_at = now, ends_on, None
    session.flush()


def name_account(session: Session, *, scope: AccountScope, account_id: UUID, nickname: str) -> None:
    """Change what the member calls an account; nobody else sees it."""
    session.exec(update(AccountGrant).where(*_own(scope.only(account_id))).values(nickname=nickname))


def order_accounts(session: Session, *, scope: AccountScope, account_ids: Sequence[UUID]) -> None:
    """Put the member's accounts in this order."""
    for position, account_id in enumerate(account_ids):
        session.exec(update(AccountGrant).where(*_own(scope.only(account_id))).values(position=position))


def leave_account(
    session: Session, *, scope: AccountScope, account_id: UUID, today: date, now: datetime
) -> Sequence[UUID]:
    """
    End the member's own grant of an account; return the members who lose it, the leaving one among them.

    When the last owner leaves everyone loses it: nobody would be left who could remove them.
    """
    own = scope.only(account_id)
    # In one order for all: of two owners who leave at once, the second sees that the first is gone.
    grants = session.exec(
        select(AccountGrant)
        .where(col(AccountGrant.account_id) == account_id, col(AccountGrant.revoked_at).is_(None))
        .order_by(col(AccountGrant.member_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    others = [grant for grant in grants if grant.member_id != own.member_id]
    is_last = own.roles[account_id] in OWNING and not any(_owns(grant, today) for grant in others)
    gone = [grant for grant in grants if is_last or grant.member_id == own.member_id]
    for grant in gone:
        grant.revoked_at = now
    session.flush()
    return tuple(grant.member_id for grant in gone)


def change_grant(
    session: Session,
    *,
    scope: AccountScope,
    member_id: UUID,
    account_id: UUID,
    role: HouseholdRole,
    ends_on: date | None,
) -> bool:
    """Change the role and end of somebody whom an owner may change; return False if there is no such grant."""
    changed = session.exec(
        update(AccountGrant)
        .where(*_of_another(scope, member_id=member_id, account_id=account_id))
        .values(role=role, ends_on=ends_on)
    )
    return changed.rowcount == 1


def end_grant(session: Session, *, scope: AccountScope, member_id: UUID, account_id: UUID, now: datetime) -> bool:
    """End the grant of somebody whom an owner may remove; return False if there is no such grant."""
    ended = session.exec(
        update(AccountGrant)
        .where(*_of_another(scope, member_id=member_id, account_id=account_id))
        .values(revoked_at=now)
    )
    return ended.rowcount == 1


def end_grants_of_day(session: Session, *, today: date, now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """Note that the grants whose last day is over have ended; return the member and account of each, once."""
    # no scope: a job of the portal; `scope_of` has refused these grants since midnight
    ended = session.execute(
        update(AccountGrant)
        .where(col(AccountGrant.revoked_at).is_(None), col(AccountGrant.ends_on) <= today)
        .values(revoked_at=now)
        .returning(col(AccountGrant.member_id), col(AccountGrant.account_id))
    )
    return tuple((member_id, account_id) for member_id, account_id in ended)


def add_invitation(
    session: Session,
    *,
    scope: AccountScope,
    email: str,
    account_ids: Sequence[UUID],
    role: HouseholdRole,
    ends_on: date | None,
    now: datetime,
) -> tuple[UUID, str]:
    """
    Invite an address to accounts that the member may share; return the invitation's id and its token, kept nowhere.

    :raises NotYours: if an account is not the member's
    :raises NotAllowed: if the member may not share one
    """
    token, invitation_id = new_token(), uuid4()
    shared = [scope.only(each).with_power(Power.SHARE).account_ids[0] for each in account_ids]
    session.add(
        HouseholdInvitation(
            id=invitation_id,
            token_hash=hash_of(token),
            inviter_id=scope.member_id,
            email=email,
            role=role,
            ends_on=ends_on,
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
    )
    session.flush()
    session.add_all(InvitedAccount(invitation_id=invitation_id, account_id=each) for each in shared)
    session.flush()
    return invitation_id, token


def take_invitation(session: Session, *, invitation_id: UUID, now: datetime) -> bool:
    """Accept an invitation; return False if it is not open any more."""
    # no scope: whoever accepts has no scope of these accounts yet
    taken = session.exec(update(HouseholdInvitation).where(*_open(invitation_id, now=now)).values(accepted_at=now))
    return taken.rowcount == 1


def close_invitation(session: Session, *, invitation_id: UUID, now: datetime) -> bool:
    """Decline an invitation, or take it back; return False if it is not open any more."""
    # no scope: whoever declines has none; `invitations_in` finds what a member may take back
    closed = session.exec(update(HouseholdInvitation).where(*_open(invitation_id, now=now)).values(closed_at=now))
    return closed.rowcount == 1


def use_bill_code(session: Session, *, bill_number: str, now: datetime) -> bool:
    """Note that the code of a bill was used; return False if it was before."""
    # no scope: whoever claims an account has none yet
    # The primary key is the lock. A row count is unusable on psycopg after a conflict, so the number comes back.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(UsedBillCode).values(bill_number=bill_number, used_at=now)
    noted = session.execute(statement.on_conflict_do_nothing().returning(col(UsedBillCode.bill_number)))
    return noted.first() is not None


def revoke_own_grants(session: Session, *, scope: AccountScope, now: datetime) -> None:
    """Let go of every account of a member who leaves for good, and take back what they offered to others."""
    session.exec(
        update(AccountGrant)
        .where(col(AccountGrant.member_id) == scope.member_id, col(AccountGrant.revoked_at).is_(None))
        .values(revoked_at=now)
    )
    session.exec(
        update(HouseholdInvitation)
        .where(
            col(HouseholdInvitation.inviter_id) == scope.member_id,
            col(HouseholdInvitation.accepted_at).is_(None),
            col(HouseholdInvitation.closed_at).is_(None),
        )
        .values(closed_at=now)
    )


def _owns(grant: AccountGrant, today: date) -> bool:
    return grant.role in OWNING and (grant.ends_on is None or grant.ends_on > today)


def _own(scope: AccountScope) -> tuple[ColumnElement[bool], ...]:
    return col(AccountGrant.member_id) == scope.member_id, col(AccountGrant.account_id).in_(scope.account_ids)


def _of_another(scope: AccountScope, *, member_id: UUID, account_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that somebody holds a grant which the scope's member may change: it is the lock as well."""
    return (
        col(AccountGrant.account_id).in_(scope.only(account_id).with_power(Power.SHARE).account_ids),
        col(AccountGrant.member_id) == member_id,
        col(AccountGrant.role).not_in(OWNING),
        col(AccountGrant.revoked_at).is_(None),
    )


def _open(invitation_id: UUID, *, now: datetime) -> tuple[ColumnElement[bool], ...]:
    # The WHERE is the lock: of two who answer at once, one changes the row.
    return (
        col(HouseholdInvitation.id) == invitation_id,
        col(HouseholdInvitation.accepted_at).is_(None),
        col(HouseholdInvitation.closed_at).is_(None),
        col(HouseholdInvitation.expires_at) > now,
    )
