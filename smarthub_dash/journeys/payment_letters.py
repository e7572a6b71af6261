"""Letters about payments: the receipt of what was posted, and why something was not paid."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.domain.payments.queries.scheduled import Scheduled
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts
from smarthub_dash.domain.payments.records import PaymentEvent
from smarthub_dash.domain.payments.rules import CREDITED, MethodKind, PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.fees import fee_words
from smarthub_dash.domain.payments.rules.methods import brand_name
from smarthub_dash.domain.payments.rules.outcomes import reason_words, what_to_do
from smarthub_dash.journeys.words import full_day_text, moment_text
from smarthub_dash.kit.money import Cents, money_text
from smarthub_dash.kit.prepared import ACCOUNT_IDS, any_account

LOOKED_AWAY = timedelta(minutes=2)
"""Whoever pays at the page sees a refusal there; after this long nobody may be looking any more."""
MOST_NAMED = 4
"""How many accounts a letter names; of more it says how many they are."""
POSTED_BY_BANK = "Your bank confirms within four business days."
POSTED = "There is nothing else to do."


def tell_of_outcome(
    session: Session, *, facts: TenderFacts, reached: TenderState, zone: ZoneInfo, now: datetime
) -> None:
    """
    Post the letter that a tender's new state calls for: the receipt once it is credited, why if it was declined.

    What was declined while its payer was looking is told on the page. Auto Pay and returns have letters of their own.
    """
    # no scope: a letter to whoever paid
    if reached in CREDITED:
        _post_receipt(session, facts, zone, now)
    elif reached is TenderState.DECLINED and facts.event.member_id is not None and _is_alone(facts.event, now):
        _post_declined(session, facts, zone, now)


def tell_scheduled_unpaid(session: Session, *, scheduled: Scheduled, reason: str, now: datetime) -> None:
    """Post the letter that says that a scheduled payment was not made, and why."""
    # no scope: a letter to whoever put it down
    member = session.get_one(Member, scheduled.member_id)
    post_notice(
        session,
        key=f"scheduled-unpaid:{scheduled.scheduled_id}",
        template="scheduled_unpaid",
        facts={
            "name": member.full_name.split()[0],
            "amount": money_text(scheduled.cents),
            "day": full_day_text(scheduled.pay_on),
            "reason": reason,
            "method": scheduled.method,
            "accounts": accounts_words(session, paid=scheduled.allotments, member_id=member.id),
        },
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )


def accounts_words(session: Session, *, paid: Mapping[UUID, Cents], member_id: UUID | None) -> str:
    """Return accounts with what each gets, as the member calls them: "Home (0041877001) $102.17"."""
    # no scope: they are in what the member paid
    if len(paid) > MOST_NAMED:
        return f"{len(paid)} accounts"
    rows = session.execute(_names(), {"member_id": member_id, ACCOUNT_IDS: list(paid)})
    named = {account_id: f"{nickname} ({number})" if nickname else number for account_id, number, nickname in rows}
    return ", ".join(f"{name} {money_text(paid[account_id])}" for account_id, name in named.items())


@lru_cache(maxsize=1)
def _names() -> Select:
    its = (
        col(AccountGrant.account_id) == col(Account.id),
        col(AccountGrant.member_id) == bindparam("member_id"),
    )
    return (
        select_columns(col(Account.id), col(Account.account_number), col(AccountGrant.nickname))
        .outerjoin(AccountGrant, and_(*its))
        .where(col(Account.id).in_(any_account()))
        .order_by(col(Account.account_number))
    )


def paid_with_words(*, kind: MethodKind, brand: str, last_four: str) -> str:
    """Return with what was paid: "Visa ending in 4242", "Bank account ending in 6789"."""
    return f"{brand_name(brand) if kind is MethodKind.CARD else 'Bank account'} ending in {last_four}"


def _is_alone(event: PaymentEvent, now: datetime) -> bool:
    if event.source is PaymentSource.SCHEDULED:
        return True
    return event.source is PaymentSource.PORTAL and now - event.made_at > LOOKED_AWAY


def _payer(session: Session, event: PaymentEvent) -> tuple[str, str]:
    """Return where a letter goes and whom it greets; the name is empty for a guest."""
    # no scope: as above
    if event.member_id is None:
        return event.receipt_email, ""
    email, name = session.execute(_of_member(), {"member_id": event.member_id}).one()
    return email, name.split()[0]


@lru_cache(maxsize=1)
def _of_member() -> Select:
    return select_columns(col(Member.email), col(Member.full_name)).where(col(Member.id) == bindparam("member_id"))


def _post_receipt(session: Session, paid: TenderFacts, zone: ZoneInfo, now: datetime) -> None:
    # no scope: as above
    event, tender = paid.event, paid.tender
    email, name = _payer(session, event)
    if not email:
        return
    facts = {
        **_facts(session, paid, zone),
        "receipt": event.receipt_number,
        "fee": fee_words(tender.fee_cents),
        "standing": POSTED_BY_BANK if tender.kind is MethodKind.BANK else POSTED,
    }
    post_notice(
        session,
        key=f"receipt:{event.id}",
        template="payment_receipt" if name else "payment_receipt_guest",
        facts=facts | ({"name": name} if name else {}),
        to=[Address(Channel.EMAIL, email)],
        member_id=event.member_id,
        now=now,
    )


def _post_declined(session: Session, paid: TenderFacts, zone: ZoneInfo, now: datetime) -> None:
    # no scope: as above
    event, tender = paid.event, paid.tender
    email, name = _payer(session, event)
    post_notice(
        session,
        key=f"declined:{event.id}",
        template="payment_declined",
        facts={
            **_facts(session, paid, zone),
            "name": name,
            "reason": reason_words(tender.code, kind=tender.kind),
            "todo": what_to_do(tender.code, kind=tender.kind),
        },
        to=[Address(Channel.EMAIL, email)],
        member_id=event.member_id,
        now=now,
    )


def _facts(session: Session, facts: TenderFacts, zone: ZoneInfo) -> dict[str, str]:
    # no scope: as above
    event, tender = facts.event, facts.tender
    paid = {each.account_id: each.cents for each in facts.accounts}
    return {
        "amount": money_text(tender.cents + tender.fee_cents),
        "when": moment_text(event.made_at, zone),
        "method": paid_with_words(kind=tender.kind, brand=tender.brand, last_four=tender.last_four),
        "accounts": accounts_words(session, paid=paid, member_id=event.member_id),
    }
