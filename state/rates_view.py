"""What other rates would have cost, as the eye sees it."""

from dataclasses import dataclass
from urllib.parse import quote

from smarthub_dash.journeys.try_rates import TriedRate, TriedRates
from smarthub_dash.journeys.words import period_text
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import Period
from state.usage_values import AccountChoice

WORTH_IT = 12_00
"""Less than this a year, either way, is called about the same."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """One rate with its year; `width` and `own_width` are bars beside each other in percent."""

    title: str
    total: str
    difference: str
    outcome: str
    tone: str
    months_better: str
    width: str


@dataclass(frozen=True, slots=True)
class RatesPageView:
    """All of the page."""

    choices: list[AccountChoice]
    has_choices: bool
    account_name: str
    account_number: str
    sentence: str
    span_words: str
    shift_words: str
    rows: list[RateRow]
    percent: int


def rates_page_view(view: TriedRates) -> RatesPageView:
    """Put tried rates into words."""
    own, others = view.rates[0], view.rates[1:]
    highest = max(rate.cents for rate in view.rates)
    whole = Period(view.periods[0].start_on, view.periods[-1].end_on)
    return RatesPageView(
        choices=[
            AccountChoice(each.nickname, f"/usage/rates?account={quote(each.account_number)}", each == view.account)
            for each in view.accounts
        ],
        has_choices=len(view.accounts) > 1,
        account_name=view.account.nickname,
        account_number=view.account.account_number,
        sentence=_sentence(own, others),
        span_words=f"{len(view.periods)} bills, {period_text(whole)}, on your own readings.",
        shift_words=_shift_words(view.percent),
        rows=[_row(rate, own, highest) for rate in view.rates],
        percent=view.percent,
    )


def _sentence(own: TriedRate, others: tuple[TriedRate, ...]) -> str:
    paid = f"At your rate, {own.title}, these bills come to {money_text(own.cents)}."
    if not others:
        return paid
    best = others[0]
    name = "your own rate with that shift" if best.code == own.code else best.title
    saved = own.cents - best.cents
    if saved >= WORTH_IT:
        return f"{paid} The lowest would be {name}: {money_text(saved)} less."
    if saved <= -WORTH_IT:
        return f"{paid} Every other rate would have cost more: the next, {name}, {money_text(-saved)} more."
    return f"{paid} No other rate would have saved anything worth a change."


def _shift_words(percent: int) -> str:
    if not percent:
        return "As you used it."
    return f"With {percent}% of what you used from 3 to 8 PM moved to the hours from midnight to 5 AM."


def _row(rate: TriedRate, own: TriedRate, highest: Cents) -> RateRow:
    difference = rate.cents - own.cents
    better = sum(mine > its for mine, its in zip(own.by_bill, rate.by_bill, strict=True))
    outcome, tone = "About the same", "plain"
    if rate.is_own:
        outcome, tone = "Your rate now", "pen"
    elif difference <= -WORTH_IT:
        outcome, tone = f"{money_text(-difference)} less", "good"
    elif difference >= WORTH_IT:
        outcome, tone = f"{money_text(difference)} more: it loses", "alert"
    title = f"{rate.title}, with the shift" if rate.code == own.code and not rate.is_own else rate.title
    months = "" if rate.is_own else f"Lower in {better} of {len(rate.by_bill)} bills"
    share = 100 * rate.cents / highest if highest > 0 else 0
    return RateRow(
        title, money_text(rate.cents), money_text(difference), outcome, tone, months, f"{max(share, 0):.1f}%"
    )
