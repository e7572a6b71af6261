"""The daily job: each draft once, on its day, of what is owed, never above the ceiling, and told before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.gateways.processor.fake import FakeProcessor
from smarthub_dash.journeys.auto_pay_choices import approve_next
from smarthub_dash.journeys.charge_late import charge_late
from smarthub_dash.journeys.open_dashboard import AccountNow, open_dashboard, scope_for
from smarthub_dash.journeys.pay_accounts import pay_accounts
from smarthub_dash.journeys.run_auto_pay import run_auto_pay
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database, open_database
from state.home_view import needs
from tests.support.auto_paying import (
    DRAFTED,
    DUE,
    FIBER_CENTS,
    SIGNED,
    ZONE,
    Enrolling,
    a_subscriber,
    at_six,
    bill,
    drafts_of,
    letters_of,
    live_through,
    mail,
    morning,
    next_of,
    number_of,
    signed_up,
    states_of,
)
from tests.support.paying import a_till, a_wish, owed_by


@pytest.fixture
def processor(now: datetime) -> FakeProcessor:
    return FakeProcessor(now)


@pytest.fixture
def till(database: Database, processor: FakeProcessor, zone: ZoneInfo) -> Till:
    return a_till(database, processor, zone)


@pytest.fixture
def ada(database: Database) -> Enrolling:
    return a_subscriber(database)


def test_a_draft_waits_for_its_day_and_is_then_made_once(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)

    before = [morning(till, day).paid for day in (DUE - timedelta(days=1), DUE, DUE + timedelta(days=2))]
    on_the_day = [morning(till, DRAFTED).paid for _ in range(3)]

    # The due date is a Saturday, and Monday is Labor Day.
    assert before == [0, 0, 0]
    assert on_the_day == [1, 0, 0]
    assert owed_by(database, ada.account_id) == 0
    assert [order.cents for order in processor.orders] == [FIBER_CENTS]
    assert not processor.orders[0].is_attended
    assert states_of(database) == [DraftState.DRAWN]


def test_a_run_that_was_missed_is_made_up_for(till: Till, database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)

    assert morning(till, DRAFTED + timedelta(days=2)).paid == 1


def test_each_new_bill_is_told_of_ten_days_before_and_drawn(till: Till, database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)

    live_through(till, SIGNED, date(2025, 12, 2))

    drafts = drafts_of(database)
    assert [each.state for each in drafts] == [DraftState.DRAWN] * 4
    # Due on September 30, October 30, and November 30, which is a Sunday.
    assert [each.draft_on for each in drafts] == [DRAFTED, date(2025, 9, 30), date(2025, 10, 30), date(2025, 12, 1)]
    assert all(each.told_at is not None for each in drafts)
    assert [facts["day"] for facts in letters_of(till, "auto_pay_soon")] == [
        "September 30, 2025",
        "October 30, 2025",
        "December 1, 2025",
    ]
    told = [(each.draft_on - each.told_at.date()).days for each in drafts[1:] if each.told_at]
    assert min(told) >= 10


def test_a_draft_nobody_was_told_of_in_time_comes_later(till: Till, database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)
    morning(till, DRAFTED)
    bill(database, date(2025, 9, 10))
    morning(till, date(2025, 9, 11))

    # No server ran until three days before the due date, which is September 30.
    morning(till, date(2025, 9, 27))

    newest = drafts_of(database)[-1]
    assert newest.draft_on == date(2025, 10, 7)
    assert morning(till, date(2025, 9, 30)).paid == 0
    assert morning(till, date(2025, 10, 7)).paid == 1


def test_what_was_paid_meanwhile_is_not_drawn(till: Till, database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED)
    mail(database, ada, 5_000)

    morning(till, DRAFTED)

    assert owed_by(database, ada.account_id) == 0
    (draft,) = drafts_of(database)
    assert (draft.state, draft.cents) == (DraftState.DRAWN, FIBER_CENTS - 5_000)


def test_a_bill_that_was_paid_has_no_draft(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    mail(database, ada, FIBER_CENTS)

    morning(till, DRAFTED)

    assert states_of(database) == [DraftState.NOT_NEEDED]
    assert processor.orders == []


def test_no_more_is_drawn_than_was_told(till: Till, database: Database, ada: Enrolling) -> None:
    mail(database, ada, 5_000)
    signed_up(database, ada, on=SIGNED)
    mail(database, ada, -5_000)

    morning(till, DRAFTED)

    (draft,) = drafts_of(database)
    assert draft.cents == FIBER_CENTS - 5_000
    assert owed_by(database, ada.account_id) == 5_000


def test_a_payment_on_its_way_is_not_drawn_again(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED)
    processor.loses_answers_with = ProcessorAway("no answer")
    wish = a_wish(ada.card, (ada.account_id, FIBER_CENTS))
    pay_accounts(till, member_id=ada.member_id, wish=wish, now=at_six(DRAFTED).now)
    processor.loses_answers_with = None

    morning(till, DRAFTED)

    assert len(processor.charges) == 1
    assert states_of(database) == [DraftState.NOT_NEEDED]


def test_above_the_ceiling_the_member_is_asked_and_without_a_yes_nothing_is_drawn(
    till: Till, processor: FakeProcessor, database: Database, ada: Enrolling
) -> None:
    signed_up(database, ada, on=SIGNED, ceiling_cents=7_000)

    morning(till, DRAFTED)

    assert processor.orders == []
    assert states_of(database) == [DraftState.ABOVE_CEILING]
    (letter,) = letters_of(till, "auto_pay_failed")
    assert letter["reason"] == "It is above your ceiling of $70.00, and we had no yes from you."


def test_with_a_yes_to_the_amount_it_is_drawn(till: Till, database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED, ceiling_cents=7_000)
    coming = next_of(database, ada)
    assert coming is not None
    assert coming.is_above_ceiling
    assert coming.draft_id is not None
    number = number_of(database, ada.account_id)

    approve_next(
        database,
        member_id=ada.member_id,
        account_number=number,
        draft_id=coming.draft_id,
        cents=coming.cents,
        moment=at_six(SIGNED),
    )

    assert morning(till, DRAFTED).paid == 1


def test_home_asks_for_the_yes_until_it_is_given(database: Database, ada: Enrolling) -> None:
    signed_up(database, ada, on=SIGNED, ceiling_cents=7_000)
    coming = next_of(database, ada)
    assert coming is not None
    assert coming.draft_id is not None

    asked = _on_home(database, ada)
    approve_next(
        database,
        member_id=ada.member_id,
        account_number=number_of(database, ada.account_id),
        draft_id=coming.draft_id,
        cents=coming.cents,
        moment=at_six(SIGNED),
    )
    settled = _on_home(database, ada)

    assert (asked.draws_on, asked.asks_before) == (None, DRAFTED)
    assert [need.title for need in needs([asked], today=SIGNED)] == [f"Auto Pay asks you about {asked.view.nickname}"]
    assert (settled.draws_on, settled.asks_before) == (DRAFTED, None)
    assert needs([settled], today=SIGNED) == []


def _on_home(database: Database, one: Enrolling) -> AccountNow:
    now = at_six(SIGNED).now
    scope = scope_for(database, member_id=one.member_id, now=now, zone=ZONE)
    found = open_dashboard(database, scope=scope, now=now, zone=ZONE).accounts
    return next(each for each in found if each.view.account_id == one.account_id)


def test_the_next_bill_above_the_ceiling_is_asked_about_in_the_letter(
    till: Till, database: Database, ada: Enrolling
) -> None:
    mail(database, ada, FIBER_CENTS)
    signed_up(database, ada, on=SIGNED, ceiling_cents=7_000)

    live_through(till, date(2025, 9, 10), date(2025, 9, 25))

    assert letters_of(till, "auto_pay_soon") == []
    (letter,) = letters_of(till, "auto_pay_ask")
    assert (letter["amount"], letter["ceiling"], letter["day"]) == ("$72.30", "$70.00", "September 30, 2025")


def test_workers_that_meet_draw_once(
    till: Till, processor: FakeProcessor, database: Database, database_address: str
) -> None:
    many = a_subscriber(database, lines=8)
    signed_up(database, many, on=SIGNED)

    def run(_number: int) -> int:
        own = open_database(database_address)
        try:
            return run_auto_pay(replace(till, database=own), moment=at_six(DRAFTED), report=lambda _: None).paid
        finally:
            own.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))

    assert len(processor.charges) == 8
    assert [owed_by(database, each) for each in many.household.account_ids] == [0] * 8
    assert all(each.event_id for each in drafts_of(database))


def test_no_late_charge_is_added_while_a_bill_waits_for_its_draft(
    till: Till, database: Database, ada: Enrolling
) -> None:
    first = signed_up(database, ada, on=SIGNED, chosen_day=12)
    late = first.draft_on - timedelta(days=1)

    charged = charge_late(database, on=late, now=at_six(late).now, report=lambda _: None)

    assert (late - DUE).days > 6
    assert charged.charge_count == 0
    assert morning(till, first.draft_on).paid == 1
