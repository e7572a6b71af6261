"""View one bill: everything on it, what of it is still owed, and why it is not like the last one."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.queries.whole_bill import bill_in, newest_bill_number
from smarthub_dash.domain.billing.rules.open_bills import BillState, bill_state, open_bills
from smarthub_dash.domain.billing.rules.walk import Walk, WalkedBill, walk_between
from smarthub_dash.domain.service.queries import RequestView, requests_on_bill
from smarthub_dash.gateways.weather import Weather
from smarthub_dash.journeys.bill_in_full import read_bill
from smarthub_dash.journeys.bill_shapes import BillInFull, ComparedBill
from smarthub_dash.journeys.bill_weather import Temperatures, fitted_days
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents

NEWEST = "NEWEST"
"""Stands in an address where a bill's number would: the newest bill of the account that it names."""


@dataclass(frozen=True, slots=True)
class WantedBill:
    """Which bill an address asks for: by its number, or the newest one of an account."""

    bill_number: str
    account_number: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another bill, and the walk from it to this one."""

    other: ComparedBill
    walk: Walk
    other_mean: float | None
    mean: float | None
    """How warm the days of both bills were; None where it is not known. Units: degrees Fahrenheit."""


@dataclass(frozen=True, slots=True)
class BillPage:
    """A bill as one member sees it today. Units: cents."""

    full: BillInFull
    owed_cents: Cents
    due_on: date
    """Until when it is to be paid, as things were agreed."""
    state: BillState
    last_bill: Comparison | None
    last_year: Comparison | None
    questions: tuple[RequestView, ...]
    may_ask: bool
    may_pay: bool
    today: date


def view_bill(
    database: Database,
    *,
    scope: AccountScope,
    wanted: WantedBill,
    weather: Weather | None,
    now: datetime,
    zone: ZoneInfo,
) -> BillPage:
    """
    Return a bill of the member's accounts.

    :raises NotYours: if no account of the scope has such a bill
    """
    today = local_day(now, zone)
    with database.reading() as session:
        number = wanted.bill_number
        if number == NEWEST:
            number = newest_bill_number(session, scope=scope, account_number=wanted.account_number)
        full = read_bill(session, bill=bill_in(session, scope=scope, bill_number=number))
        bill = full.bill
        own = scope.only(bill.account_id)
        owed = balances(session, account_ids=own.account_ids)
        asked = unpaid_asked(session, owed=owed).get(bill.account_id, ())
        questions = requests_on_bill(session, scope=own, statement_id=bill.statement_id)
        days = fitted_days(session, scope=own, full=full)
    temperatures = Temperatures.of(full, days, weather)
    left = {each.statement_id: (each, cents) for each, cents in open_bills(owed[bill.account_id], asked)}
    as_asked, owed_cents = left.get(bill.statement_id, (None, 0))
    is_cancelled = bill.cancelled_on is not None
    return BillPage(
        full=full,
        owed_cents=owed_cents,
        due_on=as_asked.due_on if as_asked else bill.due_on,
        state=bill_state(owed_cents, asked=as_asked, is_cancelled=is_cancelled, today=today),
        last_bill=compared(full, full.last_bill, temperatures),
        last_year=compared(full, full.last_year, temperatures),
        questions=tuple(questions),
        may_ask=own.may(Power.REPORT, bill.account_id),
        may_pay=own.may(Power.PAY, bill.account_id),
        today=today,
    )


def compared(full: BillInFull, other: ComparedBill | None, temperatures: Temperatures) -> Comparison | None:
    """Return the walk from another bill to this one."""
    if other is None or not other.lines:
        return None
    earlier = WalkedBill(other.lines, other.bill.period.day_count)
    later = WalkedBill(full.lines, full.bill.period.day_count)
    added = temperatures.kwh_between(other.bill.period, full.bill.period)
    means = temperatures.mean_of(other.bill.period), temperatures.mean_of(full.bill.period)
    return Comparison(other, walk_between(earlier, later, weather_kwh=added), *means)
