"""
Settle tenders: ask the processor outside of any transaction, then write down what it said in one.

Whoever asks, and however often: the member's own click, a message of the processor, or the job that looks after what
stayed open.
"""

import json
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.payments.operations.opening import Opened
from smarthub_dash.domain.payments.operations.settling import Move, ask_again, note_charge, settle_tender
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts, due_tenders, tender_facts
from smarthub_dash.domain.payments.rules import UNSETTLED, TenderState
from smarthub_dash.domain.payments.rules.asking import NEVER_TAKEN_AFTER, STEP_LIFE
from smarthub_dash.domain.payments.rules.outcomes import Outcome, next_state
from smarthub_dash.gateways.processor import Charge, ProcessorAway
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.auto_pay_outcomes import heed_payment
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.payment_letters import tell_of_outcome
from smarthub_dash.journeys.payment_returns import let_rest, tell_of_return
from smarthub_dash.journeys.till import Till, order_for, outcome_of
from smarthub_dash.kit.leases import enqueue

TOPIC = "payment"
SETTLE = "settle tender"
"""The kind of job that asks about one tender; its body is the tender's id."""
MOST_AT_ONCE = 500


def charge_tender(till: Till, *, opened: Opened, now: datetime) -> None:
    """Charge a tender that was just opened; if nobody answers it stays open, and is asked about soon."""
    tender_id = opened.tender.id
    try:
        charge = till.processor.charge(order_for(opened, public_url=till.public_url))
    except ProcessorAway:
        _take_on(till, tender_id, tries=0, now=now)
        return
    reached = take_answer(till, tender_id=tender_id, charge=charge, now=now)
    if reached is None:
        _take_on(till, tender_id, tries=0, now=now)


def settle_due(till: Till, *, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """
    Ask about every tender that waits for it; return how many changed. What nobody answers for waits longer.

    :raises ProcessorAway: after all were tried, if none was answered
    """
    with till.database.reading() as session:
        due = due_tenders(session, now=now, most=most)
    changed, away = 0, []
    for tender_id in due:
        try:
            changed += settle_one(till, tender_id=tender_id, now=now) is not None
        except ProcessorAway as error:
            away.append(error)
    if away and len(away) == len(due):
        raise away[0]
    return changed


def settle_one(till: Till, *, tender_id: UUID, now: datetime) -> TenderState | None:
    """
    Ask about one tender if it is due and nobody else does; return its new state, None if it stays.

    :raises ProcessorAway: if nobody answered; it is asked about again later
    """
    facts = _facts(till, tender_id)
    if facts.tender.ask_at is None or facts.tender.ask_at > now:
        return None
    if not _take_on(till, tender_id, tries=facts.tender.tries, now=now):
        return None
    return _asked(till, facts, now)


def settle_now(till: Till, *, tender_id: UUID, now: datetime) -> TenderState | None:
    """
    Ask about a tender whether or not it is due; return its new state, None if it stays.

    :raises ProcessorAway: if nobody answered
    """
    return _asked(till, _facts(till, tender_id), now)


def take_answer(till: Till, *, tender_id: UUID, charge: Charge, now: datetime) -> TenderState | None:
    """Write down where a charge stands, with all that follows; return the new state, None if nothing changed."""
    return _take(till, tender_id, outcome_of(charge), now)


def _take(till: Till, tender_id: UUID, outcome: Outcome, now: datetime) -> TenderState | None:
    with till.database.unit_of_work() as session:
        facts = tender_facts(session, tender_id=tender_id)
        if facts is None:
            return None
        move = settle_tender(session, facts=facts, outcome=outcome, on=till.today(now), now=now)
        if move is None:
            note_charge(session, tender_id=tender_id, charge_ref=outcome.charge_ref)
            return None
        _tell(session, till, facts, move, now)
        announce(session, topic=TOPIC, account_ids=facts.account_ids, now=now)
    return move.reached


def _tell(session: Session, till: Till, facts: TenderFacts, move: Move, now: datetime) -> None:
    # no scope: a letter goes to whoever paid
    if move.is_credited or move.reached is TenderState.DECLINED:
        tell_of_outcome(session, facts=facts, reached=move.reached, zone=till.zone, now=now)
    is_told = False
    if move.reached in (TenderState.RETURNED, TenderState.DECLINED):
        let_rest(session, facts=facts)
        # Auto Pay has a letter of its own, which says how to try again.
        is_told = heed_payment(session, event_id=facts.tender.event_id, moment=Moment(now, till.zone))
    if move.reached is TenderState.RETURNED and not is_told:
        tell_of_return(session, facts=facts, zone=till.zone, now=now)


def _asked(till: Till, facts: TenderFacts, now: datetime) -> TenderState | None:
    charge = _charge(till, facts, now)
    if charge is not None and _says_nothing_new(facts, charge):
        return None
    if charge is None:
        never = Outcome(TenderState.DECLINED, code="never_taken")
        return _take(till, facts.tender.id, never, now)
    if facts.tender.state is TenderState.NEEDS_STEP and now >= facts.tender.opened_at + STEP_LIFE:
        outcome = _called_off(till, facts, outcome_of(charge))
        return _take(till, facts.tender.id, outcome, now)
    return take_answer(till, tender_id=facts.tender.id, charge=charge, now=now)


def _says_nothing_new(facts: TenderFacts, charge: Charge) -> bool:
    """Tell whether an answer can move nothing: most messages tell what the answer to the order said already."""
    # A settled tender never goes back to what could be moved again, so what was read before the answer still holds.
    state = TenderState(facts.tender.state)
    is_at_rest = state not in UNSETTLED and bool(facts.tender.charge_ref)
    return is_at_rest and next_state(state, outcome_of(charge).state) is None


def _charge(till: Till, facts: TenderFacts, now: datetime) -> Charge | None:
    """Return a charge as it stands; sent again if the processor never took it, None if it is too late for that."""
    if facts.tender.charge_ref:
        return till.processor.charge_now(charge_ref=facts.tender.charge_ref)
    found = till.processor.charge_of(key=str(facts.tender.id))
    if found is not None or facts.tender.state not in UNSETTLED:
        return found
    if now >= facts.tender.opened_at + NEVER_TAKEN_AFTER:
        return None
    # The same key as ever: if the first order was taken after all, this one is answered with what became of it.
    return till.processor.charge(order_for(facts, public_url=till.public_url))


def _called_off(till: Till, facts: TenderFacts, outcome: Outcome) -> Outcome:
    """Call off a charge whose step was not taken in time; return where it stands after that."""
    if outcome.state is not TenderState.NEEDS_STEP:
        return outcome
    after = till.processor.call_off(key=f"{facts.tender.id}-step", charge_ref=outcome.charge_ref)
    told = outcome_of(after)
    if told.state in (TenderState.NEEDS_STEP, TenderState.DECLINED):
        return Outcome(TenderState.DECLINED, outcome.charge_ref, "step_not_taken")
    return told


def _take_on(till: Till, tender_id: UUID, *, tries: int, now: datetime) -> bool:
    """Count a question about a tender, and put down when the next is due; False if somebody else took it on."""
    with till.database.unit_of_work() as session:
        again_at = ask_again(session, tender_id=tender_id, tries=tries, now=now)
        if again_at is None:
            return False
        key = f"settle:{tender_id}:{again_at:%Y%m%dT%H%M%S}"
        enqueue(session, key=key, kind=SETTLE, body=json.dumps(str(tender_id)), run_at=again_at)
    return True


def _facts(till: Till, tender_id: UUID) -> TenderFacts:
    with till.database.reading() as session:
        facts = tender_facts(session, tender_id=tender_id)
    if facts is None:
        raise AssertionError(f"there is no tender {tender_id}")
    return facts
