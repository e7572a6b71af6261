"""
Hear the processor: a message says that something changed, and what it is now the processor is asked.

So messages may come twice, late, out of order or not at all, and whatever they claim is never believed.
"""

from datetime import datetime

from smarthub_dash.domain.payments.operations.messages import note_message
from smarthub_dash.domain.payments.queries.messages import tender_of_charge, tender_of_key, was_heard
from smarthub_dash.journeys.settle_tenders import settle_now, take_answer
from smarthub_dash.journeys.till import Till

OF_CHARGES = ("payment_intent.", "charge.")
"""Messages of these kinds name a charge; others are kept and change nothing."""


def hear_processor(till: Till, *, body: bytes, signature: str, now: datetime) -> bool:
    """
    Follow up a message of the processor; return False if it was heard before.

    It is kept only after it was followed up: if that fails, the processor sends it again.

    :raises MessageForged: if the processor did not sign it, or it is too old
    :raises ProcessorAway: if the processor does not say what is true now
    """
    message = till.processor.message_in(body, signature=signature, now=now)
    with till.database.reading() as session:
        if was_heard(session, message_id=message.message_id):
            return False
    if message.kind.startswith(OF_CHARGES):
        _follow(till, charge_ref=message.object_ref, now=now)
    with till.database.unit_of_work() as session:
        told = (message.message_id, message.kind, message.object_ref)
        note_message(session, message_id=told[0], kind=told[1], object_ref=told[2], now=now)
    return True


def _follow(till: Till, *, charge_ref: str, now: datetime) -> None:
    with till.database.reading() as session:
        tender_id = tender_of_charge(session, charge_ref=charge_ref)
    if tender_id is not None:
        settle_now(till, tender_id=tender_id, now=now)
        return
    # The message was faster than the answer to our own call: our name of the charge leads to the tender.
    charge = till.processor.charge_now(charge_ref=charge_ref)
    with till.database.reading() as session:
        tender_id = tender_of_key(session, key=charge.key)
    if tender_id is not None:
        take_answer(till, tender_id=tender_id, charge=charge, now=now)
