"""Letters about payments: the receipt of what was posted, and why something was not paid."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import Account, AccountGrant
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.domain.payments.queries.scheduled import Scheduled
from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Tender
from smarthub_dash.domain.payments.rules import CREDITED, MethodKind, PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.fees import fee_words
from smarthub_dash.domain.payments.rules.methods import brand_name
from smarthub_dash.domain.payments.rules.outcomes import reason_words, what_to_do
from smarthub_dash.journeys.words import full_day_text, moment_text
from smarthub_dash.kit.money import Cents, money_text

LOOKED_AWAY = timedelta(minutes=2)
"""Whoever pays at the page sees a refusal there; after this long nobody may be looking any more."""
MOST_NAMED = 4
"""How many accounts a letter names; of more it says how many they are."""
POSTED_BY_BANK = "Your bank confirms within four business days."
POSTED = "There is nothing else to do."


def tell_of_outcome(session: Session, *, tender_id: UUID, reached: TenderState, zone: ZoneInfo, now: datetime) -> None:
    """
    Post the letter that a tender's new state calls for: the receipt once it is credited, why if it was declined.

    What was declined while its payer was looking is told on the page. Auto Pay and returns have letters of their own.
    """
    # no scope: a letter to whoever paid
    tender = session.exec(select(Tender).where(col(Tender.id) == tender_id)).one()
    event = session.exec(select(PaymentEvent).where(col(PaymentEvent.id) == tender.event_id)).one()
    member = session.get(Member, event.member_id) if event.member_id else None
    if reached in CREDITED:
        _post_receipt(session, event, tender, member, zone, now)
    elif reached is TenderState.DECLINED and member is not None and _is_alone(event, now):
        _post_declined(session, event, tender, member, zone, now)


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
    rows = session.exec(
        select(Account.id, Account.account_number, AccountGrant.nickname)
        .outerjoin(
            AccountGrant, (col(AccountGrant.account_id) == col(Account.id)) & (col(AccountGrant.member_id) == member_id)
        )
        .where(col(Account.id).in_(list(paid)))
        .order_by(col(Account.account_number))
    )
    named = {account_id: f"{nickname} ({number})" if nickname else number for account_id, number, nickname in rows}
    return ", ".join(f"{name} {money_text(paid[account_id])}" for account_id, name in named.items())


def paid_with_words(*, kind: MethodKind, brand: str, last_four: str) -> str:
    """Return with what was paid: "Visa ending in 4242", "Bank account ending in 6789"."""
    return f"{brand_name(brand) if kind is MethodKind.CARD else 'Bank account'} ending in {last_four}"


def _is_alone(event: PaymentEvent, now: datetime) -> bool:
    if event.source is PaymentSource.SCHEDULED:
        return True
    return event.source is PaymentSource.PORTAL and now - event.made_at > LOOKED_AWAY


def _post_receipt(
    session: Session, event: PaymentEvent, tender: Tender, member: Member | None, zone: ZoneInfo, now: datetime
) -> None:
    # no scope: as above
    email = member.email if member else event.receipt_email
    if not email:
        return
    facts = {
        **_facts(session, event, tender, zone),
        "receipt": event.receipt_number,
        "fee": fee_words(tender.fee_cents),
        "standing": POSTED_BY_BANK if tender.kind is MethodKind.BANK else POSTED,
    }
    post_notice(
        session,
        key=f"receipt:{event.id}",
        template="payment_receipt" if member else "payment_receipt_guest",
        facts=facts | ({"name": member.full_name.split()[0]} if member else {}),
        to=[Address(Channel.EMAIL, email)],
        member_id=event.member_id,
        now=now,
    )


def _post_declined(
    session: Session, event: PaymentEvent, tender: Tender, member: Member, zone: ZoneInfo, now: datetime
) -> None:
    # no scope: as above
    post_notice(
        session,
        key=f"declined:{event.id}",
        template="payment_declined",
        facts={
            **_facts(session, event, tender, zone),
            "name": member.full_name.split()[0],
            "reason": reason_words(tender.code, kind=tender.kind),
            "todo": what_to_do(tender.code, kind=tender.kind),
        },
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )


def _facts(session: Session, event: PaymentEvent, tender: Tender, zone: ZoneInfo) -> dict[str, str]:
    # no scope: as above
    payments: Sequence[Payment] = session.exec(select(Payment).where(col(Payment.tender_id) == tender.id)).all()
    paid = {each.account_id: each.cents for each in payments}
    return {
        "amount": money_text(tender.cents + tender.fee_cents),
        "when": moment_text(event.made_at, zone),
        "method": paid_with_words(kind=tender.kind, brand=tender.brand, last_four=tender.last_four),
        "accounts": accounts_words(session, paid=paid, member_id=event.member_id),
    }
