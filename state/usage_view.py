"""Put a range of usage into words: one chart's values, and the addresses around it."""

from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import quote
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_beside import Beside
from smarthub_dash.journeys.usage_ranges import PART_HOURS, Span
from smarthub_dash.journeys.view_usage import MONEY, QUANTITY, UsageView
from smarthub_dash.journeys.words import SHOWN_UNITS, dated_text, quantity_text, stamp_text
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import hour_of_epoch, instant_of
from state.usage_beside import beside_words
from state.usage_cards import card_rows
from state.usage_chart import chart_of
from state.usage_sentence import sentence_of, total_text
from state.usage_values import AccountChoice, Around, DownloadRange, FactView, Flag, UsagePageView
from state.usage_words import bar_label, part_text, period_name

DOWN = {Span.YEAR: Span.BILL, Span.BILL: Span.DAY, Span.WEEK: Span.DAY, Span.CUSTOM: Span.DAY}
UP = {Span.QUARTERS: Span.DAY, Span.DAY: Span.BILL, Span.WEEK: Span.BILL, Span.BILL: Span.YEAR, Span.CUSTOM: Span.YEAR}
TITLES = {
    Span.DAY: "Through the day",
    Span.QUARTERS: "As finely as the meter counts",
    Span.WEEK: "Day by day",
    Span.BILL: "Day by day",
    Span.YEAR: "Bill by bill",
    Span.CUSTOM: "The days you chose",
}


def usage_page_view(view: UsageView, *, zone: ZoneInfo) -> UsagePageView:
    """Put a range into words and values."""
    return replace(
        _page(view, zone),
        chart=chart_of(view, view.unit, zone, link=partial(_below, view, zone)),
        around=_around(view),
        download=_download(view, zone),
    )


def _page(view: UsageView, zone: ZoneInfo) -> UsagePageView:
    return UsagePageView(
        choices=[_choice(view, each.nickname, each.account_number) for each in view.accounts],
        has_choices=len(view.accounts) > 1,
        kind=view.account.kind.value,
        account_name=view.account.nickname,
        account_number=view.account.account_number,
        span=view.range.span.value,
        in_money=view.in_money,
        unit_name=SHOWN_UNITS[view.unit],
        period_name=period_name(view.range),
        title=TITLES[view.range.span],
        sentence=sentence_of(view, view.unit),
        beside=view.beside.kind.value,
        beside_words=beside_words(view, view.unit),
        is_electric=view.account.kind is ServiceKind.ELECTRIC,
        facts=_facts(view, view.unit, zone),
        stamp=_stamp(view, zone),
        bill_href=_href("/bills/newest", view),
        source_note=view.point.source_note if view.point else "",
        cards=card_rows(view),
        has_cards=bool(view.told.cards),
        has_put_away=any(card.is_put_away for card in view.told.cards),
        forecasts_href=_href("/usage/forecasts", view),
        rates_href=_href("/usage/rates", view),
        flags=[Flag(day.isoformat(), f"{label}, {dated_text(day)}") for day, label in view.told.changes],
        changes_href=_href("/usage/changes", view),
        similar_href=_href("/usage/similar", view),
    )


def _href(path: str, view: UsageView) -> str:
    return f"{path}?account={quote(view.account.account_number)}"


def _stamp(view: UsageView, zone: ZoneInfo) -> str:
    newest = max((bar.newest_end_epoch for bar in view.bars), default=0)
    return f"Meter data as of {stamp_text(instant_of(newest), now=view.now, zone=zone)}" if newest else ""


def _facts(view: UsageView, unit: QuantityUnit, zone: ZoneInfo) -> list[FactView]:
    in_all = FactView("In all", total_text(view.bars, unit, in_money=view.in_money), "")
    if view.in_money:
        return [in_all, *_cost_facts(view)]
    known = [bar for bar in view.bars if bar.quantity]
    if not known:
        return [in_all]
    sent = sum(bar.received for bar in view.bars)
    sent_name = "Sent up" if unit is QuantityUnit.MB else "Sent back"
    highest = max(known, key=lambda bar: bar.quantity or 0)
    figure = part_text(highest.quantity or 0, view.range.span, unit)
    return [
        in_all,
        *([FactView(sent_name, quantity_text(sent, unit), "")] if sent else []),
        *_average(view, unit),
        FactView("Highest", figure, bar_label(highest, view.range.span, zone)),
    ]


def _cost_facts(view: UsageView) -> list[FactView]:
    costs = [bar.cost for bar in view.bars if bar.cost]
    if not any(cost.use_cents for cost in costs):
        return []
    return [
        FactView("Follows your use", money_text(sum(cost.use_cents for cost in costs)), ""),
        FactView("Fixed charges and taxes", money_text(sum(cost.fixed_cents for cost in costs)), ""),
    ]


def _below(view: UsageView, zone: ZoneInfo, bar: Bar) -> str:
    """Return where a bar leads; nowhere if there is nothing to see, or nothing finer."""
    span = DOWN.get(view.range.span)
    if view.range.span is Span.DAY and view.point and view.point.interval_seconds < view.part_seconds:
        part = hour_of_epoch(bar.start_epoch, zone) // PART_HOURS
        number, in_money = view.account.account_number, view.in_money
        return f"{address(number, Span.QUARTERS, bar.start_on, in_money=in_money)}&part={part}"
    is_there = bar.quantity is not None or bar.missing_seconds > 0
    return address(view.account.account_number, span, bar.start_on, in_money=view.in_money) if span and is_there else ""


def address(account: str, span: Span, day: date | None, *, in_money: bool) -> str:
    """Return the address of a range."""
    # Written by hand: a page holds some fifty of them, and only the account's number may need its signs escaped.
    at = f"&at={day}" if day else ""
    return f"/usage?account={quote(account)}&range={span}{at}&unit={MONEY if in_money else QUANTITY}"


def _choice(view: UsageView, name: str, number: str) -> AccountChoice:
    href = address(number, view.range.span, None, in_money=view.in_money)
    return AccountChoice(name, href, number == view.account.account_number)


def _to(
    view: UsageView,
    span: Span,
    day: date | None,
    *,
    money: bool | None = None,
    beside: Beside | None = None,
    part: int | None = None,
) -> str:
    """Return the address of a range near the one that is shown; what is not told stays as it is."""
    shown, compared = view.range, view.beside.kind if beside is None else beside
    in_money = view.in_money if money is None else money
    more = f"&part={shown.part if part is None else part}" if span is Span.QUARTERS else ""
    more += f"&until={shown.period.last_on}" if span is Span.CUSTOM else ""
    more += f"&compare={compared}" if compared is not Beside.NONE else ""
    return address(view.account.account_number, span, day, in_money=in_money) + more


def _around(view: UsageView) -> Around:
    shown, to = view.range, partial(_to, view)
    kept = shown.held_on
    return Around(
        day=to(Span.DAY, kept),
        week=to(Span.WEEK, kept),
        bill=to(Span.BILL, kept),
        year=to(Span.YEAR, kept),
        previous=to(shown.span, shown.previous_on, part=shown.previous_part),
        next=to(shown.span, shown.next_on, part=shown.next_part),
        latest=to(shown.span, None),
        up=to(UP.get(shown.span, Span.YEAR), kept),
        quantity=to(shown.span, kept, money=False),
        money=to(shown.span, kept, money=True),
        has_previous=shown.previous_on is not None,
        has_next=shown.next_on is not None,
        has_up=shown.span in UP,
        alone=to(shown.span, kept, beside=Beside.NONE),
        beside_previous=to(shown.span, kept, beside=Beside.PREVIOUS),
        beside_last_year=to(shown.span, kept, beside=Beside.LAST_YEAR),
        beside_weather=to(shown.span, kept, beside=Beside.WEATHER),
        custom_from=shown.period.start_on.isoformat(),
        custom_until=shown.period.last_on.isoformat(),
    )


def _download(view: UsageView, zone: ZoneInfo) -> DownloadRange:
    opened_on, today = view.account.opened_on, local_day(view.now, zone)
    first, last = max(view.range.period.start_on, opened_on), min(view.range.period.last_on, today)
    return DownloadRange(
        first=first.isoformat(),
        last=max(first, last).isoformat(),
        oldest=opened_on.isoformat(),
        newest=today.isoformat(),
        is_electric=view.point is None or view.point.unit is QuantityUnit.WH,
        key=f"{view.account.account_number} {first} {last}",
    )


def _average(view: UsageView, unit: QuantityUnit) -> list[FactView]:
    """Return the average of what was read in full; a day that still runs would drag it down."""
    whole = [bar for bar in view.bars if bar.quantity is not None and not bar.is_running and not bar.missing_seconds]
    seconds = sum(bar.end_epoch - bar.start_epoch for bar in whole)
    if not seconds or view.range.span.is_of_one_day:
        return []
    average = round(sum(bar.quantity or 0 for bar in whole) * 86_400 / seconds)
    return [FactView("Average a day", quantity_text(average, unit), "")]
