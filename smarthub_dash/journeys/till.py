"""What every journey of money needs of this process, and how a charge of the processor reads in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from smarthub_dash.domain.payments.operations.opening import Opened
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts
from smarthub_dash.domain.payments.rules import MethodKind, PaymentSource, TenderState
from smarthub_dash.domain.payments.rules.fees import NO_FEES, Fees
from smarthub_dash.domain.payments.rules.outcomes import Outcome
from smarthub_dash.gateways.processor import Charge, ChargeOrder, ChargeState, InstrumentKind, Processor
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Unavailable
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.wiring import Wiring

ATTENDED = (PaymentSource.PORTAL, PaymentSource.PAY_NOW)
"""Where somebody is there who can take a step of the card's bank."""
STATES: Mapping[ChargeState, TenderState] = {
    ChargeState.CLEARED: TenderState.CLEARED,
    ChargeState.PENDING: TenderState.PENDING,
    ChargeState.NEEDS_STEP: TenderState.NEEDS_STEP,
    ChargeState.DECLINED: TenderState.DECLINED,
    ChargeState.RETURNED: TenderState.RETURNED,
    ChargeState.UNKNOWN: TenderState.OPEN,
}


class NoProcessor(Unavailable):
    """This portal has nobody who moves money."""


@dataclass(frozen=True, slots=True)
class Till:
    """Where money is taken: the database, the processor, and how members are told."""

    database: Database
    processor: Processor
    sealer: Sealer
    public_url: str
    zone: ZoneInfo
    fees: Fees = NO_FEES

    def today(self, now: datetime) -> date:
        return local_day(now, self.zone)


def till_of(parts: Wiring) -> Till:
    """
    Return the till of this process.

    :raises NoProcessor: if it was told no processor
    """
    if parts.processor is None:
        raise NoProcessor("Payments cannot be taken here now. Please call us.")
    told = parts.settings
    fees = Fees(told.card_fee_cents, told.bank_fee_cents)
    return Till(parts.database, parts.processor, parts.sealer, told.public_url, told.zone, fees)


def order_for(facts: TenderFacts | Opened, *, public_url: str) -> ChargeOrder:
    """
    Return what is asked of the processor for a tender: the same words each time, since its key stands for them.

    Units: cents, with the fee.
    """
    tender, event = facts.tender, facts.event
    return ChargeOrder(
        key=str(tender.id),
        cents=tender.cents + tender.fee_cents,
        token=tender.token,
        customer_ref=tender.customer_ref,
        kind=InstrumentKind.CARD if MethodKind(tender.kind) is MethodKind.CARD else InstrumentKind.BANK,
        description=f"Payment {event.receipt_number}",
        return_url=f"{public_url}{tender.return_path}",
        is_attended=PaymentSource(event.source) in ATTENDED,
        mandate_ref=tender.mandate_ref,
    )


def outcome_of(charge: Charge) -> Outcome:
    """Return where a charge stands, in our words."""
    return Outcome(STATES[charge.state], charge.charge_ref, charge.code, charge.step_url)
