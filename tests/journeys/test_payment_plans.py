"""A payment arrangement from its offer to its end: kept, broken or canceled, with bills and late charges beside it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.billing.queries.owed import standings
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.rules import AccountStanding
from smarthub_dash.domain.billing.rules.arrangements import NoArrangement
from smarthub_dash.gateways.processor.fake import FakeProcessor
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.heed_plans import heed_plans
from smarthub_dash.journeys.payment_plans import PlanChanged, agree_plan, cancel_plan, plans_to_show, previewed
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from tests.support.auto_paying import (
    DUE,
    FIBER_CENTS,
    ZONE,
    Enrolling,
    a_subscriber,
    at_six,
    bill,
    letters_of,
    mail,
    number_of,
    signed_up,
)
from tests.support.paying import a_till
from tests.support.sharing import add_household

AGREED = DUE + timedelta(days=6)
"""Friday, September 5: the first day of a late charge."""
DOWN, FIRST, SECOND = date(2025, 9, 8), date(2025, 10, 6), date(2025, 11, 5)
A_DAY = timedelta(days=1)
BILL, NEXT_BILL = date(2025, 9, 30), date(2025, 10, 30)


@pytest.fixture
def one(database: Database) -> Enrolling:
    return a_subscriber(database)


@pytest.fixture
def till(database: Database) -> Till:
    return a_till(database, FakeProcessor(at_six(AGREED).now), ZONE)


def agree(database: Database, one: Enrolling, *, cents: int = FIBER_CENTS, first_on: date = DOWN) -> None:
    agree_plan(
        database,
        member_id=one.member_id,
        account_number=number_of(database, one.account_id),
        installment_count=2,
        shown_cents=cents,
        shown_first_on=first_on,
        moment=at_six(AGREED),
    )


def night(database: Database, day: date) -> int:
    """Do what a night does: bills, plans, late charges; return what was charged."""
    bill(database, day)
    heed_plans(database, moment=at_six(day), report=lambda *_: None)
    return charge_late(database, on=day, now=at_six(day).now, report=lambda _: None).cents


def standing(database: Database, one: Enrolling, on: date) -> AccountStanding:
    with database.reading() as session:
        assert prove_books(session).faults == ()
        return standings(session, scope=one.household.scope(session, today=on), today=on)[one.account_id]


def test_what_is_shown_is_what_is_agreed_and_then_nothing_is_past_due(database: Database, one: Enrolling) -> None:
    (offer,) = plans_to_show(database, member_id=one.member_id, moment=at_six(AGREED))
    shown = previewed(offer, installment_count=2, moment=at_six(AGREED))

    agree(database, one)

    (kept,) = plans_to_show(database, member_id=one.member_id, moment=at_six(AGREED))
    now = standing(database, one, AGREED)
    assert [(each.due_on, each.cents) for each in shown] == [(DOWN, 28_92), (FIRST, 21_69), (SECOND, 21_69)]
    assert kept.running is not None
    assert (kept.running.plan.installments, kept.running.owed) == (shown, (28_92, 21_69, 21_69))
    assert (now.past_due_cents, now.due_on, now.next_cents, now.has_plan) == (0, DOWN, 28_92, True)
    assert night(database, AGREED) == 0


def test_a_plan_that_is_kept_spares_late_charges_and_ends_with_a_letter(till: Till, one: Enrolling) -> None:
    database = till.database
    agree(database, one)

    # What is asked by then is paid: installments beside the new bills, which are due on September 30 and October 30.
    paid = {DOWN: 28_92, BILL: FIBER_CENTS, FIRST: 21_69, NEXT_BILL: FIBER_CENTS + 1, SECOND: 21_68}
    charged = []
    for day in sorted({AGREED, date(2025, 9, 10), date(2025, 10, 10), *paid, *(day + A_DAY for day in paid)}):
        charged.append(night(database, day))
        if day in paid:
            mail(database, one, paid[day])
        assert standing(database, one, day).past_due_cents == 0

    assert set(charged) == {0}
    assert [letter["amount"] for letter in letters_of(till, "payment_plan_kept")] == ["$72.30"]
    assert not standing(database, one, SECOND).has_plan


def test_a_plan_that_is_broken_ends_after_its_days_of_grace_and_late_charges_are_added(
    till: Till, one: Enrolling
) -> None:
    database = till.database
    agree(database, one)
    mail(database, one, 28_91)

    in_grace = [night(database, day) for day in (DOWN, DOWN + timedelta(days=2))]
    charged = [night(database, DOWN + timedelta(days=3)) for _ in range(2)]

    (letter,) = letters_of(till, "payment_plan_off")
    assert in_grace == [0, 0]
    assert charged == [5_00, 0]
    assert letter["left"] == "$43.39"
    now = standing(database, one, DOWN + timedelta(days=3))
    assert (now.past_due_cents, now.has_plan) == (43_39 + 5_00, False)
    (offer,) = plans_to_show(database, member_id=one.member_id, moment=at_six(DOWN + timedelta(days=3)))
    assert "March 11, 2026" in offer.refusal
    with database.reading() as session:
        said = session.exec(select(ActivityEntry.words).where(ActivityEntry.act == "payment arrangement")).all()
    assert len(said) == 2


def test_a_plan_that_is_canceled_is_due_at_once_and_cannot_be_had_again(database: Database, one: Enrolling) -> None:
    agree(database, one)
    number = number_of(database, one.account_id)

    for _ in range(2):
        cancel_plan(database, member_id=one.member_id, account_number=number, moment=at_six(AGREED))

    assert standing(database, one, AGREED).past_due_cents == FIBER_CENTS
    with pytest.raises(NoArrangement):
        agree(database, one)


def test_nobody_agrees_to_what_was_not_shown_twice_or_for_a_stranger(database: Database, one: Enrolling) -> None:
    with pytest.raises(PlanChanged):
        agree(database, one, cents=FIBER_CENTS - 1)
    with pytest.raises(PlanChanged):
        agree(database, one, first_on=DOWN + timedelta(days=1))
    clara, _ = add_household(database, "Clara", meters=[], now=at_six(AGREED).now)
    with pytest.raises(NotYours):
        cancel_plan(
            database,
            member_id=clara,
            account_number=number_of(database, one.account_id),
            moment=at_six(AGREED),
        )
    agree(database, one)
    with pytest.raises(NoArrangement, match="runs"):
        agree(database, one)


def test_a_bill_that_auto_pay_draws_is_not_arranged(database: Database, one: Enrolling) -> None:
    signed_up(database, one, on=DUE - timedelta(days=1))

    (offer,) = plans_to_show(database, member_id=one.member_id, moment=at_six(DUE + timedelta(days=1)))

    assert "Auto Pay draws it" in offer.refusal
