"""Home as the eye sees it: frozen rows of plain values, made from a dashboard."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.billing.rules import StandingState
from smarthub_dash.journeys.charts import spark_path
from smarthub_dash.journeys.first_steps import FirstSteps
from smarthub_dash.journeys.open_dashboard import AccountNow, Dashboard, UsageSoFar
from smarthub_dash.journeys.words import (
    PROVIDER_NAMES,
    day_of_period,
    day_text,
    days_text,
    due_words,
    extended_words,
    on_track_text,
    so_far_sentence,
    stamp_text,
)
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.periods import instant_of
from state.first_steps_view import Step, steps_view

SOON_DAYS = 5
"""How many days before its due date a bill is something that needs the member."""

BADGES = {"paid": "Paid", "due": "Due", "past_due": "Past due", "credit": "Credit"}


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says that changes seldom."""

    number: str
    kind: str
    provider_name: str
    nickname: str
    location: str
    pay_href: str
    usage_href: str
    bill_href: str
    search_text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What a card says about money."""

    balance: str
    amount_due: str
    due_words: str
    badge: str
    badge_tone: str
    is_payable: bool


@dataclass(frozen=True, slots=True)
class Used:
    """What a card says about usage. Shape: `spark` is an SVG path."""

    sentence: str
    spark: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Place:
    """A service location and its cards."""

    title: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Need:
    """Something to do, one click away from being done."""

    title: str
    sentence: str
    action: str
    href: str
    tone: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """All of Home."""

    places: list[Place]
    owed: dict[str, Owed]
    used: dict[str, Used]
    total_due: str
    total_words: str
    is_payable: bool
    needs: list[Need]
    has_needs: bool
    needs_words: str
    has_accounts: bool
    steps: list[Step]
    has_steps: bool
    """Whether the first steps are still to be shown."""
    has_choices: bool
    """Whether there are enough accounts to filter and search."""
    count_text: str


def home_view(dashboard: Dashboard, *, steps: FirstSteps | None, zone: ZoneInfo) -> HomeView:
    """Put a dashboard into words."""
    accounts, today, now = dashboard.accounts, dashboard.today, dashboard.as_of
    found = needs(accounts, today=today)
    return HomeView(
        places=_places(accounts),
        owed={each.view.account_number: owed(each, today=today) for each in accounts},
        used={each.view.account_number: used(each.usage, today=today, now=now, zone=zone) for each in accounts},
        total_due=money_text(dashboard.total_due_cents),
        total_words=_total_words(accounts, today),
        is_payable=any(map(_is_payable, accounts)),
        needs=found,
        has_needs=bool(found),
        needs_words="1 thing" if len(found) == 1 else f"{len(found)} things",
        has_accounts=bool(accounts),
        steps=steps_view(steps),
        has_steps=steps is not None,
        has_choices=len(accounts) > 2,
        count_text=count_text(len(accounts), of=len(accounts)),
    )


def count_text(count: int, *, of: int) -> str:
    """Say how many accounts are in sight: "5 accounts", "2 of 5 accounts"."""
    return f"{of} accounts" if count == of else f"{count} of {of} accounts"


def owed(each: AccountNow, *, today: date) -> Owed:
    """Put what an account owes into words."""
    standing = each.standing
    badge, tone = _badge(each)
    return Owed(
        balance=money_text(standing.balance_cents),
        amount_due=money_text(standing.amount_due_cents),
        due_words=_on_its_way(each) or due_words(standing, today=today),
        badge=badge,
        badge_tone=tone,
        is_payable=_is_payable(each),
    )


def _badge(each: AccountNow) -> tuple[str, str]:
    if each.on_its_way_cents:
        return "Processing", "plain"
    standing, state = each.standing, each.standing.state
    if standing.has_plan and state is StandingState.DUE:
        return "Payment plan", "pen"
    if standing.is_extended and standing.due_on:
        return extended_words(standing.due_on), "pen"
    if each.draws_on and state is StandingState.DUE:
        return f"Auto Pay on {day_text(each.draws_on)}", "pen"
    return BADGES[state], {"past_due": "alert", "due": "pen"}.get(state, "good")


def _on_its_way(each: AccountNow) -> str:
    return f"{money_text(each.on_its_way_cents)} is on its way" if each.on_its_way_cents else ""


def _is_payable(each: AccountNow) -> bool:
    return each.may_pay and each.standing.amount_due_cents > each.on_its_way_cents


def used(usage: UsageSoFar | None, *, today: date, now: datetime, zone: ZoneInfo) -> Used:
    """Put what an account has used so far into words."""
    if usage is None:
        return Used("No readings yet. They show here as soon as the meter reports.", "", "")
    sentence = so_far_sentence(
        quantity=usage.quantity, sent_back=usage.sent_back, unit=usage.unit, outlook=_outlook(usage, today)
    )
    read_to = stamp_text(instant_of(usage.newest_end_epoch), now=now, zone=zone)
    source = "Meter data" if usage.unit == "wh" else "Fiber data"
    return Used(sentence, spark_path(usage.days), f"{source} as of {read_to}")


def _outlook(usage: UsageSoFar, today: date) -> str:
    bill = usage.expected_bill
    if bill is None:
        return day_of_period(usage.period, today=today)
    return on_track_text(bill.likely_cents, low_cents=bill.low_cents, high_cents=bill.high_cents)


def needs(accounts: Sequence[AccountNow], *, today: date) -> list[Need]:
    """Return what needs the member, the most pressing first; a bill needs those who may pay it."""
    accounts = [each for each in accounts if _is_payable(each)]
    overdue = [_overdue(each) for each in accounts if each.standing.past_due_cents > 0]
    asked = [_asked(each, each.asks_before) for each in accounts if each.asks_before]
    return [*overdue, *asked] + [
        _due_soon(each, ahead)
        for each in accounts
        if not (each.draws_on or each.asks_before)
        and each.standing.due_on
        and 0 <= (ahead := (each.standing.due_on - today).days) <= SOON_DAYS
    ]


def _overdue(each: AccountNow) -> Need:
    owed_text = money_text(each.standing.past_due_cents)
    return Need(
        f"{each.view.nickname} is past due", f"{owed_text} should have been paid by now.", *_to_pay(each), "alert"
    )


def _asked(each: AccountNow, before: date) -> Need:
    title = f"Auto Pay asks you about {each.view.nickname}"
    cents = each.standing.amount_due_cents - each.on_its_way_cents
    sentence = f"{money_text(cents)} is above your ceiling. Say yes by {day_text(before)}, or pay it yourself."
    return Need(title, sentence, "Look", "/billing/auto-pay", "plain")


def _due_soon(each: AccountNow, ahead: int) -> Need:
    when = {0: "today", 1: "tomorrow"}.get(ahead, f"in {days_text(ahead)}")
    standing = each.standing
    if standing.has_plan:
        sentence = f"{money_text(standing.next_cents)} of your payment plan is to be paid."
        return Need(f"{each.view.nickname}: an installment is due {when}", sentence, *_to_pay_next(each), "plain")
    sentence = f"{money_text(standing.amount_due_cents)} is to be paid."
    if standing.is_extended and standing.due_on:
        sentence = f"{extended_words(standing.due_on)}: {sentence}"
    return Need(f"{each.view.nickname} is due {when}", sentence, *_to_pay(each), "plain")


def _to_pay_next(each: AccountNow) -> tuple[str, str]:
    cents = each.standing.next_cents
    return "Pay", f"/billing/pay?pay={each.view.account_number}:{cents // 100}.{cents % 100:02}"


def _to_pay(each: AccountNow) -> tuple[str, str]:
    return "Pay", f"/billing/pay?account={each.view.account_number}"


def _places(accounts: Iterable[AccountNow]) -> list[Place]:
    ordered = sorted(accounts, key=_first_of_place(accounts))
    return [
        Place(f"{street}, {place}", [_card(each) for each in grouped])
        for (street, place), grouped in groupby(ordered, key=lambda each: (each.view.street, each.view.place))
    ]


def _first_of_place(accounts: Iterable[AccountNow]):
    """Return a key that keeps the member's order, with the accounts of one place together."""
    first: dict[tuple[str, str], int] = {}
    for at, each in enumerate(accounts):
        first.setdefault((each.view.street, each.view.place), at)
    return lambda each: first[each.view.street, each.view.place]


def _card(each: AccountNow) -> Card:
    view = each.view
    words: Mapping[ServiceKind, str] = {ServiceKind.ELECTRIC: "electric", ServiceKind.INTERNET: "fiber internet"}
    return Card(
        number=view.account_number,
        kind=view.kind.value,
        provider_name=PROVIDER_NAMES[view.provider],
        nickname=view.nickname,
        location=f"{view.street}, {view.place}",
        pay_href=f"/billing/pay?account={view.account_number}",
        usage_href=f"/usage?account={view.account_number}",
        bill_href=f"/bills/newest?account={view.account_number}",
        search_text=f"{view.nickname} {view.account_number} {view.street} {words[view.kind]}".lower(),
    )


def _total_words(accounts: Sequence[AccountNow], today: date) -> str:
    due = [each.standing for each in accounts if each.standing.amount_due_cents > 0]
    if not due:
        return "Nothing is due. You are all set."
    overdue = sum(standing.past_due_cents > 0 for standing in due)
    if overdue:
        return f"{overdue} of {len(accounts)} accounts past due"
    first = min(standing.due_on for standing in due if standing.due_on)
    ahead = (first - today).days
    return (
        f"First due {'today' if ahead == 0 else 'in ' + days_text(ahead)}, for {len(due)} of {len(accounts)} accounts"
    )
