"""Give money back, a part of a payment or all of it: opened, sent to the processor, then posted, in three steps."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smarthub_dash.domain.payments.operations.refunds import ask_again_about_refund, open_refunds, settle_refunds
from smarthub_dash.domain.payments.queries.refunds import RefundAct, act_of, due_refunds, tender_of_receipt
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts, tender_facts
from smarthub_dash.gateways.processor import GivenBack, ProcessorAway
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.payment_returns import tell_of_refund
from smarthub_dash.journeys.settle_tenders import TOPIC
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

MOST_AT_ONCE = 200


class NoSuchPayment(Refused):
    """There is no payment with that receipt, or it paid no such account."""


class NoReason(Refused):
    """Members read why money was given back."""


@dataclass(frozen=True, slots=True)
class RefundWish:
    """
    What is given back, of which payment, and why; by account number, or of everything if nothing is named.

    Units: cents. A reference gives back once: to give back again, give another.
    """

    receipt_number: str
    reference: str
    reason: str
    by_account: Mapping[str, Cents] | None = None


def give_back(till: Till, *, wish: RefundWish, asked_by: UUID | None, now: datetime) -> RefundAct:
    """
    Give back a part of a payment, or void it; return how that stands, OPEN if nobody can say yet.

    :raises NoSuchPayment: if there is no such payment, or it paid no such account
    :raises NoReason: if no reason is given
    :raises NotCredited: if it was not credited, or went back
    :raises MoreThanLeft: if more would be given back than is left
    """
    # no scope: staff give back any payment
    if not wish.reason.strip() or not wish.reference.strip():
        raise NoReason("Say why, and give a reference: the member reads the reason.")
    with till.database.unit_of_work() as session:
        tender_id = tender_of_receipt(session, receipt_number=wish.receipt_number)
        facts = tender_facts(session, tender_id=tender_id) if tender_id else None
        if facts is None:
            raise NoSuchPayment(f"There is no payment with receipt {wish.receipt_number}.")
        act_id = open_refunds(
            session,
            facts=facts,
            given=_given(facts, wish),
            reference=f"{wish.receipt_number}:{wish.reference}",
            reason=wish.reason.strip(),
            asked_by=asked_by,
            now=now,
        )
    with suppress(ProcessorAway):
        send_refund(till, act_id=act_id, now=now)
    with till.database.reading() as session:
        return act_of(session, act_id=act_id)


def send_due_refunds(till: Till, *, now: datetime) -> int:
    """Send every refund that waits for it, with its own key as ever; return how many were sent."""
    with till.database.reading() as session:
        acts = {act_of(session, act_id=each) for each in due_refunds(session, now=now, most=MOST_AT_ONCE)}
    sent = 0
    for act in acts:
        with till.database.unit_of_work() as session:
            is_mine = ask_again_about_refund(session, act=act, tries=act.tries, now=now)
        if is_mine:
            with suppress(ProcessorAway):
                sent += send_refund(till, act_id=act.act_id, now=now)
    return sent


def send_refund(till: Till, *, act_id: UUID, now: datetime) -> bool:
    """
    Send an act of giving back and write down what came of it; return False if that was known.

    :raises ProcessorAway: if nobody answered; it is sent again later
    """
    with till.database.reading() as session:
        act = act_of(session, act_id=act_id)
    answer = till.processor.refund(key=str(act.act_id), charge_ref=act.charge_ref, cents=act.cents_at_processor)
    return _take(till, act, answer, now)


def _take(till: Till, act: RefundAct, answer: GivenBack, now: datetime) -> bool:
    is_done = not answer.code
    with till.database.unit_of_work() as session:
        changed = settle_refunds(
            session, act=act, is_done=is_done, refund_ref=answer.refund_ref, on=till.today(now), now=now
        )
        facts = tender_facts(session, tender_id=act.tender_id)
        if changed and is_done and facts is not None:
            given = {account_id: cents for _, account_id, cents in act.parts}
            tell_of_refund(
                session, facts=facts, given=given, zone=till.zone, now=now, key=str(act.act_id), reason=act.reason
            )
            announce(session, topic=TOPIC, account_ids=given, now=now)
    return changed


def _given(facts: TenderFacts, wish: RefundWish) -> Mapping[UUID, Cents]:
    if wish.by_account is None:
        return {each.account_id: each.cents for each in facts.accounts}
    ids = {each.account_number: each.account_id for each in facts.accounts}
    unknown = [number for number in wish.by_account if number not in ids]
    if unknown:
        raise NoSuchPayment(f"That payment paid nothing to account {unknown[0]}.")
    return {ids[number]: cents for number, cents in wish.by_account.items()}
