"""Usage in words: what a range, a bar and its quality are called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole, Provider, ServiceKind
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_cost import BarCost
from smarthub_dash.journeys.usage_ranges import Span, range_of
from smarthub_dash.journeys.view_usage import UsageView
from smarthub_dash.kit.periods import epoch_of_day
from state.usage_chart import zero_marks
from state.usage_sentence import sentence_of
from state.usage_view import usage_page_view
from state.usage_words import axis_words, bar_label, bar_text, quality_note, tick_label

ZONE = ZoneInfo("America/Chicago")
HOUR, DAY = 3_600, date(2026, 9, 3)
START = epoch_of_day(DAY, ZONE)
WH = QuantityUnit.WH


def _bar(at: int = 0, *, quantity: int | None = 1_000, seconds: int = HOUR, start: int = START) -> Bar:
    begin = start + at * seconds
    return Bar(
        start_epoch=begin,
        end_epoch=begin + seconds,
        start_on=datetime.fromtimestamp(begin, ZONE).date(),
        quantity=quantity,
        received=0,
        estimated_quantity=0,
        missing_seconds=0,
        zero_seconds=seconds if quantity == 0 else 0,
        is_running=False,
        is_outside=False,
        newest_end_epoch=begin + seconds,
    )


def _view(bars: Sequence[Bar], *, span: Span = Span.DAY, in_money: bool = False, now: datetime) -> UsageView:
    account = AccountView(
        account_id=uuid4(),
        account_number="0041 877/001",
        provider=Provider.CEC,
        nickname="Home",
        name_on_account="ADA",
        opened_on=date(2024, 1, 1),
        read_day=14,
        agreement_id=uuid4(),
        kind=ServiceKind.ELECTRIC,
        rate_code="CEC-RES",
        location_id=uuid4(),
        location_number="1",
        street="1 Oak Road",
        place="Fulton, MO 65251",
    )
    scope = AccountScope(uuid4(), {account.account_id: HouseholdRole.OWNER})
    shown = range_of(span, day=DAY, read_day=14, opened_on=account.opened_on, today=date(2026, 11, 17))
    return UsageView((account,), account, scope, None, shown, in_money, tuple(bars), now)


def _sentence(bars: Sequence[Bar], now: datetime, *, span: Span = Span.DAY, in_money: bool = False) -> str:
    return sentence_of(_view(bars, span=span, in_money=in_money, now=now), WH)


def test_a_blackout_is_said_and_stays_a_zero(now: datetime) -> None:
    bars = [_bar(at, quantity=0 if at >= 16 else 400) for at in range(24)]

    assert _sentence(bars, now) == "6.4 kWh used on this day. The meter measured zero for 8 hours."
    assert zero_marks(bars) == [False] * 16 + [True] * 8


def test_a_gap_is_said_and_not_counted(now: datetime) -> None:
    gap = replace(_bar(3, quantity=None), missing_seconds=HOUR)

    assert _sentence([_bar(), gap], now) == "1.0 kWh used on this day. 1 hour was not read and is not in the total."


def test_what_runs_is_so_far_and_what_was_estimated_is_said(now: datetime) -> None:
    bars = [_bar(), replace(_bar(1), is_running=True, estimated_quantity=500)]

    assert _sentence(bars, now, span=Span.BILL) == (
        "2.0 kWh used so far in this billing period. 0.5 kWh of it is estimated."
    )


def test_nothing_read_is_not_called_nothing_used(now: datetime) -> None:
    awaited = replace(_bar(quantity=None), is_running=True)
    missing = replace(_bar(quantity=None), missing_seconds=HOUR)

    assert _sentence([awaited], now) == "Nothing was read on this day yet."
    assert _sentence([missing], now, span=Span.WEEK) == "Nothing was read in this week."


@pytest.mark.parametrize(
    ("cost", "span", "said"),
    [
        (BarCost(120, 80), Span.DAY, "$2.00 on this day, $0.80 of it fixed charges and taxes."),
        (BarCost(0, 80), Span.BILL, "$0.80 in this billing period, all of it fixed charges and taxes."),
        (BarCost(-50, 0), Span.WEEK, "-$0.50 in this week."),
        (BarCost(120, 80), Span.YEAR, "$2.00 billed in these 1 billing periods, $0.80 of it fixed charges and taxes."),
    ],
)
def test_dollars_are_said_with_what_of_them_is_fixed(cost: BarCost, span: Span, said: str, now: datetime) -> None:
    assert _sentence([replace(_bar(), cost=cost)], now, span=span, in_money=True) == said


def test_one_idle_hour_is_no_mark_and_a_resting_well_has_none() -> None:
    one = [_bar(at, quantity=0 if at == 4 else 300) for at in range(24)]
    well = [_bar(at, quantity=900 if at < 5 else 0) for at in range(24)]
    dark = [_bar(at, quantity=0) for at in range(24)]

    assert not any(zero_marks(one))
    assert not any(zero_marks(well))
    assert all(zero_marks(dark))


def test_two_days_with_an_idle_hour_each_are_not_a_run_of_zeros() -> None:
    days = [replace(_bar(at, seconds=24 * HOUR), zero_seconds=HOUR) for at in range(4)]

    assert not any(zero_marks(days))


def test_the_hour_that_comes_twice_is_named_by_its_zone() -> None:
    autumn = epoch_of_day(date(2026, 11, 1), ZONE)
    labels = [bar_label(_bar(at, start=autumn), Span.DAY, ZONE) for at in range(25)]

    assert labels[1:3] == ["1:00 AM to 1:00 AM CDT", "1:00 AM to 2:00 AM CST"]
    assert len(set(labels)) == 25


def test_ticks_of_a_day_of_25_hours_stand_at_the_hours_of_the_clock() -> None:
    autumn = epoch_of_day(date(2026, 11, 1), ZONE)
    ticks = [tick_label(_bar(at, start=autumn), at, Span.DAY, ZONE) for at in range(25)]

    assert [(at, words) for at, words in enumerate(ticks) if words] == [
        (0, "12 AM"),
        (7, "6 AM"),
        (13, "12 PM"),
        (19, "6 PM"),
    ]


@pytest.mark.parametrize(
    ("bar", "note"),
    [
        (_bar(), "Measured"),
        (replace(_bar(), is_running=True), "Measured, so far"),
        (replace(_bar(quantity=None), is_running=True), "Not yet read"),
        (replace(_bar(quantity=None), missing_seconds=HOUR), "Missing"),
        (replace(_bar(), missing_seconds=2 * HOUR), "2 hours missing"),
        (replace(_bar(), estimated_quantity=1_000), "Estimated"),
        (replace(_bar(), estimated_quantity=10), "Partly estimated"),
        (_bar(quantity=0), "1 hour measured as zero"),
        (replace(_bar(quantity=None), is_outside=True), "Before this account"),
    ],
)
def test_how_a_bar_is_known_is_said(bar: Bar, note: str) -> None:
    assert quality_note(bar, Span.DAY, in_money=False) == note


def test_a_period_without_a_bill_says_so() -> None:
    assert quality_note(replace(_bar(), is_running=True), Span.YEAR, in_money=True) == (
        "Measured, so far, not billed yet"
    )


def test_how_much_a_bar_is() -> None:
    small = _bar(quantity=84)
    assert bar_text(small, Span.DAY, WH, in_money=False) == "0.08 kWh"
    assert bar_text(replace(small, received=1_500), Span.DAY, WH, in_money=False) == "0.08 kWh, 1.5 kWh sent back"
    assert bar_text(_bar(quantity=None), Span.DAY, WH, in_money=False) == ""
    assert bar_text(replace(small, cost=BarCost(7, 5)), Span.DAY, WH, in_money=True) == "$0.12, $0.05 of it fixed"
    assert bar_text(replace(small, cost=BarCost(0, 5)), Span.DAY, WH, in_money=True) == "$0.05, all of it fixed"


@pytest.mark.parametrize(
    ("value", "step", "in_money", "words"),
    [
        (0.1, 0.05, True, "$0.10"),
        (-0.05, 0.05, True, "−$0.05"),
        (1_200, 200, True, "$1,200"),
        (0.4, 0.2, False, "0.4"),
        (0, 0.2, False, "0.0"),
        (-20, 10, False, "−20"),
    ],
)
def test_values_beside_the_axis_have_the_digits_of_their_step(
    value: float, step: float, in_money: bool, words: str
) -> None:
    assert axis_words(value, step, in_money=in_money) == words


def test_the_page_is_one_bar_a_word_and_its_links_keep_what_was_chosen(now: datetime) -> None:
    days = [_bar(at, seconds=24 * HOUR, start=epoch_of_day(date(2026, 8, 14), ZONE)) for at in range(31)]
    page = usage_page_view(_view(days, span=Span.BILL, now=now), zone=ZONE)
    chart = page.chart

    assert page.period_name == "Aug 14 to Sep 13, 2026"
    assert {len(each) for each in (chart.used, chart.labels, chart.texts, chart.notes, chart.links)} == {31}
    assert chart.links[0] == "/usage?account=0041%20877/001&range=day&at=2026-08-14&unit=quantity"
    assert page.around.year.endswith("&range=year&at=2026-09-03&unit=quantity")
    assert page.around.latest.endswith("&range=bill&unit=quantity")
    assert page.around.money.endswith("&range=bill&at=2026-09-03&unit=money")
    assert len({tick.at for tick in chart.frame.ticks}) == 5
    assert sum(not tick.is_minor for tick in chart.frame.ticks) <= 4
    assert [fact.name for fact in page.facts] == ["In all", "Average a day", "Highest"]


def test_a_bar_with_nothing_to_see_leads_nowhere(now: datetime) -> None:
    ahead = replace(_bar(quantity=None, seconds=24 * HOUR), is_running=True)
    missed = replace(ahead, is_running=False, missing_seconds=24 * HOUR)

    def link(bar: Bar, span: Span) -> str:
        return usage_page_view(_view([bar], span=span, now=now), zone=ZONE).chart.links[0]

    assert link(ahead, Span.BILL) == ""
    assert "range=day" in link(missed, Span.BILL)
    assert "range=bill" in link(missed, Span.YEAR)
    assert link(_bar(), Span.DAY) == ""


def test_the_days_average_leaves_out_what_is_not_whole(now: datetime) -> None:
    whole = [_bar(at, quantity=10_000, seconds=24 * HOUR) for at in range(3)]
    today = replace(_bar(3, quantity=100, seconds=24 * HOUR), is_running=True)
    torn = replace(_bar(4, quantity=100, seconds=24 * HOUR), missing_seconds=HOUR)

    page = usage_page_view(_view([*whole, today, torn], span=Span.BILL, now=now), zone=ZONE)

    assert next(fact.figure for fact in page.facts if fact.name == "Average a day") == "10.0 kWh"
    assert timedelta(seconds=whole[0].end_epoch - whole[0].start_epoch) == timedelta(days=1)
