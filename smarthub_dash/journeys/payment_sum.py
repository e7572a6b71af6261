"""Add up what a member has chosen to pay: one line for each account, with what, and what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from smarthub_dash.domain.payments.queries.methods import MethodView
from smarthub_dash.domain.payments.rules.fees import fee_for
from smarthub_dash.domain.payments.rules.scheduling import DayUnsuitable, scheduled_day
from smarthub_dash.domain.payments.rules.tendering import Allotment, TooLittle, refuse_too_little
from smarthub_dash.journeys.open_paying import PayableAccount, Paying
from smarthub_dash.journeys.payment_choice import AmountKind, AmountUnreadable, Choice, Wanted, amount_of
from smarthub_dash.kit.money import Cents, money_text


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """An account, what of it was chosen, and what that comes to; no `wanted` if it was not. Units: cents."""

    account: PayableAccount
    wanted: Wanted | None
    cents: Cents
    mend: str
    """What is wrong with the amount, in words for the member."""


@dataclass(frozen=True, slots=True)
class PaymentSum:
    """What would be paid. Units: cents; the fee is once for all accounts."""

    lines: tuple[PaymentLine, ...]
    method: MethodView | None
    pay_on: date | None
    cents: Cents
    fee_cents: Cents
    problem: str
    """Why it cannot be paid like this; empty if it can."""

    @property
    def chosen(self) -> tuple[PaymentLine, ...]:
        return tuple(line for line in self.lines if line.wanted)

    @property
    def total_cents(self) -> Cents:
        return self.cents + self.fee_cents

    @property
    def allotments(self) -> tuple[Allotment, ...]:
        return tuple(Allotment(line.account.view.account_id, line.cents) for line in self.chosen)


def sum_of(paying: Paying, *, choice: Choice, today: date) -> PaymentSum:
    """Return what a choice comes to as things are now; what nobody chose is chosen: all that is due, the default."""
    wanted = choice.wanted if choice.wanted is not None else _all_due(paying.accounts)
    lines = tuple(_line(account, wanted.get(account.view.account_number)) for account in paying.accounts)
    chosen = [line for line in lines if line.wanted]
    method = _method(paying, chosen, choice, today=today)
    cents, fee_cents = sum(line.cents for line in chosen), fee_for(method.kind, fees=paying.fees) if method else 0
    return PaymentSum(
        lines=lines,
        method=method,
        pay_on=choice.pay_on,
        cents=cents,
        fee_cents=fee_cents,
        problem=_amiss(chosen, cents + fee_cents) or _in_the_way(method, choice.pay_on, today),
    )


def as_chosen(found: PaymentSum, *, is_review: bool = False) -> Choice:
    """Return the choice that leads to a sum, with all that was chosen for the member in it."""
    wanted: Mapping[str, Wanted] = {
        line.account.view.account_number: line.wanted for line in found.chosen if line.wanted
    }
    return Choice(wanted, found.method.method_id if found.method else None, found.pay_on, is_review)


def _all_due(accounts: Sequence[PayableAccount]) -> Mapping[str, Wanted]:
    # What is put down for a later day already would else be paid twice by whoever only presses on.
    open_now = [each for each in accounts if each.payable_cents > each.scheduled_cents]
    return {each.view.account_number: Wanted() for each in open_now}


def _line(account: PayableAccount, wanted: Wanted | None) -> PaymentLine:
    if wanted is None or account.payable_cents <= 0:
        return PaymentLine(account, None, 0, "")
    if wanted.kind is AmountKind.DUE:
        return PaymentLine(account, wanted, account.payable_cents, "")
    if wanted.kind is AmountKind.PAST:
        # What is past due may have been paid meanwhile; then there is only the total.
        cents = account.past_cents or account.payable_cents
        return PaymentLine(account, wanted if account.past_cents else Wanted(), cents, "")
    try:
        cents = amount_of(wanted.typed)
    except AmountUnreadable as refused:
        return PaymentLine(account, wanted, 0, str(refused) if wanted.typed else "Enter an amount.")
    if cents > account.payable_cents:
        return PaymentLine(account, wanted, 0, f"At most {money_text(account.payable_cents)} can be paid now.")
    return PaymentLine(account, wanted, cents, "")


def can_pay_on(method: MethodView, *, pay_on: date | None, today: date) -> bool:
    """Tell whether a payment account can be charged on the chosen day; what is not kept can be charged today only."""
    return method.is_usable(today=pay_on or today) and not (method.is_once and pay_on)


def _method(paying: Paying, chosen: Sequence[PaymentLine], choice: Choice, *, today: date) -> MethodView | None:
    usable = {each.method_id: each for each in paying.methods if can_pay_on(each, pay_on=choice.pay_on, today=today)}
    if choice.method_id is not None and choice.method_id in usable:
        return usable[choice.method_id]
    wanted = {paying.preferred.get(line.account.view.account_id) for line in chosen}
    preferred = wanted.pop() if len(wanted) == 1 else None
    if preferred is not None and preferred in usable:
        return usable[preferred]
    return next((each for each in usable.values() if each.is_default), next(iter(usable.values()), None))


def _amiss(chosen: Sequence[PaymentLine], total_cents: Cents) -> str:
    if not chosen:
        return "Choose at least one account."
    if any(line.mend for line in chosen):
        return "One amount cannot be paid like this. Look at the accounts above."
    try:
        refuse_too_little(total_cents)
    except TooLittle as refused:
        return str(refused)
    return ""


def _in_the_way(method: MethodView | None, pay_on: date | None, today: date) -> str:
    if pay_on is not None:
        try:
            scheduled_day(pay_on, today=today)
        except DayUnsuitable as refused:
            return str(refused)
    return "" if method else "Add a bank account or card to pay with."
