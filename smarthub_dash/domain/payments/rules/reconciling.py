"""What a charge should be worth to us, and where the processor's books and ours do not say the same."""

from dataclasses import dataclass
from uuid import UUID

from smarthub_dash.domain.payments.rules import CREDITED, TenderState
from smarthub_dash.kit.money import Cents, money_text

HOLDING = (*CREDITED, TenderState.REFUNDED)
"""The states in which the processor holds our money, less what was given back."""
AGES = (1, 2, 5, 10, 30, 61)
"""Which days are laid beside the processor's, by how long ago they were: banks take drafts back for sixty days."""


@dataclass(frozen=True, slots=True)
class OurSide:
    """A tender as we know it. Units: cents; `given_cents` is what the processor gave back of it."""

    tender_id: UUID
    charge_ref: str
    state: TenderState
    charged_cents: Cents
    given_cents: Cents

    @property
    def cents(self) -> Cents:
        """What it is worth: what we credited and did not give back."""
        return self.charged_cents - self.given_cents if self.state in HOLDING else 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two do not agree about one charge. Units: cents."""

    charge_ref: str
    tender_id: UUID | None
    our_cents: Cents
    their_cents: Cents
    words: str


def difference_of(ours: OurSide | None, *, charge_ref: str, their_cents: Cents) -> Difference | None:
    """Return what is wrong about a charge; None if both say the same."""
    our_cents = ours.cents if ours else 0
    if ours is not None and our_cents == their_cents:
        return None
    if ours is None and not their_cents:
        return None
    return Difference(
        charge_ref or "none",
        ours.tender_id if ours else None,
        our_cents,
        their_cents,
        _words(ours, charge_ref, their_cents),
    )


def _words(ours: OurSide | None, charge_ref: str, their_cents: Cents) -> str:
    if ours is None:
        return f"The processor holds {money_text(their_cents)} of a charge that is none of ours."
    if not charge_ref:
        return f"We credited {money_text(ours.cents)}, and the processor knows of no charge."
    return f"We count {money_text(ours.cents)} ({ours.state}); the processor counts {money_text(their_cents)}."
