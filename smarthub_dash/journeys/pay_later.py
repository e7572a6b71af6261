"""A payment extension: a member asks for some days more for a bill, within the rules of the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.queries import planned_until
from smarthub_dash.domain.billing.operations.later import agree_extension
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.queries.later import extensions_since
from smarthub_dash.domain.billing.queries.owed import unpaid_asked
from smarthub_dash.domain.billing.rules import OwedBill, unpaid_bills
from smarthub_dash.domain.billing.rules.later import LATER, NoExtension, extended_until
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.household_news import Actor, Moment, actor_of, date_words, write_down
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents, money_text

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LaterBill:
    """An unpaid bill, and until when it may be paid. Units: cents. `refusal` says why no more days can be had."""

    view: AccountView
    cents: Cents
    due_on: date
    extended_until: date | None
    offered_until: date | None
    refusal: str


def bills_to_extend(database: Database, *, member_id: UUID, moment: Moment) -> Sequence[LaterBill]:
    """Return the oldest unpaid bill of each account that the member may pay, with what can be had for it."""
    with database.reading() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        payable = actor.scope.holding(Power.PAY).account_ids
        found = [_offer(session, actor, actor.accounts[each], moment) for each in actor.accounts if each in payable]
    return tuple(each for each in found if each is not None)


def extend_bill(database: Database, *, member_id: UUID, account_number: str, moment: Moment) -> date:
    """
    Give the oldest unpaid bill of an account the days that its provider allows; return until when it may be paid.

    Asked twice, the answer is the same.
    :raises NotYours: if the account is not the member's
    :raises NotAllowed: if the member may not pay it
    :raises NoExtension: if the rules do not allow it, or nothing is owed
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        actor.scope.only(view.account_id).with_power(Power.PAY)
        lock_accounts(session, account_ids=[view.account_id])
        offer = _offer(session, actor, view, moment)
        if offer is None:
            raise NoExtension("Nothing is owed on this account now.")
        if offer.extended_until is not None:
            return offer.extended_until
        if offer.offered_until is None:
            raise NoExtension(offer.refusal)
        _agree(session, actor, offer, moment)
    return offer.offered_until


def _agree(session: Session, actor: Actor, offer: LaterBill, moment: Moment) -> None:
    account_id, until = offer.view.account_id, offer.offered_until
    oldest = _oldest(session, account_id)
    if oldest is None or oldest[0].statement_id is None or until is None:
        raise NoExtension("Nothing is owed on this account now.")
    agree_extension(
        session,
        scope=actor.scope,
        account_id=account_id,
        statement_id=oldest[0].statement_id,
        until_on=until,
        cents=offer.cents,
        now=moment.now,
    )
    until_words = date_words(until, otherwise="")
    words = f"{actor.full_name} was given until {until_words} to pay {money_text(offer.cents)}"
    write_down(
        session,
        act="payment extension",
        words={account_id: words},
        actor_id=actor.member_id,
        member_id=actor.member_id,
        moment=moment,
    )
    announce(session, topic="billing", account_ids=[account_id], now=moment.now)


def _offer(session: Session, actor: Actor, view: AccountView, moment: Moment) -> LaterBill | None:
    oldest = _oldest(session, view.account_id)
    if oldest is None or oldest[0].statement_id is None:
        return None
    bill, cents = oldest
    scope, due_on = actor.scope.only(view.account_id), bill.first_due_on
    if bill.extended_from is not None:
        return LaterBill(view, cents, due_on, bill.due_on, None, "")
    used = extensions_since(session, scope=scope, since=moment.now - A_YEAR).get(view.account_id, 0)
    try:
        _refuse_drawn(session, bill)
        until = extended_until(LATER[view.provider], due_on=due_on, used=used, today=moment.today)
    except NoExtension as refused:
        return LaterBill(view, cents, due_on, None, None, str(refused))
    return LaterBill(view, cents, due_on, None, until, "")


def _refuse_drawn(session: Session, bill: OwedBill) -> None:
    # no scope: the callers narrowed it
    for day in planned_until(session, statement_ids=[bill.statement_id] if bill.statement_id else []).values():
        words = date_words(day, otherwise="")
        raise NoExtension(f"Auto Pay draws it on {words}. Skip that draft first if you want more days.")


def _oldest(session: Session, account_id: UUID) -> tuple[OwedBill, Cents] | None:
    # no scope: the callers narrowed it
    owed = balances(session, account_ids=[account_id])
    bills = unpaid_asked(session, owed=owed).get(account_id, ())
    unpaid = unpaid_bills(balance_cents=owed[account_id], bills=bills)
    # What is paid in installments is not put off further.
    return unpaid[-1] if unpaid and not unpaid[-1][0].is_installment else None
