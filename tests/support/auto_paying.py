"""Accounts on Auto Pay for tests: a fiber line whose every bill is $72.30, with payment accounts, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select, update

from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.autopay.operations import Acceptance, Choices
from smarthub_dash.domain.autopay.queries import NextDraft, next_drafts
from smarthub_dash.domain.autopay.queries.waiting import draft_in_hand
from smarthub_dash.domain.autopay.records import Draft
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.domain.autopay.rules.days import NOTICE_DAYS
from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.domain.payments.records import StoredPaymentMethod, Tender
from smarthub_dash.domain.payments.rules import MethodKind, TenderState
from smarthub_dash.journeys.auto_pay import FirstDraft
from smarthub_dash.journeys.auto_pay_choices import SignUp, begin_again, sign_up
from smarthub_dash.journeys.auto_pay_outcomes import heed_drafts
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.plan_drafts import plan_drafts, tell_of_drafts
from smarthub_dash.journeys.receive_payment import receive_payment
from smarthub_dash.journeys.run_auto_pay import AutoPaySummary, make_draft, run_auto_pay
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from tests.support.billing import Household, a_household
from tests.support.letters import posted
from tests.support.paying import keep_token, let_owe

ZONE = ZoneInfo("America/Chicago")
OPENED = date(2025, 7, 10)
BILLED = date(2025, 8, 10)
"""A Sunday; the bill is due on August 30, a Saturday before Labor Day: banks are open again on September 2."""
DUE = date(2025, 8, 30)
DRAFTED = date(2025, 9, 2)
FIBER_CENTS = 7_230
SIGNED = BILLED + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Enrolling:
    """A member with fiber lines, one bill each, a card and a checking account."""

    household: Household
    card: UUID
    bank: UUID

    @property
    def member_id(self) -> UUID:
        return self.household.member_id

    @property
    def account_id(self) -> UUID:
        return self.household.account_ids[0]


def at_six(day: date) -> Moment:
    """Return the hour at which drafts are made."""
    return Moment(datetime.combine(day, time(6, 30), ZONE), ZONE)


def a_subscriber(database: Database, *, lines: int = 1) -> Enrolling:
    """Store a member with fiber lines, each with the bill of August 10."""
    household = a_household(database, rate_codes=("CALLABYTE-100",) * lines, opened_on=OPENED, read_day=10)
    bill(database, BILLED)
    now = at_six(BILLED).now
    card = keep_token(database, member_id=household.member_id, kind=MethodKind.CARD, now=now)
    bank = keep_token(database, member_id=household.member_id, kind=MethodKind.BANK, now=now)
    return Enrolling(household, card, bank)


def bill(database: Database, on: date) -> None:
    run_bills(database, on=on, now=at_six(on).now, zone=ZONE, report=lambda _: None)


def number_of(database: Database, account_id: UUID) -> str:
    with database.reading() as session:
        return session.exec(select(Account.account_number).where(col(Account.id) == account_id)).one()


def signed_up(
    database: Database,
    one: Enrolling,
    *,
    on: date,
    method_id: UUID | None = None,
    chosen_day: int | None = None,
    ceiling_cents: int | None = None,
) -> FirstDraft:
    """Sign all accounts of a member up; return the first draft of the first."""
    moment = at_six(on)
    numbers = tuple(number_of(database, each) for each in one.household.account_ids)
    acceptance = Acceptance(terms_now(), moment.now, "192.0.2.7", "Firefox on Windows")
    choices = Choices(method_id or one.bank, chosen_day, ceiling_cents)
    form = SignUp(numbers, choices, acceptance)
    first = sign_up(database, member_id=one.member_id, form=form, notice_days=NOTICE_DAYS, moment=moment)
    return first[numbers[0]]


def morning(till: Till, day: date) -> AutoPaySummary:
    """Do what the daily job does on a day."""
    moment = at_six(day)
    plan_drafts(till.database, notice_days=NOTICE_DAYS, moment=moment)
    tell_of_drafts(till.database, notice_days=NOTICE_DAYS, moment=moment)
    return run_auto_pay(till, moment=moment, report=lambda _: None)


def live_through(till: Till, start: date, end: date) -> None:
    """Let every day of a time pass: bills, Auto Pay, what the bank says."""
    for at in range((end - start).days):
        day = start + timedelta(days=at)
        bill(till.database, day)
        morning(till, day)
        heed_drafts(till.database, moment=at_six(day))


def next_of(database: Database, one: Enrolling) -> NextDraft | None:
    with database.reading() as session:
        scope = one.household.scope(session, today=DRAFTED)
        return next_drafts(session, scope=scope).get(one.account_id)


def drafts_of(database: Database) -> list[Draft]:
    with database.reading() as session:
        return list(session.exec(select(Draft).order_by(col(Draft.draft_on))))


def states_of(database: Database) -> list[DraftState]:
    return [each.state for each in drafts_of(database)]


def letters_of(till: Till, template: str) -> list[dict[str, str]]:
    return [each.facts for each in posted(till.database, till.sealer, template=template)]


def token_of(database: Database, method_id: UUID) -> str:
    with database.reading() as session:
        return session.get_one(StoredPaymentMethod, method_id).token


def mail(database: Database, one: Enrolling, cents: int) -> None:
    now = at_six(SIGNED).now
    if cents > 0:
        receive_payment(
            database,
            account_id=one.account_id,
            cents=cents,
            receipt_number=f"by mail {cents}",
            received_on=SIGNED,
            now=now,
        )
        return
    let_owe(database, account_id=one.account_id, cents=-cents, now=now)


def retry(till: Till, one: Enrolling, on: date) -> None:
    found = next_of(till.database, one)
    assert found is not None
    assert found.draft_id is not None
    moment, number = at_six(on), number_of(till.database, one.account_id)
    begin_again(till.database, member_id=one.member_id, account_number=number, draft_id=found.draft_id, moment=moment)
    with till.database.reading() as session:
        draft = draft_in_hand(session, draft_id=found.draft_id)
    assert draft is not None
    make_draft(till, draft=draft, moment=moment)


def bank_returns(database: Database, code: str) -> None:
    with database.unit_of_work() as session:
        session.exec(update(Tender).values(state=TenderState.RETURNED, code=code))
