"""Pay one account without sign-in: whoever knows its number and name may pay what is due, and learns nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.payments.operations.opening import Offer, Opened, PaidWith, open_payment, opened_under
from smarthub_dash.domain.payments.queries import on_its_way
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts, facts_by_key
from smarthub_dash.domain.payments.rules import UNSETTLED, PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.fees import agreed_fee
from smarthub_dash.domain.payments.rules.tendering import Allotment, refuse_more_than_owed, tender_for
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.settle_tenders import TOPIC, charge_tender
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class GuestWish:
    """What somebody without sign-in pays, with what was entered for this once. Units: cents."""

    key: str
    account_id: UUID
    cents: Cents
    paid_with: PaidWith
    receipt_email: str
    fee_cents: Cents
    return_path: str


def pay_without_sign_in(till: Till, *, wish: GuestWish, now: datetime) -> TenderFacts:
    """
    Pay one account, once for the key of the wish, and return how it stands; OPEN if nobody can say yet.

    :raises NothingToPay: if the amount is not above zero
    :raises MoreThanOwed: if it is more than is owed and not on its way already
    :raises FeeChanged: if the fee is not the one that was shown
    :raises KeyUsed: if the key was used for something else
    """
    # no scope: whoever pays without sign-in has none; the page asked for the number and the name on the bill
    opened = _open(till, wish, now)
    if opened is not None:
        charge_tender(till, opened=opened, now=now)
    found = guest_payment(till, key=wish.key)
    if found is None:
        raise AssertionError("a payment that was opened is there")
    return found


def guest_payment(till: Till, *, key: str) -> TenderFacts | None:
    """Return a payment without sign-in by its key; None if none was made under it."""
    # no scope: as above; the key is the guest's own
    with till.database.reading() as session:
        found = facts_by_key(session, key=key)
    return found if found is not None and found.event.member_id is None else None


def is_settled(facts: TenderFacts) -> bool:
    """Tell whether a payment has come to an answer."""
    return TenderState(facts.tender.state) not in UNSETTLED


def _open(till: Till, wish: GuestWish, now: datetime) -> Opened | None:
    # no scope: as above
    allotments = (Allotment(wish.account_id, wish.cents),)
    tender_for(allotments)
    with till.database.unit_of_work() as session:
        lock_accounts(session, account_ids=[wish.account_id])
        if opened_under(session, offer_key=wish.key, member_id=None, allotments=allotments) is not None:
            return None
        due = balances(session, account_ids=[wish.account_id])
        sent = on_its_way(session, account_ids=[wish.account_id])
        refuse_more_than_owed(allotments, due=due, on_its_way=sent)
        fee_cents = agreed_fee(wish.paid_with.kind, fees=till.fees, agreed_cents=wish.fee_cents)
        offer = Offer(
            wish.key,
            PaymentSource.PAY_NOW,
            None,
            allotments,
            wish.paid_with,
            fee_cents,
            wish.return_path,
            wish.receipt_email,
        )
        opened = open_payment(session, offer=offer, now=now, zone=till.zone)
        announce(session, topic=TOPIC, account_ids=[wish.account_id], now=now)
    return opened
