"""Budget billing: what it would have asked for, begin it, end it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope, Power, ServiceKind
from smarthub_dash.domain.billing.operations.budget import begin_plan, end_plan
from smarthub_dash.domain.billing.queries.budget import BudgetPlanView, plans_of, put_off, sent_bills
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.rules import AccountStanding, BudgetKind
from smarthub_dash.domain.billing.rules.budget import TooFewBills, check_history, rolling_installment
from smarthub_dash.domain.billing.rules.budget_preview import BudgetPreview, SentBill, budget_preview
from smarthub_dash.domain.members.records import Member
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

KIND_WORDS: Mapping[BudgetKind, str] = MappingProxyType(
    {BudgetKind.ROLLING: "a rolling average", BudgetKind.FIXED: "the same amount all year"}
)
HISTORY = timedelta(days=3 * 366 + 40)
"""Twenty-four bills for the preview and the twelve before them."""


class OwesFirst(Refused):
    """What is past due must be paid before a plan begins."""


@dataclass(frozen=True, slots=True)
class BudgetAccount:
    """
    An electric account, and how budget billing stands with it.

    Units: cents. `hindrance` says why a plan cannot begin, and is empty if it can.
    """

    account: AccountView
    plan: BudgetPlanView | None
    put_off_cents: Cents
    bill_count: int
    previews: Mapping[BudgetKind, BudgetPreview]
    may_change: bool
    hindrance: str
    next_rolling_cents: Cents
    """What the next bill of a rolling plan asks for, if it is as the last twelve were."""


def budget_accounts(
    database: Database, *, scope: AccountScope, now: datetime, zone: ZoneInfo
) -> tuple[BudgetAccount, ...]:
    """Read the electric accounts of a scope with what budget billing does, or would have done, for each."""
    today = local_day(now, zone)
    with database.reading() as session:
        return _budget_accounts(session, scope, today)


def begin_budget(
    database: Database, *, member_id: UUID, account_number: str, kind: BudgetKind, now: datetime, zone: ZoneInfo
) -> Cents:
    """
    Let an account pay by installments from its next bill on; return what the next one will be about.

    :raises Refused: if the account is not the member's, or a plan cannot begin
    """
    today = local_day(now, zone)
    with database.unit_of_work() as session:
        scope, found = _one(session, member_id, account_number, today)
        scope.with_power(Power.MANAGE)
        if found.hindrance:
            raise OwesFirst(found.hindrance)
        cents = found.previews[kind].installment_cents
        begin_plan(session, scope=scope, kind=kind, installment_cents=cents, today=today, now=now)
        done = f"began budget billing for account {account_number}: {KIND_WORDS[kind]}, now {money_text(cents)} a month"
        _tell(session, scope, done=done, now=now)
    return cents


def end_budget(database: Database, *, member_id: UUID, account_number: str, now: datetime, zone: ZoneInfo) -> Cents:
    """
    End the plan of an account; return what its next bill settles, below zero if it gives something back.

    :raises Refused: if the account is not the member's, or has no plan
    """
    today = local_day(now, zone)
    with database.unit_of_work() as session:
        scope, found = _one(session, member_id, account_number, today)
        end_plan(session, scope=scope, today=today)
        settles = f"; its next bill settles {money_text(found.put_off_cents)}" if found.put_off_cents else ""
        _tell(session, scope, done=f"ended budget billing for account {account_number}{settles}", now=now)
    return found.put_off_cents


def _one(session: Session, member_id: UUID, account_number: str, today: date) -> tuple[AccountScope, BudgetAccount]:
    scope = scope_of(session, member_id=member_id, today=today)
    for found in _budget_accounts(session, scope, today):
        if found.account.account_number == account_number:
            return scope.only(found.account.account_id), found
    return scope.refuse()


def _budget_accounts(session: Session, scope: AccountScope, today: date) -> tuple[BudgetAccount, ...]:
    accounts = [each for each in accounts_in(session, scope=scope) if each.kind is ServiceKind.ELECTRIC]
    plans = plans_of(session, scope=scope, today=today)
    deferred = put_off(session, account_ids=scope.account_ids)
    bills = sent_bills(session, scope=scope, since=today - HISTORY)
    owed = standings(session, scope=scope, today=today)
    return tuple(
        BudgetAccount(
            account=each,
            plan=plans.get(each.account_id),
            put_off_cents=deferred.get(each.account_id, 0),
            bill_count=len(bills.get(each.account_id, ())),
            previews={kind: budget_preview(kind, bills.get(each.account_id, ())) for kind in BudgetKind},
            may_change=scope.may(Power.MANAGE, each.account_id),
            hindrance=_hindrance(bills.get(each.account_id, ()), owed[each.account_id]),
            next_rolling_cents=_next_rolling(bills.get(each.account_id, ()), deferred.get(each.account_id, 0)),
        )
        for each in accounts
    )


def _hindrance(bills: Sequence[SentBill], standing: AccountStanding) -> str:
    try:
        check_history(len(bills))
    except TooFewBills as few:
        return str(few)
    if standing.past_due_cents:
        return f"Budget billing can begin once the past due {money_text(standing.past_due_cents)} is paid."
    return ""


def _next_rolling(bills: Sequence[SentBill], put_off_cents: Cents) -> Cents:
    charges = [bill.charges_cents for bill in bills]
    return rolling_installment(charges, deferred_cents=put_off_cents) if charges else 0


def _tell(session: Session, scope: AccountScope, *, done: str, now: datetime) -> None:
    actor = session.get_one(Member, scope.member_id)
    note_activity(
        session,
        act="budget billing",
        words=f"{actor.full_name} {done}",
        actor_id=scope.member_id,
        account_ids=scope.account_ids,
        now=now,
    )
    announce(session, topic="billing", account_ids=scope.account_ids, now=now)
