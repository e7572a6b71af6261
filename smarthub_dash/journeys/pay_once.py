"""Pay once with a card or bank account that is not kept: what was entered is charged once, then let go."""

from datetime import datetime, timedelta
from uuid import UUID

from smarthub_dash.domain.payments.operations.opening import PaidWith
from smarthub_dash.domain.payments.operations.visits import note_page
from smarthub_dash.domain.payments.queries.once import LIFE, visit_to_pay_with, visits_to_let_go
from smarthub_dash.domain.payments.queries.visits import Visit
from smarthub_dash.domain.payments.records import ProcessorCustomer
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.gateways.processor import Instrument, Processor, ProcessorAway
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

GIVEN_UP_AFTER = timedelta(hours=26)
"""The processor's pages live a day."""


class NotThereAnyMore(Refused):
    """What was entered for one payment was used, or is too old."""


def as_paid_with(entered: Instrument, *, customer_ref: str) -> PaidWith:
    """Return what was entered at the processor as something to pay with that is stored nowhere."""
    return PaidWith(
        kind=MethodKind(entered.kind.value),
        token=entered.token,
        last_four=entered.last_four,
        brand=entered.brand,
        customer_ref=customer_ref,
        mandate_ref=entered.mandate_ref,
    )


def paid_with_once(till: Till, *, member_id: UUID, visit_id: UUID, now: datetime) -> PaidWith:
    """
    Return what a member entered for one payment, as the processor knows it.

    :raises NotThereAnyMore: if there is nothing, or its hour is over
    :raises ProcessorAway: if the processor does not answer
    """
    with till.database.reading() as session:
        visit = visit_to_pay_with(session, member_id=member_id, visit_id=visit_id, now=now)
        customer = session.get(ProcessorCustomer, member_id)
    entered = till.processor.entered(session_ref=visit.session_ref) if visit and visit.session_ref else None
    if entered is None:
        raise NotThereAnyMore("What you entered for this payment is not there any more. Enter it once more.")
    return as_paid_with(entered, customer_ref=customer.customer_ref if customer else "")


def let_go_of_once(database: Database, processor: Processor, *, now: datetime) -> int:
    """Let the processor forget what was entered for one payment and is not needed any more; return how much."""
    with database.reading() as session:
        left = visits_to_let_go(session, opened_from=now - GIVEN_UP_AFTER, opened_to=now - LIFE)
    try:
        return sum(_let_go(database, processor, visit) for visit in left)
    except ProcessorAway:
        return 0  # the next round goes on


def _let_go(database: Database, processor: Processor, visit: Visit) -> bool:
    entered = processor.entered(session_ref=visit.session_ref)
    if entered is None:  # until its page ends somebody may still fill it in
        return False
    processor.forget(token=entered.token)
    with database.unit_of_work() as session:
        note_page(session, visit_id=visit.visit_id, session_ref="")
    return True
