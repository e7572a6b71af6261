"""Charge what is paid late, as the rate schedule says: a job of every day, which may run twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import ServiceAgreement
from smarthub_dash.domain.autopay.queries import planned_until
from smarthub_dash.domain.billing.operations.late_charges import LateBill, post_late_charges
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.owed import owed_bills
from smarthub_dash.domain.billing.queries.staff import accounts_that_owe_late
from smarthub_dash.domain.billing.rules import OwedBill, unpaid_bills
from smarthub_dash.domain.rates.queries import schedules_in_force
from smarthub_dash.domain.rates.rules.late import late_charge_of
from smarthub_dash.domain.rates.rules.schedule import NoRateInForce, RateSchedule, version_on
from smarthub_dash.domain.rates.rules.terms import LateCharge
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period

BATCH = 200
"""Accounts of one transaction."""


@dataclass(frozen=True, slots=True)
class LateChargeSummary:
    """What was charged. Units: cents."""

    charge_count: int
    cents: Cents


def charge_late(database: Database, *, on: date, now: datetime, report: Callable[[str], None]) -> LateChargeSummary:
    """Post a late charge for every bill that is still owed after its days of grace and has none."""
    with database.reading() as session:
        # no scope: late charges are of every account
        owing = accounts_that_owe_late(session, due_before=on)
    count, cents = 0, 0
    for batch in _batches(owing):
        with database.unit_of_work() as session:
            late = _late_bills(session, batch, on=on)
            charged = post_late_charges(session, late=late, on=on, now=now)
            announce(session, topic="billing", account_ids=charged, now=now)
        count, cents = count + len(late), cents + sum(charged.values())
        report(f"{count:,} late charges, {money_text(cents)}")
    return LateChargeSummary(count, cents)


def _late_bills(session: Session, account_ids: Sequence[UUID], *, on: date) -> Sequence[LateBill]:
    lock_accounts(session, account_ids=account_ids)
    owed = balances(session, account_ids=account_ids)
    bills = owed_bills(session, account_ids=account_ids)
    unpaid = {
        account_id: unpaid_bills(balance_cents=owed[account_id], bills=bills.get(account_id, ()))
        for account_id in account_ids
    }
    due = [(account_id, bill, cents) for account_id, several in unpaid.items() for bill, cents in several]
    due = [one for one in due if not one[1].has_late_charge and one[1].due_on < on]
    asked = [bill.statement_id for _, bill, _ in due if bill.statement_id is not None]
    # The terms of Auto Pay promise it, a chosen day may come after the due date. What was given more days, and what is
    # paid in installments, is not due before its new day.
    spared = planned_until(session, statement_ids=asked)
    due = [one for one in due if one[1].statement_id not in spared and not one[1].is_installment]
    if not due:
        return ()
    terms = _Terms.of(session, account_ids, since=min(bill.first_due_on for _, bill, _ in due), on=on)
    late = (_late_bill(account_id, bill, cents, terms, on) for account_id, bill, cents in due)
    return [bill for bill in late if bill is not None]


def _late_bill(account_id: UUID, bill: OwedBill, owed: Cents, terms: "_Terms", on: date) -> LateBill | None:
    # The terms of the day on which it was due: a new version does not charge more for an old bill.
    found = terms.on(account_id, bill.first_due_on)
    if found is None or bill.statement_id is None:
        return None
    cents = late_charge_of(found, late_cents=owed, due_on=bill.first_due_on, on=on)
    return LateBill(account_id, bill.statement_id, found.label, cents) if cents else None


@dataclass(frozen=True, slots=True)
class _Terms:
    """What paying late costs each of some accounts, by the rates of its services."""

    rate_codes: Mapping[UUID, Sequence[str]]
    schedules: Mapping[str, tuple[RateSchedule, ...]]

    @classmethod
    def of(cls, session: Session, account_ids: Sequence[UUID], *, since: date, on: date) -> "_Terms":
        rows = session.execute(
            select(col(ServiceAgreement.account_id), col(ServiceAgreement.rate_code))
            .where(col(ServiceAgreement.account_id).in_(account_ids))
            .order_by(col(ServiceAgreement.started_on).desc(), col(ServiceAgreement.id))
        )
        codes: dict[UUID, list[str]] = {}
        for account_id, code in rows:
            codes.setdefault(account_id, []).append(code)
        wanted = {code for several in codes.values() for code in several}
        within = Period(since, on + timedelta(days=1))
        return cls(codes, schedules_in_force(session, rate_codes=wanted, period=within))

    def on(self, account_id: UUID, day: date) -> LateCharge | None:
        """Return the terms of the newest service that has any on a day."""
        for code in self.rate_codes.get(account_id, ()):
            try:
                terms = version_on(self.schedules[code], day=day).late_charge
            except NoRateInForce:
                continue
            if terms is not None:
                return terms
        return None


def _batches(account_ids: Iterable[UUID]) -> Iterator[Sequence[UUID]]:
    rest = iter(account_ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
