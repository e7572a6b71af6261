"""What may be offered: amounts above zero, each account once, and never more than is owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

MOST_CENTS = 99_999_999
"""The processor takes no more in one charge."""
LEAST_CENTS = 50
"""Nor less."""


class NothingToPay(Refused):
    """There is no amount, or one is not above zero."""


class AccountRepeated(Refused):
    """One payment pays each account once."""


class MoreThanOwed(Refused):
    """More is offered than is owed and not on its way already."""


class TooMuchAtOnce(Refused):
    """No processor takes that much in one charge."""


class TooLittle(Refused):
    """No processor takes so little."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """What one account is to get. Units: cents."""

    account_id: UUID
    cents: Cents


def tender_for(allotments: Sequence[Allotment]) -> Cents:
    """
    Return what pays every allotment in full.

    Units: cents.
    :raises NothingToPay: if there are none, or one is not above zero
    :raises AccountRepeated: if two name the same account
    :raises TooMuchAtOnce: if it is more than a processor takes
    """
    if not allotments or min(each.cents for each in allotments) <= 0:
        raise NothingToPay("Enter an amount above $0.00 for each account that you pay.")
    if len({each.account_id for each in allotments}) < len(allotments):
        raise AccountRepeated("Each account can be in a payment only once.")
    total = sum(each.cents for each in allotments)
    if total > MOST_CENTS:
        raise TooMuchAtOnce(f"One payment can be {money_text(MOST_CENTS)} at most. Split it, or call us.")
    return total


def refuse_too_little(total: Cents) -> None:
    """
    Pass what a processor takes.

    :raises TooLittle: if it is less; the words say what becomes of it
    """
    if total < LEAST_CENTS:
        raise TooLittle(f"A payment is {money_text(LEAST_CENTS)} at least. What is left is on your next bill.")


def payable_cents(*, amount_due_cents: Cents, on_its_way_cents: Cents) -> Cents:
    """Return what may still be paid to an account: what is owed and not on its way already."""
    return max(amount_due_cents - on_its_way_cents, 0)


def refuse_more_than_owed(
    allotments: Sequence[Allotment], *, due: Mapping[UUID, Cents], on_its_way: Mapping[UUID, Cents]
) -> None:
    """
    Pass only what each account still needs.

    :raises MoreThanOwed: if an account would get more; the words say how much it can get
    """
    for each in allotments:
        owed, sent = due.get(each.account_id, 0), on_its_way.get(each.account_id, 0)
        left = payable_cents(amount_due_cents=owed, on_its_way_cents=sent)
        if each.cents <= left:
            continue
        if sent:
            raise MoreThanOwed(f"A payment of {money_text(sent)} is already on its way. {_rest(left)}")
        raise MoreThanOwed(
            f"That is more than is owed: {money_text(left)}. Nothing was paid." if left else "Nothing is owed here now."
        )


def _rest(left: Cents) -> str:
    return f"You can pay {money_text(left)} more." if left else "There is nothing more to pay now."
