"""Changes at home as the eye sees them: what was marked, what it did, and how sure that is."""

from dataclasses import dataclass
from urllib.parse import quote

from smarthub_dash.domain.insights.rules.marker_effect import LEAST_AFTER, Effect, NoEffect, Unknown
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.domain.usage.rules.weather import LEAST_DAYS
from smarthub_dash.journeys.view_changes import Change, ChangesView, PlainMeans
from smarthub_dash.journeys.words import dated_text, days_text, quantity_text
from state.usage_values import AccountChoice


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One marked change."""

    key: str
    label: str
    day: str
    outcome: str
    tone: str
    sentence: str
    how: str
    usage_href: str


@dataclass(frozen=True, slots=True)
class ChangesPageView:
    """All of the page."""

    choices: list[AccountChoice]
    has_choices: bool
    account_name: str
    account_number: str
    usage_href: str
    rows: list[ChangeRow]
    has_rows: bool
    may_change: bool
    oldest: str
    newest: str


def changes_page_view(view: ChangesView) -> ChangesPageView:
    """Put what was marked into words."""
    number = view.account.account_number
    return ChangesPageView(
        choices=[
            AccountChoice(each.nickname, f"/usage/changes?account={quote(each.account_number)}", each == view.account)
            for each in view.accounts
        ],
        has_choices=len(view.accounts) > 1,
        account_name=view.account.nickname,
        account_number=number,
        usage_href=f"/usage?account={quote(number)}",
        rows=[_row(each, number) for each in view.changes],
        has_rows=bool(view.changes),
        may_change=view.may_change,
        oldest=view.account.opened_on.isoformat(),
        newest=view.today.isoformat(),
    )


def _row(each: Change, number: str) -> ChangeRow:
    outcome, tone, sentence, how = (
        _claimed(each.effect) if isinstance(each.effect, Effect) else _open(each, each.effect)
    )
    day = each.marker.happened_on
    return ChangeRow(
        key=str(each.marker.marker_id),
        label=each.marker.label,
        day=dated_text(day),
        outcome=outcome,
        tone=tone,
        sentence=sentence,
        how=how,
        usage_href=f"/usage?account={quote(number)}&range=bill&at={day}",
    )


def _claimed(effect: Effect) -> tuple[str, str, str, str]:
    how = (
        f"How this home followed the weather in {days_text(effect.days_before)} before tells what it would have used "
        f"in the weather of {days_text(effect.days_after)} since. The span holds the truth nineteen times of twenty. "
        "Whatever else changed at the same time is in it as well: the meter cannot tell one from the other."
    )
    if not effect.is_clear:
        least = quantity_text(max(abs(effect.low), abs(effect.high)), QuantityUnit.WH)
        sentence = (
            f"In the same weather the days since took about as much as those before. A change of less than {least} a "
            "day, either way, would not stand out yet."
        )
        return "No clear change", "plain", sentence, how
    word = "less" if effect.change < 0 else "more"
    near, far = sorted((abs(effect.low), abs(effect.high)))
    sentence = (
        f"In the same weather a day since takes {quantity_text(abs(effect.change), QuantityUnit.WH)} {word} than "
        f"before: {abs(effect.percent)}% {word}. It may be anything from {quantity_text(near, QuantityUnit.WH)} to "
        f"{quantity_text(far, QuantityUnit.WH)} a day."
    )
    return f"{abs(effect.percent)}% {word}", "good" if word == "less" else "plain", sentence, how


def _open(each: Change, effect: NoEffect) -> tuple[str, str, str, str]:
    if effect.why is Unknown.TOO_FEW_AFTER:
        sentence = f"{_read(effect.days_after)} since; it takes {LEAST_AFTER} to say what changed."
        return "Too early to say", "plain", sentence, _NOTHING_CLAIMED
    sentence = {
        Unknown.TOO_FEW_BEFORE: (
            f"{_read(effect.days_before)} in the year before; it takes {LEAST_DAYS} to know what the weather does here."
        ),
        Unknown.ANOTHER_NEAR: (
            f"“{each.near.label if each.near else 'Another change'}” is too near: what each of them did cannot be told "
            "apart."
        ),
        Unknown.NO_WEATHER: (
            "What is used here does not follow the temperatures we know, so the weather and the change cannot be told "
            f"apart.{_plain_words(each.plain)}"
        ),
        Unknown.OTHER_WEATHER: (
            "The days since were colder or warmer than any we know from before. It can be said once the seasons match."
        ),
        Unknown.SENDS_BACK: (
            "This home sends energy back: what the sun covers hides from the meter what the home uses, so a change "
            "cannot be told from sunny days."
        ),
    }[effect.why]
    return "Cannot be said", "plain", sentence, _NOTHING_CLAIMED


_NOTHING_CLAIMED = (
    "An effect is told only where at least half a year of full days before and a month of them after can be compared "
    "in the same weather, with no other change between. Otherwise it would be a guess, so there is none."
)


def _read(count: int) -> str:
    return "1 day was read in full" if count == 1 else f"{days_text(count)} were read in full"


def _plain_words(plain: PlainMeans | None) -> str:
    if plain is None:
        return ""
    since, before = (quantity_text(each, QuantityUnit.WH) for each in (plain.since, plain.year_before))
    return f" Whatever the reasons: {since} a day since, {before} in the same weeks a year before."
