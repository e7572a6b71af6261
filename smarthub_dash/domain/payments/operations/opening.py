"""Open a payment: the event, its tender and what each account gets, before anybody outside is asked for money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from smarthub_dash.domain.payments.records import Payment, PaymentEvent, Tender, TenderStep
from smarthub_dash.domain.payments.rules import MethodKind, PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.asking import FIRST_WAIT
from smarthub_dash.domain.payments.rules.receipts import receipt_number_of
from smarthub_dash.domain.payments.rules.tendering import Allotment, tender_for
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import hold_names
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.prepared import put_rows


class KeyUsed(Refused):
    """The key of a payment was used for another one."""


@dataclass(frozen=True, slots=True)
class PaidWith:
    """With what somebody pays: the processor's token, and as much of it as may be shown."""

    kind: MethodKind
    token: str
    last_four: str
    brand: str = ""
    customer_ref: str = ""
    mandate_ref: str = ""
    method_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One act of paying, as it is to be opened."""

    key: str
    source: PaymentSource
    member_id: UUID | None
    allotments: tuple[Allotment, ...]
    paid_with: PaidWith
    fee_cents: Cents
    return_path: str
    receipt_email: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A payment that was just written down, and that nobody was asked for yet."""

    event: PaymentEvent
    tender: Tender


def opened_under(
    session: Session, *, offer_key: str, member_id: UUID | None, allotments: Sequence[Allotment]
) -> UUID | None:
    """
    Return the payment that was opened under a key before, None if none was; from here on nobody else opens one.

    :raises KeyUsed: if it was, by somebody else or for other amounts
    """
    # no scope: the caller has asked whose accounts they are
    hold_names(session, names=[f"payment {offer_key}"])
    event = session.execute(_under_key(), {"offer_key": offer_key}).one_or_none()
    if event is None:
        return None
    paid = session.exec(
        select(Payment.account_id, Payment.cents)
        .join(Tender, col(Tender.id) == col(Payment.tender_id))
        .where(col(Tender.event_id) == event.id)
    )
    if event.member_id != member_id or set(paid) != {(each.account_id, each.cents) for each in allotments}:
        raise KeyUsed("This payment was already made. Look at your payments before you start another one.")
    return event.id


@lru_cache(maxsize=1)
def _under_key() -> Select:
    return select_columns(col(PaymentEvent.id), col(PaymentEvent.member_id)).where(
        col(PaymentEvent.key) == bindparam("offer_key")
    )


def open_payment(session: Session, *, offer: Offer, now: datetime, zone: ZoneInfo) -> Opened:
    """
    Open a payment that is not there yet; return its event and tender, as they were stored.

    :raises NothingToPay: if there is no amount, or one is not above zero
    :raises AccountRepeated: if two allotments name the same account
    """
    # no scope: the caller has asked the scope with PAY, and locked the accounts
    event_id = uuid4()
    event = PaymentEvent(
        id=event_id,
        key=offer.key,
        receipt_number=receipt_number_of(event_id, made_on=local_day(now, zone)),
        source=offer.source,
        member_id=offer.member_id,
        made_at=now,
        receipt_email=offer.receipt_email,
    )
    tender = _tender(offer, event, now)
    put_rows(session, PaymentEvent, [event.model_dump()])
    put_rows(session, Tender, [tender.model_dump()])
    put_rows(
        session,
        Payment,
        [
            {"id": uuid4(), "tender_id": tender.id, "account_id": each.account_id, "cents": each.cents}
            for each in offer.allotments
        ],
    )
    put_rows(session, TenderStep, [step_row(tender.id, TenderState.OPEN, words="", at=now)])
    return Opened(event, tender)


def step_row(tender_id: UUID, state: TenderState, *, words: str, at: datetime) -> Mapping[str, object]:
    """Return the row of one step of what became of a tender."""
    return {"tender_id": tender_id, "state": state, "words": words, "at": at}


def _tender(offer: Offer, event: PaymentEvent, now: datetime) -> Tender:
    paid_with = offer.paid_with
    return Tender(
        event_id=event.id,
        method_id=paid_with.method_id,
        token=paid_with.token,
        customer_ref=paid_with.customer_ref,
        kind=paid_with.kind,
        brand=paid_with.brand,
        last_four=paid_with.last_four,
        mandate_ref=paid_with.mandate_ref,
        return_path=offer.return_path or f"/billing/receipts/{event.receipt_number}",
        cents=tender_for(offer.allotments),
        fee_cents=offer.fee_cents,
        opened_at=now,
        ask_at=now + FIRST_WAIT,
    )
