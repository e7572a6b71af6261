"""
Lay our payments beside the processor's: charge by charge, over the days on which they were made.

Differences are kept for staff. What the processor can settle (a return whose message never came) is settled on the
usual way, with its letter and its ledger entries, after the difference was kept; nothing else is mended.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from smarthub_dash.domain.payments.operations.reconciling import keep_day
from smarthub_dash.domain.payments.queries.reconciling import sides_of, sides_opened
from smarthub_dash.domain.payments.rules.reconciling import AGES, Difference, OurSide, difference_of
from smarthub_dash.gateways.processor import Charge, ChargeState
from smarthub_dash.journeys.settle_tenders import settle_now
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.money import Cents

T = TypeVar("T")
HOLDING = (ChargeState.CLEARED, ChargeState.PENDING)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """What laying side by side brought. Units: cents."""

    charge_count: int
    our_cents: Cents
    their_cents: Cents
    differences: tuple[Difference, ...]


def reconcile_lately(till: Till, *, now: datetime) -> Sequence[tuple[date, Compared]]:
    """
    Compare yesterday, and older days again: banks take drafts back for sixty days.

    :raises ProcessorAway: if nobody answered
    """
    today = till.today(now)
    return [(day, reconcile(till, day=day, now=now)) for day in (today - timedelta(days=age) for age in AGES)]


def reconcile(till: Till, *, day: date, now: datetime) -> Compared:
    """
    Compare the charges of one day and keep what differs; return it as it was found.

    :raises ProcessorAway: if nobody answered
    """
    found = _of_day(till, day)
    _keep(till, day, found, now)
    settled = [each.tender_id for each in found.differences if each.tender_id and _may_be_late(each)]
    for tender_id in settled:
        settle_now(till, tender_id=tender_id, now=now)
    if settled:
        _keep(till, day, _of_day(till, day), now)
    return found


def compare(till: Till, *, made_from: datetime, made_to: datetime) -> Compared:
    """
    Compare every charge and every tender of a time, and keep nothing.

    :raises ProcessorAway: if nobody answered
    """
    count = ours = theirs = 0
    seen: set[UUID] = set()
    differences: list[Difference] = []
    charges = till.processor.charges_of(made_from=made_from, made_to=made_to)
    for batch in _pieces(charges, BATCH):
        sides = _sides(till, batch)
        for charge in batch:
            side, their_cents = sides.get(_id(charge.key)), _worth(charge)
            count, theirs = count + 1, theirs + their_cents
            if side is not None:
                ours, seen = ours + side.cents, seen | {side.tender_id}
            found = difference_of(side, charge_ref=charge.charge_ref, their_cents=their_cents)
            differences += [found] if found else []
    with till.database.reading() as session:
        opened = sides_opened(session, opened_from=made_from, opened_to=made_to)
    for side in opened:
        if side.tender_id not in seen and side.cents:
            found, their_cents = _alone(till, side)
            ours, theirs = ours + side.cents, theirs + their_cents
            differences += [found] if found else []
    return Compared(count, ours, theirs, tuple(differences))


def _of_day(till: Till, day: date) -> Compared:
    start = datetime.combine(day, time(), till.zone)
    end = datetime.combine(day + timedelta(days=1), time(), till.zone)
    return compare(till, made_from=start, made_to=end)


def _keep(till: Till, day: date, found: Compared, now: datetime) -> None:
    with till.database.unit_of_work() as session:
        keep_day(
            session,
            day=day,
            our_cents=found.our_cents,
            their_cents=found.their_cents,
            differences=found.differences,
            now=now,
        )


def _may_be_late(difference: Difference) -> bool:
    """Tell whether asking once more may settle it: we know the charge, and the processor counts something else."""
    return difference.charge_ref != "none"


def _sides(till: Till, batch: Sequence[Charge]) -> dict[UUID | None, OurSide]:
    ids = [found for each in batch if (found := _id(each.key)) is not None]
    with till.database.reading() as session:
        return dict(sides_of(session, tender_ids=ids))


def _alone(till: Till, side: OurSide) -> tuple[Difference | None, Cents]:
    """Compare a tender whose charge was not among the day's: made around midnight, or not at all."""
    charge = (
        till.processor.charge_now(charge_ref=side.charge_ref)
        if side.charge_ref
        else till.processor.charge_of(key=str(side.tender_id))
    )
    their_cents = _worth(charge) if charge else 0
    return difference_of(side, charge_ref=charge.charge_ref if charge else "", their_cents=their_cents), their_cents


def _worth(charge: Charge) -> Cents:
    return charge.cents - charge.refunded_cents if charge.state in HOLDING else 0


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _pieces(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
