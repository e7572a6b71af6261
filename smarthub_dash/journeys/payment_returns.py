"""What follows when money goes back: the letter, the household's log, and a bank account that must rest."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.domain.payments.operations.methods import suspend_method
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts, draws_without_money
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.domain.payments.rules.outcomes import reason_words, what_to_do
from smarthub_dash.domain.payments.rules.returns import NO_MONEY, is_suspending
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journeys.payment_letters import accounts_words, paid_with_words
from smarthub_dash.journeys.words import moment_text
from smarthub_dash.kit.money import Cents, money_text

FOR_GUESTS = {"payment_returned": "payment_returned_guest", "payment_refunded": "payment_refunded_guest"}
"""The letters of who paid without signing in: they name no page that asks for it."""


def let_rest(session: Session, *, facts: TenderFacts) -> None:
    """Suspend the bank account of a failed draft if it must not be drawn on again."""
    # no scope: the bank said so
    tender = facts.tender
    if tender.method_id is None or facts.kind is not MethodKind.BANK:
        return
    without_money = draws_without_money(session, method_id=tender.method_id, codes=NO_MONEY)
    if is_suspending(tender.code, without_money=without_money):
        because = reason_words(tender.code, kind=facts.kind).rstrip(".")
        suspend_method(session, method_id=tender.method_id, because=because[0].lower() + because[1:])


def tell_of_return(session: Session, *, facts: TenderFacts, zone: ZoneInfo, now: datetime) -> None:
    """Post the letter of a payment that the bank took back, and note it for the household."""
    # no scope: a letter to whoever paid
    code = facts.tender.code
    why = {"reason": reason_words(code, kind=facts.kind), "todo": what_to_do(code, kind=facts.kind)}
    paid = {each.account_id: each.cents for each in facts.accounts}
    told = why | {"amount": money_text(facts.tender.cents), "accounts": _named(session, facts, paid)}
    post_to_payer(
        session, facts=facts, template="payment_returned", key=str(facts.tender.id), told=told, zone=zone, now=now
    )
    for each in facts.accounts:
        note_activity(
            session,
            act="payment returned",
            words=f"The bank returned a payment of {money_text(each.cents)} (receipt {facts.event.receipt_number})",
            actor_id=None,
            account_ids=[each.account_id],
            now=now,
        )


def tell_of_refund(
    session: Session,
    *,
    facts: TenderFacts,
    key: str,
    given: Mapping[UUID, Cents],
    reason: str,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """Post the letter of what staff gave back of a payment, by account, and note it for the household."""
    # no scope: as above
    amount = money_text(sum(given.values()))
    told = {"reason": reason, "amount": amount, "accounts": _named(session, facts, given)}
    post_to_payer(session, facts=facts, template="payment_refunded", key=key, told=told, zone=zone, now=now)
    for account_id, cents in given.items():
        note_activity(
            session,
            act="payment refunded",
            words=f"{money_text(cents)} of a payment was given back (receipt {facts.event.receipt_number}): {reason}",
            actor_id=None,
            account_ids=[account_id],
            now=now,
        )


def post_to_payer(
    session: Session,
    *,
    facts: TenderFacts,
    template: str,
    key: str,
    told: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """Post a letter to the member who paid, or to a guest who left an address."""
    # no scope: as above
    event, tender = facts.event, facts.tender
    member = session.get(Member, event.member_id) if event.member_id else None
    email = member.email if member else event.receipt_email
    if not email or (member is not None and member.closed_at is not None):
        return
    common = {
        "receipt": event.receipt_number,
        "when": moment_text(now, zone),
        "method": paid_with_words(kind=facts.kind, brand=tender.brand, last_four=tender.last_four),
    }
    name = {"name": member.full_name.split()[0]} if member else {}
    post_notice(
        session,
        key=f"{template}:{key}",
        template=template if member else FOR_GUESTS[template],
        facts={**told, **common, **name},
        to=[Address(Channel.EMAIL, email)],
        member_id=event.member_id,
        now=now,
    )


def _named(session: Session, facts: TenderFacts, paid: Mapping[UUID, Cents]) -> str:
    # no scope: as above
    return accounts_words(session, paid=paid, member_id=facts.event.member_id)
