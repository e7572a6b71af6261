"""Schedule a payment for a later day, change it, cancel it: all up to the moment in which it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.payments.operations.methods import hold_method
from smarthub_dash.domain.payments.operations.scheduled import cancel_waiting, change_waiting, put_down
from smarthub_dash.domain.payments.queries import on_its_way
from smarthub_dash.domain.payments.queries.scheduled import Scheduled, scheduled_by_id, waiting_in
from smarthub_dash.domain.payments.rules.scheduling import scheduled_day
from smarthub_dash.domain.payments.rules.tendering import Allotment, refuse_more_than_owed, tender_for
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce, announce_member
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

TOPIC = "payment"


class NoLongerWaiting(Refused):
    """The payment is being made, or was cancelled before."""


@dataclass(frozen=True, slots=True)
class LaterPayment:
    """What is to be paid on a later day; the key is made when the page opens. Units: cents."""

    key: str
    allotments: tuple[Allotment, ...]
    method_id: UUID
    pay_on: date
    fee_cents: Cents = 0
    """The fee that was shown; it is charged on the day, whatever fees are by then."""


def schedule_payment(database: Database, *, member_id: UUID, wish: LaterPayment, moment: Moment) -> None:
    """
    Put a payment down for a later day, once for the key.

    :raises DayUnsuitable: if it is not after today, or too far off
    :raises NotAllowed: if the member may not pay one of the accounts
    :raises MoreThanOwed: if an account would get more than is owed, not on its way and not put down already
    :raises MethodUnusable: if the payment account cannot be charged on that day
    """
    tender_for(wish.allotments)
    scheduled_day(wish.pay_on, today=moment.today)
    account_ids = [each.account_id for each in wish.allotments]
    with database.unit_of_work() as session:
        scope = scope_of(session, member_id=member_id, today=moment.today)
        for account_id in account_ids:
            scope.only(account_id).with_power(Power.PAY)
        lock_accounts(session, account_ids=account_ids)
        # By its own day a card may have expired that is good today.
        hold_method(session, member_id=member_id, method_id=wish.method_id, today=wish.pay_on)
        added = put_down(
            session,
            key=wish.key,
            member_id=member_id,
            method_id=wish.method_id,
            pay_on=wish.pay_on,
            fee_cents=wish.fee_cents,
            allotments={each.account_id: each.cents for each in wish.allotments},
            now=moment.now,
        )
        if added is None:
            return
        waiting = waiting_in(session, scope=scope, but=added)
        sent = on_its_way(session, account_ids=account_ids)
        taken = {each: waiting.get(each, 0) + sent.get(each, 0) for each in account_ids}
        due = balances(session, account_ids=account_ids)
        refuse_more_than_owed(wish.allotments, due=due, on_its_way=taken)
        _tell(session, member_id, wish.allotments, f"scheduled for {full_day_text(wish.pay_on)}", moment)


def change_scheduled(
    database: Database, *, member_id: UUID, scheduled_id: UUID, pay_on: date, method_id: UUID, moment: Moment
) -> None:
    """
    Pay on another day, or with another payment account.

    :raises NoSuchSchedule: if it is not the member's
    :raises NoLongerWaiting: if it is being made or was cancelled
    :raises DayUnsuitable: if the day is not after today, or too far off
    :raises MethodUnusable: if the payment account cannot be charged on that day
    """
    scheduled_day(pay_on, today=moment.today)
    with database.unit_of_work() as session:
        found = scheduled_by_id(session, member_id=member_id, scheduled_id=scheduled_id)
        hold_method(session, member_id=member_id, method_id=method_id, today=pay_on)
        if not change_waiting(session, scheduled_id=scheduled_id, pay_on=pay_on, method_id=method_id):
            _refuse()
        _tell(session, member_id, _allotments(found), f"now scheduled for {full_day_text(pay_on)}", moment)


def cancel_scheduled(database: Database, *, member_id: UUID, scheduled_id: UUID, moment: Moment) -> None:
    """
    Let a scheduled payment not be made.

    :raises NoSuchSchedule: if it is not the member's
    :raises NoLongerWaiting: if it is being made or was cancelled
    """
    with database.unit_of_work() as session:
        found = scheduled_by_id(session, member_id=member_id, scheduled_id=scheduled_id)
        if not cancel_waiting(session, scheduled_id=scheduled_id, why="You cancelled it.", now=moment.now):
            _refuse()
        _tell(session, member_id, _allotments(found), f"for {full_day_text(found.pay_on)} cancelled", moment)


def _refuse() -> None:
    raise NoLongerWaiting("This payment is already being made, or was cancelled. Load the page again to see it.")


def _allotments(found: Scheduled) -> Sequence[Allotment]:
    return [Allotment(account_id, cents) for account_id, cents in found.allotments.items()]


def _tell(session: Session, member_id: UUID, allotments: Sequence[Allotment], what: str, moment: Moment) -> None:
    # no scope: the journey has asked whose accounts they are
    amounts: Mapping[UUID, str] = {each.account_id: money_text(each.cents) for each in allotments}
    for account_id in sorted(amounts):
        note_activity(
            session,
            act="payment_scheduled",
            words=f"Payment of {amounts[account_id]} {what}.",
            actor_id=member_id,
            account_ids=[account_id],
            now=moment.now,
        )
    announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)
    announce(session, topic=TOPIC, account_ids=list(amounts), now=moment.now)
