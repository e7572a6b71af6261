"""Budget Billing as the eye sees it: frozen rows of plain values, and the sentences over them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.billing.rules import BudgetKind
from smarthub_dash.domain.billing.rules.budget_preview import BudgetPreview, PreviewMonth
from smarthub_dash.journeys.budget_billing import KIND_WORDS, BudgetAccount
from smarthub_dash.journeys.words import PROVIDER_NAMES
from smarthub_dash.kit.money import Cents, money_text


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account that can be looked at."""

    number: str
    name: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what holds for an account."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One bill of the preview."""

    month: str
    bill: str
    asked: str
    difference: str
    put_off: str
    is_true_up: bool


@dataclass(frozen=True, slots=True)
class BudgetView:
    """The page for the account and the kind that were chosen."""

    has_accounts: bool
    choices: list[AccountChoice]
    has_choices: bool
    chosen: str
    nickname: str
    place: str
    kind: str
    provider_name: str
    is_on_plan: bool
    plan_words: str
    facts: list[Fact]
    may_begin: bool
    may_end: bool
    hindrance: str
    end_words: str
    is_fixed: bool
    begin_words: str
    sentences: list[str]
    rows: list[MonthRow]
    has_rows: bool


def budget_view(accounts: Sequence[BudgetAccount], *, chosen: str, is_fixed: bool) -> BudgetView | None:
    """Return the page for one of a member's accounts, the first if none is chosen; None if there is no account."""
    if not accounts:
        return None
    shown = next((each for each in accounts if each.account.account_number == chosen), accounts[0])
    kind = BudgetKind.FIXED if is_fixed else BudgetKind.ROLLING
    preview = shown.previews[kind]
    number = shown.account.account_number
    return BudgetView(
        has_accounts=True,
        choices=[_choice(each, chosen=number) for each in accounts],
        has_choices=len(accounts) > 1,
        chosen=number,
        nickname=_name(shown),
        place=f"{shown.account.street}, {shown.account.place}",
        kind=shown.account.kind.value,
        provider_name=PROVIDER_NAMES[shown.account.provider],
        is_on_plan=shown.plan is not None,
        plan_words=_plan_words(shown),
        facts=list(_facts(shown)),
        may_begin=shown.plan is None and shown.may_change and not shown.hindrance,
        may_end=shown.plan is not None and shown.may_change,
        hindrance=_hindrance(shown),
        end_words=_end_words(shown.put_off_cents),
        is_fixed=is_fixed,
        begin_words=_begin_words(preview),
        sentences=list(_sentences(preview)),
        rows=[_row(month) for month in preview.months],
        has_rows=bool(preview.months),
    )


def _choice(each: BudgetAccount, *, chosen: str) -> AccountChoice:
    return AccountChoice(each.account.account_number, _name(each), each.account.account_number == chosen)


def _name(each: BudgetAccount) -> str:
    return each.account.nickname or each.account.street


def _plan_words(each: BudgetAccount) -> str:
    if each.plan is None:
        settles = f" {_end_words(each.put_off_cents)}" if each.put_off_cents else ""
        return f"Each bill asks for what was used.{settles}"
    return f"On budget billing since {_day(each.plan.started_on)}: {KIND_WORDS[each.plan.kind]}."


def _facts(each: BudgetAccount) -> Iterator[Fact]:
    if each.plan is None:
        return
    if each.plan.kind is BudgetKind.FIXED:
        yield Fact("Each bill asks for", money_text(each.plan.installment_cents))
    else:
        yield Fact("Your next bill asks for about", money_text(each.next_rolling_cents))
    yield Fact("Paid ahead so far" if each.put_off_cents < 0 else "Put off so far", money_text(abs(each.put_off_cents)))
    yield Fact("Settled with the first bill from", _day(each.plan.trues_up_on))


def _hindrance(each: BudgetAccount) -> str:
    if each.may_change or each.plan is not None:
        return each.hindrance if each.plan is None else ""
    return "You can see this, but only an owner or caretaker of the account can begin budget billing."


def _end_words(put_off_cents: Cents) -> str:
    if put_off_cents > 0:
        return f"Your next bill adds the {money_text(put_off_cents)} that was put off."
    if put_off_cents < 0:
        return f"Your next bill takes off the {money_text(-put_off_cents)} you paid ahead."
    return "Nothing is put off, so your next bill is an ordinary one."


def _begin_words(preview: BudgetPreview) -> str:
    about = money_text(preview.installment_cents)
    if preview.kind is BudgetKind.FIXED:
        return (
            f"Begun now, each bill asks for {about}: a twelfth of your last twelve bills, up to the next dollar. After "
            "a year one bill settles the difference and the amount is found anew."
        )
    return (
        f"Begun now, each bill asks for the average of the last twelve bills, at first about {about}, and a twelfth of "
        "what was put off. After a year one bill settles the difference."
    )


def _sentences(preview: BudgetPreview) -> Iterator[str]:
    months = preview.months
    if not months:
        yield "There are no bills to try it on yet."
        return
    usual = [month.asked_cents for month in months if not month.is_true_up]
    bills = [month.charges_cents for month in months]
    asked = (
        money_text(min(usual)) if min(usual) == max(usual) else f"{money_text(min(usual))} to {money_text(max(usual))}"
    )
    yield (
        f"Your last {len(months)} bills ran from {money_text(min(bills))} to {money_text(max(bills))}; "
        f"budget billing would have asked for {asked}."
    )
    worst = preview.worst
    if worst is None:
        yield "It would never have asked for more than the bill itself."
    else:
        yield (
            f"It would have hurt in {len(preview.dearer)} of them, asking for more than the bill: most in "
            f"{worst.end_on:%B %Y}, {money_text(worst.extra_cents)} more."
        )
    for month in preview.true_ups:
        yield _true_up_sentence(month)
    yield _left_sentence(months[-1].put_off_cents)
    if preview.stands_on_own_year:
        yield (
            "We do not know the year before, so the first amount is the average of its own year, which nobody could "
            "have known then: in truth it would have been a little off."
        )


def _true_up_sentence(month: PreviewMonth) -> str:
    name = f"The settling bill of {month.end_on:%B %Y}"
    if month.extra_cents > 0:
        return f"{name} would have asked for {money_text(month.asked_cents)}: {money_text(month.extra_cents)} on top."
    if month.extra_cents < 0:
        return f"{name} would have been {money_text(-month.extra_cents)} lower, for what you had paid ahead."
    return f"{name} would have had nothing to settle."


def _left_sentence(put_off_cents: Cents) -> str:
    if put_off_cents > 0:
        return f"After the last one {money_text(put_off_cents)} would still have been put off."
    if put_off_cents < 0:
        return f"After the last one you would have been {money_text(-put_off_cents)} ahead."
    return "After the last one nothing would have been put off."


def _row(month: PreviewMonth) -> MonthRow:
    extra = month.extra_cents
    difference = f"{money_text(abs(extra))} {'more' if extra > 0 else 'less'}" if extra else "the same"
    return MonthRow(
        month=f"{month.end_on:%b %Y}",
        bill=money_text(month.charges_cents),
        asked=money_text(month.asked_cents),
        difference=difference,
        put_off=money_text(month.put_off_cents),
        is_true_up=month.is_true_up,
    )


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
