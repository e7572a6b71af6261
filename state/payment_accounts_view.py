"""Stored payment accounts as the eye sees them: frozen rows of plain values, of which nothing can be charged."""

from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.payments.queries.methods import MethodView
from smarthub_dash.domain.payments.rules import MethodKind, MethodState
from smarthub_dash.domain.payments.rules.methods import last_good_day
from smarthub_dash.journeys.stored_methods import AccountChoice, KeptMethod, StoredMethods
from smarthub_dash.journeys.words import PROVIDER_NAMES, full_day_text


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One stored payment account. Shape: `key` names it to its owner, and to nobody else."""

    key: str
    title: str
    about: str
    nickname: str
    is_default: bool
    may_be_default: bool
    warning: str
    """One word of what is wrong with it, or nothing."""
    warning_words: str
    needed_by: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One account, and the payment account chosen for it; an empty key is the default."""

    number: str
    kind: str
    provider_name: str
    nickname: str
    chosen: str


@dataclass(frozen=True, slots=True)
class PaymentAccountsView:
    """All of the page."""

    rows: list[MethodRow]
    has_rows: bool
    choices: list[ChoiceRow]
    has_choices: bool
    options: list[Option]


def payment_accounts_view(found: StoredMethods) -> PaymentAccountsView:
    """Put a member's stored payment accounts into words."""
    rows = [_row(each, today=found.today) for each in found.methods]
    choices = [_choice(each) for each in found.accounts]
    usable = [each.view for each in found.methods if each.view.is_usable(today=found.today)]
    default = next((f"Default ({_short(view)})" for view in usable if view.is_default), "Default")
    options = [Option("", default), *(Option(str(view.method_id), _short(view)) for view in usable)]
    return PaymentAccountsView(rows, bool(rows), choices, bool(choices and usable), options)


def _short(view: MethodView) -> str:
    # A choice of a phone has room for one of the two.
    return view.nickname or view.name


def _row(each: KeptMethod, *, today: date) -> MethodRow:
    view = each.view
    warning, words = _warning(view, today=today)
    return MethodRow(
        key=str(view.method_id),
        title=view.name,
        about=_about(view),
        nickname=view.nickname,
        is_default=view.is_default,
        may_be_default=not view.is_default and view.is_usable(today=today),
        warning=warning,
        warning_words=words,
        needed_by=_listed(each.needed_by),
    )


def _about(view: MethodView) -> str:
    if view.kind is MethodKind.BANK:
        return f"{view.account_type.capitalize() or 'Bank'} account{f' at {view.brand}' if view.brand else ''}"
    last = last_good_day(view.expires_year, view.expires_month)
    return f"Card, good until {full_day_text(last)}" if last else "Card"


def _warning(view: MethodView, *, today: date) -> tuple[str, str]:
    if view.state is MethodState.SUSPENDED:
        because = view.suspended_because or "your bank refused it"
        return "Cannot be used", f"It cannot be used: {because}. Remove it, or call us."
    if not view.is_usable(today=today):
        return "Expired", "It has expired. Add your new card, then remove this one."
    if view.expires_soon(today=today):
        return "Expires soon", "Add your new card before then, so that nothing you pay with it stops."
    return "", ""


def _choice(each: AccountChoice) -> ChoiceRow:
    view = each.view
    chosen = str(each.method_id) if each.method_id else ""
    return ChoiceRow(view.account_number, view.kind.value, PROVIDER_NAMES[view.provider], view.nickname, chosen)


def _listed(needs: tuple[str, ...]) -> str:
    return " and ".join([", ".join(needs[:-1]), needs[-1]]) if len(needs) > 1 else "".join(needs)
