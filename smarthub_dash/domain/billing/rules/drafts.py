"""A bill before it is issued: its lines, what they sum to, and what it stands on."""

from dataclasses import dataclass
from uuid import UUID

from smarthub_dash.domain.billing.rules.postings import BillSums
from smarthub_dash.domain.rates.rules.lines import PricedPeriod
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class PricedService:
    """The lines of one service agreement on a bill."""

    service_agreement_id: UUID
    priced: PricedPeriod


@dataclass(frozen=True, slots=True)
class DraftReading:
    """
    What one usage point had counted of one flow over the bill's days.

    Units: Wh or MB as the usage point; seconds of the reads that are there, are estimated, and ought to be there.
    """

    service_agreement_id: UUID
    usage_point_id: int
    flow: Flow
    quantity: int
    estimated_quantity: int
    present_seconds: int
    estimated_seconds: int
    expected_seconds: int


@dataclass(frozen=True, slots=True)
class Installment:
    """That budget billing asks for an amount of its own, whatever the lines sum to. Units: cents."""

    cents: Cents


@dataclass(frozen=True, slots=True)
class TrueUp:
    """That a bill carries the difference of an estimated one. Units: cents; `tax_cents` is part of `cents`."""

    estimated_statement_id: UUID
    cents: Cents
    tax_cents: Cents


@dataclass(frozen=True, slots=True)
class BillDraft:
    """
    A bill before it is issued.

    The same service may come several times: its own lines, then those that concern the bill as a whole.
    """

    account_id: UUID
    period: Period
    services: tuple[PricedService, ...]
    is_estimated: bool
    readings: tuple[DraftReading, ...] = ()
    installment: Installment | None = None
    true_ups: tuple[TrueUp, ...] = ()
    """Of estimated bills whose difference is among this bill's lines."""
    revision: int = 0
    carried_tax_cents: Cents = 0
    """How much is tax of the differences that it takes over from a bill in whose place it is."""

    @property
    def charges_cents(self) -> Cents:
        return sum(service.priced.cents for service in self.services)

    @property
    def put_by_cents(self) -> Cents:
        """What energy sent back earned: no line of this bill, but a credit for those that follow."""
        return sum(service.priced.excess_cents for service in self.services)

    @property
    def billed_cents(self) -> Cents:
        return self.charges_cents if self.installment is None else self.installment.cents

    @property
    def sums(self) -> BillSums:
        return BillSums(
            charges_cents=self.charges_cents,
            billed_cents=self.billed_cents,
            tax_cents=self._cents_of(ChargeKind.TAX)
            + sum(one.tax_cents for one in self.true_ups)
            + self.carried_tax_cents,
            donated_cents=self._cents_of(ChargeKind.DONATION),
            credits_used_cents=-self._cents_of(ChargeKind.CREDIT),
        )

    def _cents_of(self, *kinds: ChargeKind) -> Cents:
        return sum(service.priced.cents_of_kinds(*kinds) for service in self.services)
