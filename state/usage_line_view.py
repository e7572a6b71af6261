"""How an internet line did, in words: speed tests beside the plan, and its last days."""

from zoneinfo import ZoneInfo

from smarthub_dash.domain.insights.rules.line_quality import ENOUGH, MeasuredSpeed, SpeedRecord
from smarthub_dash.domain.rates.rules.terms import LineSpeed
from smarthub_dash.journeys.line_record import LineDay, LineUptime, SpeedTests
from smarthub_dash.journeys.look_closer import LookView
from smarthub_dash.journeys.words import clock_text, dated_text, day_text, days_text
from smarthub_dash.kit.periods import day_of_epoch, instant_of
from state.usage_look_chart import Bars, bars_chart
from state.usage_look_values import LookPage, LookRow, StripDay

LONG, KIND = 3_600, "internet"
MODELLED = "Modelled for this demo: no line was tested."


def speed_page(view: LookView, seen: SpeedTests, zone: ZoneInfo) -> LookPage:
    """Put the speed tests of a line into words and bars."""
    title, note = "Speed tests", MODELLED if view.point.is_modelled else ""
    if seen.record is None:
        return LookPage(view.look.value, title, "No speed test was made in the last 30 days.", "", KIND, note)
    plan = seen.plan
    days = [day_of_epoch(test.tested_epoch, zone) for test in seen.tests]
    bars = Bars(
        labels=[_tested(test, zone) for test in seen.tests],
        texts=[_speeds(test) for test in seen.tests],
        ticks=[day_text(day) if at % 7 == 0 else "" for at, day in enumerate(days)],
        layers=[[test.down_kbps / 1_000 for test in seen.tests]],
        marks=[test.up_kbps / 1_000 for test in seen.tests],
        level=float(plan.down_mbps) if plan else None,
        notes=[f"{test.latency_ms} ms to answer" for test in seen.tests],
    )
    line_words = f"Your plan, {plan.down_mbps} Mbps" if plan else ""
    key = f"speed:{view.account.account_number}:{seen.tests[-1].tested_epoch}"
    return LookPage(
        look=view.look.value,
        title=title,
        sentence=_speed_sentence(seen.record, plan),
        about="Tested about once a day, in megabits a second (Mbps). A test shares the line with all the home does.",
        kind=KIND,
        source_note=note,
        chart=bars_chart(bars, key=key, kind="internet", line_words=line_words),
        used_words="Down",
        beside_words="Up",
        line_words=line_words,
        chart_heads=["When", "Down and up", "Time to answer"],
    )


def uptime_page(view: LookView, seen: LineUptime, zone: ZoneInfo) -> LookPage:
    """Put the last days of a line into words and a strip of days."""
    return LookPage(
        look=view.look.value,
        title="Uptime",
        sentence=_uptime_sentence(seen),
        about="Each place is a day, the newest last. What is not known is neither up nor down.",
        kind=KIND,
        source_note=MODELLED if view.point.is_modelled else "",
        strip=[_strip_day(each) for each in seen.days],
        rows=[_down_row(each.start_epoch, each.end_epoch, zone) for each in seen.downs],
        heads=["When", "How long", "Until"],
        has_rows=bool(seen.downs),
    )


def minutes_text(seconds: int) -> str:
    """Write how long something was: "1 minute", "1 h 20 min"."""
    minutes = max(round(seconds / 60), 1)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _speed_sentence(record: SpeedRecord, plan: LineSpeed | None) -> str:
    tested = f"{_mbps(record.down_kbps)} down and {_mbps(record.up_kbps)} up"
    middle = f"The middle of the last {record.test_count} tests was {tested}"
    if plan is None or record.slow_count is None:
        return f"{middle}."
    slow = f"{record.slow_count} of them fell below {ENOUGH:.0%} of it" if record.slow_count else "none was slow"
    return f"Your plan is {plan.down_mbps} Mbps down and {plan.up_mbps} up. {middle}; {slow}."


def _speeds(test: MeasuredSpeed) -> str:
    return f"{_mbps(test.down_kbps)} down, {_mbps(test.up_kbps)} up"


def _mbps(kbps: int) -> str:
    return f"{kbps / 1_000:,.0f} Mbps"


def _tested(test: MeasuredSpeed, zone: ZoneInfo) -> str:
    day = day_of_epoch(test.tested_epoch, zone)
    return f"{day:%a}, {day_text(day)}, {clock_text(instant_of(test.tested_epoch), zone)}"


def _uptime_sentence(seen: LineUptime) -> str:
    if not seen.seconds_watched:
        return "Nothing is known of this line yet."
    watched = days_text(round(seen.seconds_watched / 86_400) or 1)
    if not seen.downs:
        return f"In the last {watched} that are known, your line did not fail once."
    share = 100 * (1 - seen.seconds_down / seen.seconds_watched)
    times = "once" if len(seen.downs) == 1 else f"{len(seen.downs)} times"
    failed = f"It failed {times}, {minutes_text(seen.seconds_down)} in all."
    return f"In the last {watched}, your line was up {min(share, 99.99):.2f}% of the time. {failed}"


def _strip_day(each: LineDay) -> StripDay:
    label = f"{each.day:%a}, {day_text(each.day)}"
    if each.seconds is None:
        return StripDay(label, "Not known", "unknown")
    if not each.seconds:
        return StripDay(label, "Up all day", "up")
    return StripDay(label, f"Down {minutes_text(each.seconds)}", "long" if each.seconds >= LONG else "short")


def _down_row(start: int, end: int, zone: ZoneInfo) -> LookRow:
    first, last = instant_of(start), instant_of(end)
    return LookRow(
        f"{dated_text(day_of_epoch(start, zone))}, {clock_text(first, zone)}",
        minutes_text(end - start),
        clock_text(last, zone),
        "",
    )
