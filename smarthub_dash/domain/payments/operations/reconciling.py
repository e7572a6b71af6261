"""Keep what laying our payments beside the processor's brought to light."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from smarthub_dash.domain.payments.queries.reconciling import open_differences
from smarthub_dash.domain.payments.records import ReconciliationDay, ReconciliationDifference
from smarthub_dash.domain.payments.rules.reconciling import Difference
from smarthub_dash.kit.database import hold_names
from smarthub_dash.kit.money import Cents


def keep_day(
    session: Session,
    *,
    day: date,
    our_cents: Cents,
    their_cents: Cents,
    differences: Sequence[Difference],
    now: datetime,
) -> None:
    """Keep a day as it was compared: new differences are added, and those that are gone are settled, never deleted."""
    # no scope: the books of the processor are over all accounts
    hold_names(session, names=[f"reconciliation {day}"])
    kept = session.get(ReconciliationDay, day) or ReconciliationDay(
        day=day, our_cents=our_cents, their_cents=their_cents, compared_at=now
    )
    kept.our_cents, kept.their_cents, kept.compared_at = our_cents, their_cents, now
    session.add(kept)
    session.flush()
    known = {_key(each): each for each in open_differences(session, day=day)}
    found = {_key(each): each for each in differences}
    for key in known.keys() - found.keys():
        known[key].settled_at = now
    session.add_all(
        ReconciliationDifference(
            day=day,
            charge_ref=each.charge_ref,
            tender_id=each.tender_id,
            our_cents=each.our_cents,
            their_cents=each.their_cents,
            words=each.words[:200],
        )
        for key, each in found.items()
        if key not in known
    )
    session.flush()


def _key(each: Difference | ReconciliationDifference) -> tuple[object, ...]:
    return each.charge_ref, each.tender_id, each.our_cents, each.their_cents
