"""The accounts of a scope with what is on its way to each and what Auto Pay draws next: one statement for Home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Row, Select, and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.queries import AccountView, account_view, places_of, prepared_account_rows
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.autopay.records import AutoPayEnrollment, Draft
from smarthub_dash.domain.autopay.rules import DraftState, asks_first
from smarthub_dash.domain.payments.records import Payment, Tender
from smarthub_dash.domain.payments.rules import UNSETTLED
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class ComingMoney:
    """What is on its way to an account, and its planned draft if it has one. Units: cents."""

    on_its_way_cents: Cents
    draft_on: date | None
    ceiling_cents: Cents | None
    approved_cents: Cents | None

    def draws_on(self, *, owed_cents: Cents) -> date | None:
        """Return when Auto Pay draws what is owed; None if it does not, or asks first."""
        return None if self._asks_first(owed_cents) else self._drafts_on(owed_cents)

    def asks_before(self, *, owed_cents: Cents) -> date | None:
        """Return when Auto Pay would draw what is above its ceiling; None if it has nothing to ask."""
        return self._drafts_on(owed_cents) if self._asks_first(owed_cents) else None

    def _drafts_on(self, owed_cents: Cents) -> date | None:
        return self.draft_on if owed_cents > self.on_its_way_cents else None

    def _asks_first(self, owed_cents: Cents) -> bool:
        left = owed_cents - self.on_its_way_cents
        return asks_first(cents=left, ceiling_cents=self.ceiling_cents, approved_cents=self.approved_cents)


def accounts_with_coming_money(
    session: Session, *, scope: AccountScope
) -> tuple[tuple[AccountView, ...], Mapping[UUID, ComingMoney]]:
    """Return the accounts of a scope as `accounts_in` does, and what comes to each."""
    rows = session.execute(_statement(), places_of(scope)).all()
    coming: dict[UUID, ComingMoney] = {}
    views: dict[tuple[UUID, UUID], AccountView] = {}
    for row in rows:
        view = account_view(*row[:4])
        views.setdefault((view.account_id, view.agreement_id), view)
        # Two bills may wait for their drafts: what comes first is said.
        coming.setdefault(view.account_id, _coming(row))
    return tuple(views.values()), coming


def _coming(row: Row) -> ComingMoney:
    return ComingMoney(int(row[4] or 0), *row[5:8])


@lru_cache(maxsize=1)
def _statement() -> Select:
    sent = (
        select_columns(func.sum(col(Payment.cents)))
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .where(col(Payment.account_id) == col(Account.id), col(Tender.state).in_(UNSETTLED))
        .correlate(Account)
        .scalar_subquery()
    )
    enrolled = and_(
        col(AutoPayEnrollment.account_id) == col(Account.id),
        col(AutoPayEnrollment.ended_at).is_(None),
        col(AutoPayEnrollment.suspended_because) == "",
    )
    planned = and_(col(Draft.enrollment_id) == col(AutoPayEnrollment.id), col(Draft.state) == DraftState.PLANNED)
    return (
        prepared_account_rows()
        .outerjoin(AutoPayEnrollment, enrolled)
        .outerjoin(Draft, planned)
        .add_columns(sent, col(Draft.draft_on), col(AutoPayEnrollment.ceiling_cents), col(Draft.approved_cents))
        .order_by(col(Draft.draft_on))
    )
