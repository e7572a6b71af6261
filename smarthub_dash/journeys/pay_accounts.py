"""
Pay accounts: one act, one tender, one payment for each account, in three steps.

First one transaction that writes down what is to be charged; then the processor is asked, outside of any transaction
and under a key that is never made anew; then one transaction that says what came of it. A crash anywhere in between
ends in the same place: `settle_tenders` asks the processor by the key.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.payments.operations.methods import hold_method
from smarthub_dash.domain.payments.operations.opening import Offer, Opened, PaidWith, open_payment, opened_under
from smarthub_dash.domain.payments.queries import PaymentView, on_its_way, payment_by_key
from smarthub_dash.domain.payments.rules import UNSETTLED, PaymentSource
from smarthub_dash.domain.payments.rules.fees import agreed_fee
from smarthub_dash.domain.payments.rules.tendering import Allotment, refuse_more_than_owed, tender_for
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.settle_tenders import charge_tender, settle_now
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.money import Cents

TOPIC = "payment"
Beside: TypeAlias = Callable[[Session, UUID], None]


@dataclass(frozen=True, slots=True)
class PaymentWish:
    """
    What a member wants to pay, with what. Units: cents.

    The `key` is made when the page opens, or of what causes the payment: the same act asked for twice has the same
    one. `paid_with` is a stored payment account of the member's, or what was entered for this once.
    """

    key: str
    source: PaymentSource
    allotments: tuple[Allotment, ...]
    paid_with: UUID | PaidWith
    fee_cents: Cents = 0
    """The fee that was shown before the choice."""
    return_path: str = ""
    """Where the member comes back to from a step of the card's bank; the page of the receipt unless it is said."""


def _nothing(_session: Session, _event_id: UUID) -> None:
    # no scope: nothing is done
    return


def pay_accounts(
    till: Till, *, member_id: UUID, wish: PaymentWish, now: datetime, beside: Beside = _nothing
) -> PaymentView:
    """
    Pay accounts of a member, once for the key of the wish, and return how it stands; OPEN if nobody can say yet.

    What is to be noted of the payment's event is noted `beside` it, in the transaction that opens it.
    :raises NotYours: if an account is not the member's
    :raises NotAllowed: if the member's role does not reach to paying one of them
    :raises NothingToPay: if there is no amount, or one is not above zero
    :raises AccountRepeated: if two allotments name the same account
    :raises MoreThanOwed: if an account would get more than is owed and not on its way already
    :raises MethodNotYours: if the stored payment account is not among the member's
    :raises MethodUnusable: if it was suspended, or has expired
    :raises FeeChanged: if the fee is not the one that was shown
    :raises KeyUsed: if the key was used for something else
    """
    opened = _open(till, member_id, wish, now, beside)
    if opened is not None:
        charge_tender(till, opened=opened, now=now)
    found = payment_status(till, member_id=member_id, key=wish.key)
    if found is None:
        raise AssertionError("a payment that was opened is there")
    return found


def payment_status(till: Till, *, member_id: UUID, key: str) -> PaymentView | None:
    """Return how a payment of a member's stands, by its key; None if none was made under it."""
    with till.database.reading() as session:
        return payment_by_key(session, member_id=member_id, key=key)


def payment_asked(till: Till, *, member_id: UUID, key: str, now: datetime) -> PaymentView | None:
    """
    Return how a payment stands after the processor was asked; for a page that comes back from the card's bank.

    What the processor does not answer stays as it was.
    """
    found = payment_status(till, member_id=member_id, key=key)
    if found is None or found.state not in UNSETTLED:
        return found
    with suppress(ProcessorAway):
        settle_now(till, tender_id=found.tender_id, now=now)
    return payment_status(till, member_id=member_id, key=key)


def _open(till: Till, member_id: UUID, wish: PaymentWish, now: datetime, beside: Beside) -> Opened | None:
    """Write down what is to be charged; None if that was done before."""
    tender_for(wish.allotments)
    with till.database.unit_of_work() as session:
        _refuse_others(session, member_id, wish, till, now)
        account_ids = [each.account_id for each in wish.allotments]
        lock_accounts(session, account_ids=account_ids)
        before = opened_under(session, offer_key=wish.key, member_id=member_id, allotments=wish.allotments)
        if before is not None:
            beside(session, before)
            return None
        due = balances(session, account_ids=account_ids)
        refuse_more_than_owed(wish.allotments, due=due, on_its_way=on_its_way(session, account_ids=account_ids))
        paid_with = _paid_with(session, member_id, wish, till.today(now))
        fee_cents = wish.fee_cents
        if wish.source is not PaymentSource.SCHEDULED:  # that one was agreed to when it was put down
            fee_cents = agreed_fee(paid_with.kind, fees=till.fees, agreed_cents=fee_cents)
        offer = Offer(wish.key, wish.source, member_id, wish.allotments, paid_with, fee_cents, wish.return_path)
        opened = open_payment(session, offer=offer, now=now, zone=till.zone)
        beside(session, opened.event.id)
        announce(session, topic=TOPIC, account_ids=account_ids, now=now)
    return opened


def _refuse_others(session: Session, member_id: UUID, wish: PaymentWish, till: Till, now: datetime) -> None:
    scope = scope_of(session, member_id=member_id, today=till.today(now))
    for each in wish.allotments:
        scope.only(each.account_id).with_power(Power.PAY)


def _paid_with(session: Session, member_id: UUID, wish: PaymentWish, today: date) -> PaidWith:
    # no scope: what a member pays with is the member's own
    if isinstance(wish.paid_with, PaidWith):
        return wish.paid_with
    method = hold_method(session, member_id=member_id, method_id=wish.paid_with, today=today)
    return PaidWith(
        kind=method.kind,
        token=method.token,
        last_four=method.last_four,
        brand=method.brand,
        customer_ref=method.customer_ref,
        mandate_ref=method.mandate_ref,
        method_id=method.method_id,
    )
