"""Payment arrangements: what each provider allows, as data, and the schedule that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.rules import ArrangementEnd
from smarthub_dash.domain.billing.rules.bank_days import bank_day
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.periods import day_of_month


class NoArrangement(Refused):
    """The provider's rules do not allow to pay this debt in installments; the words say why."""


@dataclass(frozen=True, slots=True)
class ArrangementTerms:
    """What a provider allows. Illustrative, like all rules of the demo. Units: cents."""

    version: str
    least_cents: Cents
    most_cents: Cents
    most_share_percent: int
    """How much of the debt may be put off; the rest is paid down."""
    down_days: int
    """Within how many days the down payment is to be made."""
    installment_counts: tuple[int, ...]
    """Into how many monthly installments the rest may be divided."""
    grace_days: int
    """How long after its day an installment may still come."""
    months_apart: int
    """How long after one that was not kept to its end another can be had."""


ARRANGEMENTS: Mapping[Provider, ArrangementTerms] = MappingProxyType(
    {
        Provider.CEC: ArrangementTerms("cec-2026-11", 60_00, 1_500_00, 75, 5, (2, 3, 4, 6), 3, 12),
        Provider.CALLABYTE: ArrangementTerms("callabyte-2026-11", 40_00, 400_00, 60, 3, (2, 3), 2, 6),
    }
)


@dataclass(frozen=True, slots=True)
class PlannedInstallment:
    """What is to be paid by a day. Units: cents."""

    due_on: date
    cents: Cents


@dataclass(frozen=True, slots=True)
class PastArrangement:
    """How an earlier arrangement of the account went; without an end it runs."""

    ended_on: date | None
    end: ArrangementEnd | None


def refuse_arrangement(
    terms: ArrangementTerms, *, past_due_cents: Cents, before: Sequence[PastArrangement], today: date
) -> None:
    """
    Pass a debt that the terms allow to be paid in installments.

    :raises NoArrangement: if they do not
    """
    if any(each.ended_on is None for each in before):
        raise NoArrangement("A payment plan runs on this account already.")
    unkept = [each.ended_on for each in before if each.ended_on and each.end is not ArrangementEnd.KEPT]
    if unkept and today < (again := months_after(max(unkept), terms.months_apart)):
        raise NoArrangement(
            f"A payment plan of this account was not kept to its end. The next one can be agreed online from "
            f"{again:%B} {again.day}, {again.year}. Please call us."
        )
    if past_due_cents <= 0:
        raise NoArrangement("Nothing is past due. A payment plan is for what should have been paid by now.")
    if past_due_cents < terms.least_cents:
        raise NoArrangement(f"A payment plan is for {money_text(terms.least_cents)} and more that is past due.")
    if past_due_cents > terms.most_cents:
        raise NoArrangement(
            f"Online a payment plan is for up to {money_text(terms.most_cents)}. Please call us, we find a way."
        )


def schedule_of(
    terms: ArrangementTerms, *, cents: Cents, installment_count: int, today: date
) -> tuple[PlannedInstallment, ...]:
    """
    Return the down payment and the monthly installments of a debt, on days when banks are open.

    They sum to the debt to the cent; a cent that does not divide comes earlier.

    :raises NoArrangement: if the terms know no such number of installments
    """
    if installment_count not in terms.installment_counts:
        raise NoArrangement("Choose into how many installments the rest is divided.")
    put_off = cents * terms.most_share_percent // 100
    each, over = divmod(put_off, installment_count)
    down = PlannedInstallment(bank_day(today + timedelta(days=terms.down_days)), cents - put_off)
    rest = (
        # From the first day each time: a plan of the 31st comes back to it after February.
        PlannedInstallment(bank_day(months_after(today, at + 1)), each + (at < over))
        for at in range(installment_count)
    )
    return (down, *rest)


def months_after(day: date, count: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    month = day.month - 1 + count
    return day_of_month(day.year + month // 12, month % 12 + 1, day.day)


def still_owed(installments: Sequence[PlannedInstallment], *, left_cents: Cents) -> tuple[Cents, ...]:
    """
    Return what is owed of each installment when so much is owed of all: the first are paid first.

    Units: cents.
    """
    found: list[Cents] = []
    for each in reversed(installments):
        owed = min(max(left_cents, 0), each.cents)
        found.append(owed)
        left_cents -= owed
    return tuple(reversed(found))


def is_broken(installments: Sequence[PlannedInstallment], *, left_cents: Cents, grace_days: int, today: date) -> bool:
    """Tell whether an installment was not paid in full when its days of grace were over."""
    owed = zip(installments, still_owed(installments, left_cents=left_cents), strict=True)
    return any(cents > 0 and each.due_on + timedelta(days=grace_days) < today for each, cents in owed)
