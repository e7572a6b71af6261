"""View a receipt: one payment as it stands, in the words of the screen and of the paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.documents.receipts import PaperReceipt, receipt_pdf
from smarthub_dash.domain.accounts.queries import AccountView, accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.domain.payments.queries import PaidAccount, PaymentView, payment_by_receipt
from smarthub_dash.domain.payments.rules import CREDITED, MethodKind, PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.fees import fee_words
from smarthub_dash.domain.payments.rules.outcomes import STATE_WORDS, reason_words, what_to_do
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.payment_letters import POSTED_BY_BANK, paid_with_words
from smarthub_dash.journeys.settle_tenders import settle_now
from smarthub_dash.journeys.till import Till
from smarthub_dash.journeys.words import PROVIDER_NAMES, clock_text, full_day_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import money_text

SOURCES: Mapping[PaymentSource, str] = {
    PaymentSource.PORTAL: "Online",
    PaymentSource.SCHEDULED: "Scheduled online",
    PaymentSource.AUTO_PAY: "Auto Pay",
    PaymentSource.PAY_NOW: "Pay Now",
}
WAITING = "We wait for the answer of the bank. You do not need to do anything, and nothing is charged twice."
ASKED = "Your card's bank asks you to confirm this payment. Nothing is paid before you do."


@dataclass(frozen=True, slots=True)
class ViewedReceipt:
    """A payment with the accounts as the reader calls them."""

    payment: PaymentView
    accounts: Mapping[UUID, AccountView]
    may_pay: bool
    """Whether the reader may pay what it was for again."""

    def name_of(self, paid: PaidAccount) -> str:
        """Return an account as its reader calls it."""
        found = self.accounts.get(paid.account_id)
        return (found.nickname or found.street) if found else "Account"

    def provider_of(self, paid: PaidAccount) -> str:
        """Return who serves an account; empty where the reader sees it no more."""
        found = self.accounts.get(paid.account_id)
        return PROVIDER_NAMES[found.provider] if found else ""


def view_receipt(database: Database, *, scope: AccountScope, receipt_number: str) -> ViewedReceipt:
    """
    Return a payment by the number of its receipt.

    :raises NotYours: if the member neither made it nor sees an account that it paid
    """
    with database.reading() as session:
        payment = payment_by_receipt(session, scope=scope, receipt_number=receipt_number)
        accounts: dict[UUID, AccountView] = {}
        for view in accounts_in(session, scope=scope):
            accounts.setdefault(view.account_id, view)
    may_pay = all(scope.may(Power.PAY, each.account_id) for each in payment.accounts)
    return ViewedReceipt(payment, accounts, may_pay)


def ask_after_step(till: Till, *, member_id: UUID, receipt_number: str, moment: Moment) -> None:
    """
    Ask where a payment stands whose payer is back from the card's bank: its message may come later, or never.

    :raises NotYours: if the member did not make it
    :raises ProcessorAway: if nobody answered
    """
    with till.database.reading() as session:
        scope = scope_of(session, member_id=member_id, today=moment.today).holding(Power.SEE)
        payment = payment_by_receipt(session, scope=scope, receipt_number=receipt_number)
    if payment.is_mine and payment.state is TenderState.NEEDS_STEP:
        settle_now(till, tender_id=payment.tender_id, now=moment.now)


def pdf_of_receipt(
    database: Database, *, scope: AccountScope, receipt_number: str, footer: str, zone: ZoneInfo, now: datetime
) -> bytes:
    """
    Return a receipt as PDF, in large print if that is the member's choice.

    :raises NotYours: if the member neither made it nor sees an account that it paid
    """
    viewed = view_receipt(database, scope=scope, receipt_number=receipt_number)
    with database.reading() as session:
        is_large_print = member_of_id(session, member_id=scope.member_id).wants_large_print
    return receipt_pdf(_on_paper(viewed, footer, is_large_print, zone), made_at=now)


def standing_words(payment: PaymentView) -> str:
    """Return where a payment stands, in one word."""
    return STATE_WORDS[payment.state]


def sentence_of(payment: PaymentView) -> str:
    """Say what a payment's state means for whoever made it."""
    if payment.state is TenderState.OPEN:
        return WAITING
    if payment.state is TenderState.NEEDS_STEP:
        return ASKED if payment.is_mine else WAITING
    if payment.state is TenderState.PENDING:
        return f"It counts as paid today. {POSTED_BY_BANK}"
    if payment.state is TenderState.DECLINED:
        return f"{_reason(payment)}Nothing was charged, and what is due is still due."
    if payment.state is TenderState.RETURNED:
        return f"Your bank returned this payment. {_reason(payment)}The amount is due again."
    if payment.state is TenderState.REFUNDED:
        return "We gave this payment back. What it had paid is due again."
    return "Thank you. Your payment is posted."


def advice_of(payment: PaymentView) -> str:
    """Return what whoever paid can do about a payment that failed; empty for any other."""
    if payment.state not in (TenderState.DECLINED, TenderState.RETURNED) or not payment.is_mine:
        return ""
    return what_to_do(payment.code, kind=payment.kind)


def particulars_of(payment: PaymentView, zone: ZoneInfo) -> Sequence[tuple[str, str]]:
    """Return what a receipt says of the payment as a whole, name by value."""
    facts = [
        ("Receipt", payment.receipt_number),
        ("Made", _moment(payment.made_at, zone)),
        ("How", SOURCES[payment.source]),
    ]
    if payment.is_mine:
        paid_with = paid_with_words(kind=payment.kind, brand=payment.brand, last_four=payment.last_four)
        facts.append(("Paid with", paid_with))
    else:
        facts.append(("Paid by", "Someone else in your household"))
    if payment.settled_at and payment.state in (*CREDITED, TenderState.RETURNED, TenderState.REFUNDED):
        facts.append(("Posted", _moment(payment.settled_at, zone)))
    if payment.cleared_at and payment.kind is MethodKind.BANK:
        facts.append(("Confirmed by your bank", _moment(payment.cleared_at, zone)))
    if payment.returned_at:
        facts.append(("Returned", _moment(payment.returned_at, zone)))
    return facts


def _reason(payment: PaymentView) -> str:
    return f"{reason_words(payment.code, kind=payment.kind)} " if payment.is_mine else ""


def _moment(instant: datetime, zone: ZoneInfo) -> str:
    return f"{full_day_text(instant.astimezone(zone).date())}, {clock_text(instant, zone)}"


def _on_paper(viewed: ViewedReceipt, footer: str, is_large_print: bool, zone: ZoneInfo) -> PaperReceipt:
    payment = viewed.payment
    return PaperReceipt(
        title="Receipt of your payment" if payment.state in CREDITED else "Your payment",
        standing=standing_words(payment),
        sentence=sentence_of(payment),
        particulars=tuple(particulars_of(payment, zone)),
        header=("Account", "Number", "Amount"),
        rows=tuple(
            (" · ".join(filter(None, (viewed.name_of(each), viewed.provider_of(each)))), each.account_number, money)
            for each in payment.accounts
            for money in [money_text(each.cents)]
        ),
        fee=fee_words(payment.fee_cents),
        total=money_text(payment.cents + payment.fee_cents),
        footer=footer,
        is_large_print=is_large_print,
    )
