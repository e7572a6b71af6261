"""Open the dashboard: what a member owes, what is used, and what needs doing, over every account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope, Power, billing_period_of
from smarthub_dash.domain.autopay.queries.coming_money import accounts_with_coming_money
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.rules import AccountStanding
from smarthub_dash.domain.insights.queries.expected_bills import ExpectedBill, meters_with_expected_bills
from smarthub_dash.domain.members.operations import close_checklist
from smarthub_dash.domain.usage.queries.usage_now import AccountMeter, UsageNow, usage_now_in
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period

DELIVERED = int(Flow.DELIVERED)
SPARK_DAYS = 14

Standings: TypeAlias = Mapping[UUID, AccountStanding]


@dataclass(frozen=True, slots=True)
class UsageSoFar:
    """
    What an account has used since its last reading.

    Shape: `days` holds the last SPARK_DAYS local days, None where nothing was read. Units: Wh or MB; epoch seconds.
    """

    account_number: str
    period: Period
    unit: QuantityUnit
    quantity: int
    sent_back: int
    days: tuple[int | None, ...]
    newest_end_epoch: int
    expected_bill: ExpectedBill | None = None
    """What the running bill should come to, as it was worked out last; None where nobody can say."""


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account with what it owes and what it has used so far."""

    view: AccountView
    standing: AccountStanding
    usage: UsageSoFar | None
    may_pay: bool
    """Whether the member's role reaches that far."""
    on_its_way_cents: Cents = 0
    draws_on: date | None = None
    """When Auto Pay draws what is owed."""
    asks_before: date | None = None
    """When it would draw, but asks first: what is owed is above its ceiling."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Every account of a member as of one moment."""

    accounts: tuple[AccountNow, ...]
    today: date
    as_of: datetime

    @property
    def total_due_cents(self) -> int:
        return sum(account.standing.amount_due_cents for account in self.accounts)


def scope_for(database: Database, *, member_id: UUID, now: datetime, zone: ZoneInfo) -> AccountScope:
    """Return the accounts that a signed-in member may see; whatever changes one asks for more."""
    with database.reading() as session:
        return scope_of(session, member_id=member_id, today=local_day(now, zone)).holding(Power.SEE)


def open_dashboard(database: Database, *, scope: AccountScope, now: datetime, zone: ZoneInfo) -> Dashboard:
    """Read the dashboard of a scope; the number of statements does not grow with the number of accounts."""
    today = local_day(now, zone)
    with database.reading() as session:
        views, coming = accounts_with_coming_money(session, scope=scope)
        owed = standings(session, scope=scope, today=today)
        used = usage_so_far(session, scope=scope, today=today)
    accounts = tuple(
        AccountNow(
            view,
            owed[view.account_id],
            used.get(view.account_id),
            may_pay=scope.may(Power.PAY, view.account_id),
            on_its_way_cents=coming[view.account_id].on_its_way_cents,
            draws_on=coming[view.account_id].draws_on(owed_cents=owed[view.account_id].amount_due_cents),
            asks_before=coming[view.account_id].asks_before(owed_cents=owed[view.account_id].amount_due_cents),
        )
        for view in views
    )
    return Dashboard(accounts, today, now)


def put_first_steps_away(database: Database, *, member_id: UUID, now: datetime) -> None:
    """Note that a member needs the first steps no more."""
    with database.unit_of_work() as session:
        close_checklist(session, member_id=member_id, now=now)


def read_usage_now(
    database: Database, *, scope: AccountScope, now: datetime, zone: ZoneInfo
) -> Mapping[UUID, UsageSoFar]:
    """Read again what the accounts of a scope have used; what open pages follow as reads arrive."""
    with database.reading() as session:
        return usage_so_far(session, scope=scope, today=local_day(now, zone))


def usage_so_far(session: Session, *, scope: AccountScope, today: date) -> Mapping[UUID, UsageSoFar]:
    """Return what each account of a scope has used since its last reading; none where there is no meter."""
    found = meters_with_expected_bills(session, scope=scope, today=today)
    meters = [meter for meter, _ in found]
    # Fifteen rows for each account of each open tab, every time that reads arrive: plain loops, cheap keys.
    of_account: dict[UUID, list[UsageNow]] = {meter.account_id: [] for meter in meters}
    of_point = {meter.usage_point_id: of_account[meter.account_id] for meter in meters}
    for row in usage_now_in(session, scope=scope, today=today, day_count=SPARK_DAYS):
        of_point[row.usage_point_id].append(row)
    days = tuple(str(today - timedelta(days=back)) for back in reversed(range(SPARK_DAYS)))
    read = [meter for meter in meters if of_account[meter.account_id]]
    expected = {meter.account_id: bill for meter, bill in found}
    return {
        meter.account_id: _so_far(meter, of_account[meter.account_id], days, today, expected[meter.account_id])
        for meter in read
    }


def _so_far(
    meter: AccountMeter, rows: Sequence[UsageNow], days: Sequence[str], today: date, expected: ExpectedBill | None
) -> UsageSoFar:
    by_day: dict[str, int] = {}
    delivered = received = newest = 0
    for _, flow, is_period, told, newest_end_epoch in rows:
        newest = max(newest, newest_end_epoch)
        if not is_period and flow == DELIVERED:
            for day_told in told.split(","):
                day, _, quantity = day_told.partition(":")
                by_day[day] = by_day.get(day, 0) + int(quantity)
        elif is_period and flow == DELIVERED:
            delivered += int(told)
        elif is_period:
            received += int(told)
    return UsageSoFar(
        account_number=meter.account_number,
        period=billing_period_of(today, read_day=meter.read_day),
        unit=meter.unit,
        quantity=delivered,
        sent_back=received,
        days=tuple(map(by_day.get, days)),
        newest_end_epoch=newest,
        expected_bill=expected,
    )
