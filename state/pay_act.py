"""What a confirmation on Make a Payment does: pay what the summary said, or put it down, and nothing else."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from smarthub_dash.domain.payments.queries.once import once_key
from smarthub_dash.domain.payments.rules import PaymentSource
from smarthub_dash.domain.payments.rules.fees import Fees
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.open_paying import Paying, open_paying
from smarthub_dash.journeys.pay_accounts import PaymentWish, pay_accounts, payment_status
from smarthub_dash.journeys.pay_once import paid_with_once
from smarthub_dash.journeys.payment_choice import PAY_PATH, Choice
from smarthub_dash.journeys.payment_sum import PaymentSum, sum_of
from smarthub_dash.journeys.schedule_payment import LaterPayment, schedule_payment
from smarthub_dash.journeys.till import till_of
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring

RECEIPTS = "/billing/receipts"
CHANGED = "This payment changed while you were here. Look at it again before you confirm."

Agreed: TypeAlias = tuple[tuple[tuple[UUID, int], ...], int, tuple[UUID, bool] | None]
"""What a summary says: each account with its cents, the fee, and with what, and whether that is for this once."""


class AmountsChanged(Refused):
    """What the member saw is not what would be paid."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a member confirmed: under which key, what was chosen, and what the summary said."""

    key: str
    choice: Choice
    shown: Agreed

    def carry_out(self, member_id: UUID, moment: Moment) -> str:
        """
        Pay it or put it down; return where it is followed.

        :raises AmountsChanged: if the summary says something else by now
        """
        parts = wiring()
        _, found = read_paying(member_id, self.choice, moment)
        if found.problem or found.method is None or agreed_in(found) != self.shown:
            # Sent twice, it was paid the first time; the payment itself is asked before this one is refused.
            if (paid := payment_status(till_of(parts), member_id=member_id, key=self.key)) is not None:
                return f"{RECEIPTS}/{paid.receipt_number}"
            raise AmountsChanged(CHANGED)
        method_id, allotments = found.method.method_id, found.allotments
        if found.pay_on is not None:
            wish = LaterPayment(self.key, allotments, method_id, found.pay_on, found.fee_cents)
            schedule_payment(parts.database, member_id=member_id, wish=wish, moment=moment)
            return f"{PAY_PATH}?done=scheduled"
        till, paid_with = till_of(parts), method_id
        if found.method.is_once:
            paid_with = paid_with_once(till, member_id=member_id, visit_id=method_id, now=moment.now)
        wish = PaymentWish(self.key, PaymentSource.PORTAL, allotments, paid_with, found.fee_cents)
        view = pay_accounts(till, member_id=member_id, wish=wish, now=moment.now)
        return f"{RECEIPTS}/{view.receipt_number}"


def read_paying(member_id: UUID, choice: Choice, moment: Moment) -> tuple[Paying, PaymentSum]:
    """Return what a member may pay now, and what a choice of it comes to."""
    parts = wiring()
    fees = Fees(parts.settings.card_fee_cents, parts.settings.bank_fee_cents)
    paying = open_paying(parts.database, member_id=member_id, fees=fees, moment=moment)
    return paying, sum_of(paying, choice=choice, today=moment.today)


def agreed_in(found: PaymentSum) -> Agreed:
    """Return what the summary of a sum says."""
    method = found.method
    paid_with = (method.method_id, method.is_once) if method else None
    return tuple((each.account_id, each.cents) for each in found.allotments), found.fee_cents, paid_with


def key_of(page_key: str, shown: Agreed) -> str:
    """Return under which key it is paid: what is not kept can be paid with once only, from whichever page."""
    _, _, paid_with = shown
    return once_key(paid_with[0]) if paid_with and paid_with[1] else f"page:{page_key}"
