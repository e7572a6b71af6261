"""Auto Pay Program: which accounts are on it, what is drawn next, and what would be if one signed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, Power, billing_period_of
from smarthub_dash.domain.autopay.queries import NextDraft, balances_to_pay, next_drafts
from smarthub_dash.domain.autopay.queries.bills import NewestBill, newest_bills
from smarthub_dash.domain.autopay.rules import draft_cents
from smarthub_dash.domain.autopay.rules.days import BillDays, draft_day, first_notice
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.rules import due_day
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.payments.queries.methods import MethodView, methods_of
from smarthub_dash.journeys.household_news import Moment, actor_of
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """What would be drawn first if an account were signed up now. Units: cents; nothing is owed yet if zero."""

    statement_id: UUID | None
    draft_on: date
    cents: Cents


@dataclass(frozen=True, slots=True)
class AccountAutoPay:
    """How one account stands with Auto Pay."""

    view: AccountView
    may_change: bool
    """The member may manage and pay it."""
    may_cancel: bool
    next: NextDraft | None
    """None if the account is not on Auto Pay."""
    payer_name: str
    is_mine: bool
    """It is paid from this member's own payment account."""
    method: MethodView | None
    """With what, where it is this member's own."""


@dataclass(frozen=True, slots=True)
class AutoPayProgram:
    """All of a member's accounts, and the payment accounts that they may be paid from."""

    accounts: tuple[AccountAutoPay, ...]
    methods: tuple[MethodView, ...]

    def account(self, account_number: str) -> AccountAutoPay | None:
        return next((each for each in self.accounts if each.view.account_number == account_number), None)


def open_auto_pay(database: Database, *, member_id: UUID, moment: Moment) -> AutoPayProgram:
    """Return how a member's accounts stand with Auto Pay."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        scope = actor.scope.holding(Power.SEE)
        drafts = next_drafts(session, scope=scope)
        methods = tuple(methods_of(session, member_id=member_id))
        by_id = {each.method_id: each for each in methods}
        names = {each.member_id: session.get_one(Member, each.member_id).full_name for each in drafts.values()}
        accounts = tuple(
            _account(view, scope, drafts.get(account_id), by_id, names)
            for account_id, view in actor.accounts.items()
            if account_id in scope.roles
        )
    return AutoPayProgram(accounts, tuple(each for each in methods if each.is_usable(today=moment.today)))


def preview_drafts(
    database: Database,
    *,
    member_id: UUID,
    account_numbers: Sequence[str],
    chosen_day: int | None,
    notice_days: int,
    moment: Moment,
) -> Mapping[str, FirstDraft]:
    """Return what would be drawn first of some of a member's accounts, by number, if they signed up now."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        scope = actor.scope.holding(Power.PAY)
        views = [view for view in actor.accounts.values() if view.account_number in account_numbers]
        views = [view for view in views if view.account_id in scope.roles]
        found = first_drafts(
            session, scope=scope, views=views, chosen_day=chosen_day, notice_days=notice_days, moment=moment
        )
    return {view.account_number: found[view.account_id] for view in views}


def first_drafts(
    session: Session,
    *,
    scope: AccountScope,
    views: Sequence[AccountView],
    chosen_day: int | None,
    notice_days: int,
    moment: Moment,
) -> Mapping[UUID, FirstDraft]:
    """Return the same within a transaction, by account; what is shown before signing up is what is planned by it."""
    account_ids = [view.account_id for view in views if view.account_id in scope.roles]
    newest = newest_bills(session, scope=scope)
    owed = balances_to_pay(session, account_ids=account_ids)
    bills = unpaid_asked(session, owed=owed)
    found = {}
    for view in views:
        bill = newest.get(view.account_id)
        cents = 0
        if bill is not None:
            standing = (owed.get(view.account_id, 0), bills.get(view.account_id, ()))
            cents = draft_cents(balance_cents=standing[0], bills=standing[1], due_on=bill.days.due_on)
        if bill is None or cents <= 0:
            found[view.account_id] = FirstDraft(None, _expected(view, chosen_day, notice_days, moment.today), 0)
        else:
            found[view.account_id] = _first(bill, cents, chosen_day, notice_days, moment.today)
    return found


def _first(bill: NewestBill, cents: Cents, chosen_day: int | None, notice_days: int, today: date) -> FirstDraft:
    earliest_on = first_notice(issued_on=bill.days.issued_on, today=today, notice_days=notice_days)
    draft_on = draft_day(bill.days, chosen_day=chosen_day, earliest_on=earliest_on, notice_days=notice_days)
    return FirstDraft(bill.statement_id, draft_on, cents)


def _expected(view: AccountView, chosen_day: int | None, notice_days: int, today: date) -> date:
    """Return about when the next bill will be drafted, which is not made yet."""
    issued_on = billing_period_of(today, read_day=view.read_day).end_on
    earliest_on = issued_on + timedelta(days=notice_days)
    days = BillDays(view.read_day, issued_on, issued_on, due_day(issued_on))
    return draft_day(days, chosen_day=chosen_day, earliest_on=earliest_on, notice_days=notice_days)


def _account(
    view: AccountView,
    scope: AccountScope,
    draft: NextDraft | None,
    methods: Mapping[UUID, MethodView],
    names: Mapping[UUID, str],
) -> AccountAutoPay:
    may_manage = scope.may(Power.MANAGE, view.account_id)
    is_mine = draft is not None and draft.member_id == scope.member_id
    return AccountAutoPay(
        view=view,
        may_change=may_manage and scope.may(Power.PAY, view.account_id),
        may_cancel=may_manage,
        next=draft,
        payer_name=names[draft.member_id] if draft else "",
        is_mine=is_mine,
        method=methods.get(draft.method_id) if draft and is_mine else None,
    )
