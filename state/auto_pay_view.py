"""Auto Pay as the eye sees it: frozen rows of plain values, and the sentences over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.autopay.queries import NextDraft
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.domain.payments.queries.methods import MethodView
from smarthub_dash.domain.payments.rules.fees import Fees, fee_for, fee_words
from smarthub_dash.domain.payments.rules.methods import last_good_day
from smarthub_dash.journeys.auto_pay import AccountAutoPay, AutoPayProgram, FirstDraft
from smarthub_dash.journeys.auto_pay_letters import day_words
from smarthub_dash.journeys.words import PROVIDER_NAMES, full_day_text
from smarthub_dash.kit.money import money_text

_KINDS = {Provider.CEC: "electric", Provider.CALLABYTE: "internet"}
NOT_YOURS = "You may see this account, not change Auto Pay of it. Ask an owner of the account."


@dataclass(frozen=True, slots=True)
class AutoPayRow:
    """How one account stands with Auto Pay, and what can be done."""

    number: str
    nickname: str
    place: str
    kind: str
    provider_name: str
    is_on: bool
    badge: str
    tone: str
    sentence: str
    terms: str
    """With what, on which day, up to what."""
    trouble: str
    draft_key: str
    yes_words: str
    """What the button says that lets a draft above the ceiling be made; empty if there is none."""
    retry_words: str
    may_skip: bool
    may_unskip: bool
    may_change: bool
    may_cancel: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class MethodOption:
    """A stored payment account that can be chosen."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class AccountOption:
    """An account that can be signed up."""

    number: str
    field_name: str
    label: str


@dataclass(frozen=True, slots=True)
class AutoPayView:
    """All of the page but the form."""

    rows: list[AutoPayRow]
    has_rows: bool
    summary: str
    methods: list[MethodOption]
    has_methods: bool
    options: list[AccountOption]
    may_sign_up: bool


def auto_pay_view(program: AutoPayProgram, *, today: date, fees: Fees, field: str) -> AutoPayView:
    """Put Auto Pay of a member's accounts into words."""
    options = [each for each in program.accounts if each.may_change]
    return AutoPayView(
        rows=[_row(each, today) for each in program.accounts],
        has_rows=bool(program.accounts),
        summary=_summary(program.accounts),
        methods=[MethodOption(str(each.method_id), _method(each, fees)) for each in program.methods],
        has_methods=bool(program.methods),
        options=[_option(each, field) for each in options],
        may_sign_up=bool(options),
    )


def preview_words(program: AutoPayProgram, first: Mapping[str, FirstDraft], *, ceiling_cents: int | None) -> list[str]:
    """Say what is drawn first of each account that was picked."""
    found = []
    for number, draft in first.items():
        account = program.account(number)
        name = account.view.nickname if account else number
        if not draft.cents:
            found.append(f"{name}: nothing is owed now. The next bill is drafted about {_day(draft.draft_on)}.")
            continue
        asks = ceiling_cents is not None and draft.cents > ceiling_cents
        ask = " That is above your ceiling: we ask you first." if asks else ""
        found.append(f"{name}: {money_text(draft.cents)} on {_day(draft.draft_on)}.{ask}")
    return found


def _row(each: AccountAutoPay, today: date) -> AutoPayRow:
    view, draft = each.view, each.next
    badge, tone = _badge(draft)
    planned = draft is not None and draft.state is DraftState.PLANNED and not draft.suspended_because
    can_yes = planned and draft is not None and draft.is_above_ceiling and draft.cents > 0 and each.may_change
    can_retry = draft is not None and draft.may_retry and each.is_mine and each.may_change
    skipped = draft is not None and draft.state is DraftState.SKIPPED
    is_ahead = draft is not None and draft.draft_on is not None and draft.draft_on > today
    return AutoPayRow(
        number=view.account_number,
        nickname=view.nickname,
        place=f"{view.street}, {view.place}",
        kind=_KINDS[view.provider],
        provider_name=PROVIDER_NAMES[view.provider],
        is_on=draft is not None,
        badge=badge,
        tone=tone,
        sentence=_sentence(draft),
        terms=_terms(each),
        trouble=_trouble(each),
        draft_key=str(draft.draft_id) if draft and draft.draft_id else "",
        yes_words=f"Yes, draw {money_text(draft.cents)}" if can_yes and draft else "",
        retry_words=f"Try again: draw {money_text(draft.cents)}" if can_retry and draft else "",
        may_skip=bool(planned and draft and draft.cents > 0 and each.may_cancel),
        may_unskip=bool(skipped and is_ahead and each.may_cancel),
        may_change=each.may_change,
        may_cancel=each.may_cancel and draft is not None,
        why_not="" if each.may_change or each.may_cancel else NOT_YOURS,
    )


def _badge(draft: NextDraft | None) -> tuple[str, str]:
    if draft is None:
        return "Not on Auto Pay", "plain"
    if draft.has_failed or draft.suspended_because or (draft.state is DraftState.PLANNED and draft.is_above_ceiling):
        return "Needs you", "alert"
    return "On Auto Pay", "good"


def _sentence(draft: NextDraft | None) -> str:
    if draft is None:
        return "You pay its bills yourself."
    if draft.draft_on is None or draft.state in (None, DraftState.NOT_NEEDED) or not draft.cents:
        return "No bill waits for a draft. We tell you of the next one ten days before it."
    amount, day = money_text(draft.cents), _day(draft.draft_on)
    return {
        DraftState.PLANNED: f"Next draft: {amount} on {day}.",
        DraftState.SKIPPED: f"The draft of {day} is skipped. {amount} stays due; pay it another way.",
        DraftState.DRAWN: f"{amount} was drawn for the last bill.",
        DraftState.FAILED: f"{amount} is still due: the draft of {day} did not go through.",
        DraftState.ABOVE_CEILING: f"{amount} is still due: the draft of {day} was not made.",
    }.get(draft.state, "")


def _trouble(each: AccountAutoPay) -> str:
    draft = each.next
    if draft is None:
        return ""
    if draft.suspended_because:
        return f"Auto Pay rests: {draft.suspended_because}. Choose another payment account."
    if draft.state is DraftState.FAILED and draft.cents:
        return draft.failure
    if draft.state is DraftState.ABOVE_CEILING and draft.cents:
        return "It was above your ceiling, and we had no yes from you."
    if draft.state is DraftState.PLANNED and draft.is_above_ceiling and draft.cents:
        return (
            f"This is above your ceiling of {money_text(draft.ceiling_cents or 0)}. Without your yes it is not drawn."
        )
    return _expiry(draft, each.method)


def _expiry(draft: NextDraft, method: MethodView | None) -> str:
    last = last_good_day(method.expires_year, method.expires_month) if method else None
    if method is None or last is None or draft.draft_on is None or last >= draft.draft_on:
        return ""
    return f"{method.name} expires before this draft. Choose another payment account."


def _terms(each: AccountAutoPay) -> str:
    draft = each.next
    if draft is None:
        return ""
    whose = each.method.name if each.method else f"A payment account of {each.payer_name}"
    ceiling = "no ceiling" if draft.ceiling_cents is None else f"we ask above {money_text(draft.ceiling_cents)}"
    return f"{whose}, {day_words(draft.chosen_day)}, {ceiling}."


def _summary(accounts: Sequence[AccountAutoPay]) -> str:
    count, of = sum(each.next is not None for each in accounts), len(accounts)
    if of == 1:
        return "Your account is on Auto Pay." if count else "Your account is not on Auto Pay yet."
    if count == of:
        return f"All {of} accounts are on Auto Pay."
    return f"{count or 'None'} of {of} accounts {'is' if count <= 1 else 'are'} on Auto Pay."


def _option(each: AccountAutoPay, field: str) -> AccountOption:
    on = " (on Auto Pay now)" if each.next else ""
    number = each.view.account_number
    return AccountOption(number, f"{field}{number}", f"{each.view.nickname} ({number}){on}")


def _method(each: MethodView, fees: Fees) -> str:
    fee = fee_for(each.kind, fees=fees)
    return f"{each.name}. {fee_words(fee)}"


def _day(day: date) -> str:
    return full_day_text(day)
