"""
What the office of the demo co-op does besides running bills: deposits, a corrected bill, capital credits, late charges.

Each act has its day, and is done by the journey that staff or the nightly jobs use. An act whose day lies before the
history, or whose bill is not there, is left out: a short history has fewer of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update

from smarthub_dash.demo.cast import BOONE, CLARA
from smarthub_dash.demo.population import Opening
from smarthub_dash.domain.accounts.records import Account, ServiceAgreement, ServiceRider
from smarthub_dash.domain.billing.operations.capital import PayOut
from smarthub_dash.domain.billing.queries.capital import electricity_bought, was_allocated
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.journeys.cancel_bills import cancel_and_rebill
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.expire_metering import expire_metering
from smarthub_dash.journeys.post_by_staff import (
    StaffPosting,
    hold_deposit,
    pay_out_capital,
    share_margin,
    use_deposit,
)
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period

HOME_OF_CLARA = CLARA.accounts[0].account_number
SHOP_OF_BOONE = BOONE.accounts[1].account_number

DEPOSIT_CENTS, SHOP_DEPOSIT_CENTS = 150_00, 300_00
MARGIN = Fraction(6, 100)
"""What is left of a year's revenue, and belongs to the members."""
DAYS_UNTIL_CORRECTED = 75
"""How long ago the bill was sent that is corrected, about: two bills have followed it."""

Work: TypeAlias = Callable[[Database, date, datetime, ZoneInfo], None]


@dataclass(frozen=True, slots=True)
class OfficeAct:
    """Something that is done on a day."""

    on: date
    work: Work


def office_acts(openings: Sequence[Opening], *, today: date) -> tuple[OfficeAct, ...]:
    """Return what the office does between the first opening and today, in order."""
    opened = {opening.account.account_number: opening.opened_on for opening in openings}
    first_on = min(opened.values())
    acts = [*_acts_of_accounts(opened, today), *_capital_acts(first_on, today)]
    return tuple(sorted((act for act in acts if first_on <= act.on <= today), key=lambda act: act.on))


def close_of_day(database: Database, *, on: date, now: datetime) -> None:
    """Do what the jobs of every night do after the bills."""
    expire_metering(database, on=on, now=now)
    charge_late(database, on=on, now=now, report=lambda _: None)


def _acts_of_accounts(opened: Mapping[str, date], today: date) -> Iterator[OfficeAct]:
    if HOME_OF_CLARA in opened:
        yield OfficeAct(opened[HOME_OF_CLARA], _hold(HOME_OF_CLARA, DEPOSIT_CENTS))
        yield OfficeAct(_year_after(opened[HOME_OF_CLARA]), _use(HOME_OF_CLARA, DEPOSIT_CENTS))
        yield OfficeAct(today - timedelta(days=DAYS_UNTIL_CORRECTED), _correct_light)
    if SHOP_OF_BOONE in opened:
        yield OfficeAct(opened[SHOP_OF_BOONE], _hold(SHOP_OF_BOONE, SHOP_DEPOSIT_CENTS))


def _capital_acts(first_on: date, today: date) -> Iterator[OfficeAct]:
    for year in range(first_on.year, today.year):
        # A margin is known, and shared, in the spring after its year.
        yield OfficeAct(date(year + 1, 4, 15), _share(year))
    # A cooperative pays out its oldest years; this one is young and pays a part of its first.
    yield OfficeAct(date(today.year, 10, 15), _pay_out(first_on.year))


def _year_after(day: date) -> date:
    return day + timedelta(days=365)


def _hold(account_number: str, cents: int) -> Work:
    def work(database: Database, on: date, now: datetime, _zone: ZoneInfo) -> None:
        posting = StaffPosting(cents, f"DEPOSIT-{account_number}", "", on)
        hold_deposit(database, account_number=account_number, posting=posting, now=now)

    return work


def _use(account_number: str, cents: int) -> Work:
    def work(database: Database, on: date, now: datetime, _zone: ZoneInfo) -> None:
        posting = StaffPosting(cents, f"DEPOSIT-BACK-{account_number}", "", on)
        use_deposit(database, account_number=account_number, posting=posting, now=now)

    return work


def _share(year: int) -> Work:
    def work(database: Database, on: date, now: datetime, _zone: ZoneInfo) -> None:
        with database.reading() as session:
            # no scope: a margin is shared over all accounts
            bought = electricity_bought(session, within=Period(date(year, 1, 1), date(year + 1, 1, 1)))
            is_done = was_allocated(session, year=year)
        margin = int(sum(cents for _, cents in bought.values()) * MARGIN)
        if margin > 0 and not is_done:
            share_margin(database, year=year, margin_cents=margin, on=on, now=now)

    return work


def _pay_out(year: int) -> Work:
    def work(database: Database, on: date, now: datetime, _zone: ZoneInfo) -> None:
        with database.reading() as session:
            # no scope: a retirement pays every account of that year
            is_there = was_allocated(session, year=year)
        if is_there:
            pay_out_capital(database, year=year, share=Fraction(1, 4), pay_out=PayOut.CREDIT, on=on, now=now)

    return work


def _correct_light(database: Database, on: date, now: datetime, zone: ZoneInfo) -> None:
    """Take the light off her newest bill: it was taken down before, and the bill charged it still."""
    with database.unit_of_work() as session:
        # no scope: this account is made up
        bill = session.exec(
            select(Statement)
            .join(Account, col(Account.id) == col(Statement.account_id))
            .where(col(Account.account_number) == HOME_OF_CLARA)
            .order_by(col(Statement.end_on).desc(), col(Statement.revision).desc())
            .limit(1)
        ).first()
        if bill is None:
            return
        agreements = select(ServiceAgreement.id).where(col(ServiceAgreement.account_id) == bill.account_id)
        session.exec(
            update(ServiceRider)
            .where(col(ServiceRider.service_agreement_id).in_(agreements))
            .values(ended_on=bill.start_on)
        )
    reason = "The security light was taken down before this bill's first day, and charged all the same."
    cancel_and_rebill(database, bill_number=bill.bill_number, reason=reason, on=on, now=now, zone=zone)
