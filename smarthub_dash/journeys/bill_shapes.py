"""The shapes of a bill in full: frozen values that the screen, the PDF and the CSV read alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.billing.queries.around_bill import BudgetShare, LedgerLine, TrueUp
from smarthub_dash.domain.billing.queries.bill_readings import MeterReading
from smarthub_dash.domain.billing.queries.whole_bill import EarlierBill, FoundBill, PrintedLine
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class CountedUse:
    """What the meters of an account counted in one billing period. Units: Wh or MB."""

    quantity: int
    received: int
    estimated_quantity: int


@dataclass(frozen=True, slots=True)
class BillService:
    """One service on a bill: where, its lines, and what its meters had counted. Units: cents."""

    service_agreement_id: UUID
    kind: ServiceKind
    street: str
    place: str
    lines: tuple[PrintedLine, ...]
    readings: tuple[MeterReading, ...]

    @property
    def cents(self) -> Cents:
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class BillLedger:
    """
    The account from the last bill to this one. Units: cents.

    `opening_cents` and what changed it since sum to what was owed before this bill, and with it to the balance.
    """

    opening_cents: Cents
    entries: tuple[LedgerLine, ...]
    previous_cents: Cents
    billed_cents: Cents
    since: tuple[LedgerLine, ...]
    """What has changed the balance after this bill, up to the next one."""

    @property
    def balance_cents(self) -> Cents:
        return self.previous_cents + self.billed_cents

    def cents_of(self, *kinds: LedgerKind) -> Cents:
        return sum(entry.cents for entry in self.entries if entry.kind in kinds)


@dataclass(frozen=True, slots=True)
class BillTotals:
    """The bill in five figures. Units: cents."""

    charges_cents: Cents
    use_cents: Cents
    """What each kWh moved, before tax."""
    tax_cents: Cents
    put_off_cents: Cents
    """What budget billing put off, above zero, or took in advance."""
    put_off_in_all_cents: Cents
    """What budget billing has put off by now, this bill included."""
    put_by_cents: Cents
    """The credit for energy sent back that this bill put by for following ones."""
    put_by_in_all_cents: Cents

    @property
    def fixed_cents(self) -> Cents:
        return self.charges_cents - self.use_cents - self.tax_cents


@dataclass(frozen=True, slots=True)
class ComparedBill:
    """Another bill beside this one; its use is None where nothing was counted."""

    bill: EarlierBill
    lines: tuple[PrintedLine, ...]
    use: CountedUse | None


@dataclass(frozen=True, slots=True)
class UsedPeriod:
    """One bar of the year's usage."""

    start_on: date
    use: CountedUse
    is_this: bool
    is_last_year: bool


@dataclass(frozen=True, slots=True)
class BillInFull:
    """A bill with everything it stands on."""

    bill: FoundBill
    services: tuple[BillService, ...]
    totals: BillTotals
    ledger: BillLedger
    unit: QuantityUnit
    use: CountedUse | None
    """What all its meters had counted when it was made; None where there is no meter."""
    last_bill: ComparedBill | None
    last_year: ComparedBill | None
    year: tuple[UsedPeriod, ...]
    """Up to thirteen billing periods, this one last."""
    budget: BudgetShare | None
    true_ups: tuple[TrueUp, ...]
    """The estimated bills that this one settles."""
    settled_by: TrueUp | None
    """The bill that settled this one, if it was estimated."""
    messages: tuple[str, ...]
    numbers: Mapping[UUID, str]
    """The numbers of the bills that ledger lines may name."""

    @property
    def lines(self) -> tuple[PrintedLine, ...]:
        return tuple(line for service in self.services for line in service.lines)
