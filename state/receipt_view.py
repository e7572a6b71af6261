"""The receipt of a payment as the eye sees it: frozen rows of plain values."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from smarthub_dash.domain.payments.queries import PaymentView
from smarthub_dash.domain.payments.rules import CREDITED, UNSETTLED, TenderState
from smarthub_dash.domain.payments.rules.fees import fee_words
from smarthub_dash.journeys.payment_choice import AmountKind, Choice, Wanted, address_of
from smarthub_dash.journeys.view_receipt import (
    ViewedReceipt,
    advice_of,
    particulars_of,
    sentence_of,
    standing_words,
)
from smarthub_dash.kit.money import money_text
from state.pay_values import SumRow
from state.pay_view import TONES


@dataclass(frozen=True, slots=True)
class ReceiptFact:
    """One line of what holds for the payment."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReceiptPageView:
    """The page of one receipt."""

    title: str = ""
    badge: str = ""
    tone: str = "plain"
    sentence: str = ""
    advice: str = ""
    facts: list[ReceiptFact] = field(default_factory=list)
    rows: list[SumRow] = field(default_factory=list)
    fee: str = ""
    total: str = ""
    is_processing: bool = False
    step_href: str = ""
    """Where the card's bank asks something; empty if it does not."""
    again_href: str = ""
    """Where the same can be paid once more; empty if there is no need."""
    pdf_href: str = ""


def receipt_page_view(viewed: ViewedReceipt, *, zone: ZoneInfo) -> ReceiptPageView:
    """Put a payment into words."""
    payment = viewed.payment
    word = standing_words(payment)
    is_posted = payment.state in CREDITED
    return ReceiptPageView(
        title="Thank you for your payment" if is_posted else "Your payment",
        badge=word,
        tone=TONES.get(word, "plain"),
        sentence=sentence_of(payment),
        advice=advice_of(payment),
        facts=[ReceiptFact(*each) for each in particulars_of(payment, zone)],
        rows=[
            SumRow(each.account_number, viewed.name_of(each), viewed.provider_of(each), "", money_text(each.cents))
            for each in payment.accounts
        ],
        fee=fee_words(payment.fee_cents),
        total=money_text(payment.cents + payment.fee_cents),
        is_processing=payment.state in UNSETTLED,
        step_href=payment.step_url,
        again_href=_again(payment) if viewed.may_pay else "",
        pdf_href=f"/billing/receipts/{payment.receipt_number}.pdf" if payment.state not in UNSETTLED else "",
    )


def _again(payment: PaymentView) -> str:
    if payment.state not in (TenderState.DECLINED, TenderState.RETURNED) or not payment.is_mine:
        return ""
    wanted = {
        each.account_number: Wanted(AmountKind.OTHER, f"{each.cents // 100}.{each.cents % 100:02d}")
        for each in payment.accounts
    }
    return address_of(Choice(wanted))
