"""Price energy: by season, time-of-use window and tier, with net metering and the power-cost adjustment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smarthub_dash.domain.rates.rules.calendar import Calendar, Cell
from smarthub_dash.domain.rates.rules.lines import ChargeLine, kwh_text, price_text
from smarthub_dash.domain.rates.rules.metered import MeteredUse
from smarthub_dash.domain.rates.rules.netting import netted
from smarthub_dash.domain.rates.rules.schedule import energy_prices
from smarthub_dash.domain.rates.rules.terms import ChargeKind, EnergyPrice
from smarthub_dash.kit.money import Cents, cents_of
from smarthub_dash.kit.periods import Period


@dataclass(frozen=True, slots=True)
class EnergyPart:
    """Energy at one price. Units: Wh, dollars per kWh."""

    kind: ChargeKind
    label: str
    price: Decimal
    explanation: str
    rate_code: str
    rate_from: date
    wh: int

    @property
    def dollars(self) -> Fraction:
        return Fraction(self.price) * self.wh / 1000


@dataclass(frozen=True, slots=True)
class CellEnergy:
    """
    The energy of one cell: as it flowed, and as it is billed once the period is netted.

    Units: Wh, `net_wh` below zero if more was sent back than used. `number` is the cell's in its calendar.
    """

    number: int
    cell: Cell
    net_wh: int
    billed_wh: int
    excess_wh: int

    @property
    def is_netted(self) -> bool:
        return self.cell.span.version.net_metering is not None


@dataclass(frozen=True, slots=True)
class EnergyRun:
    """
    Cells that fill the same tiers together: a new version that keeps them, or a new adjustment, begins none anew.

    `parts` are the energy's own; `billed_wh` is shared by them.
    """

    cells: tuple[CellEnergy, ...]
    billed_wh: int
    parts: tuple[EnergyPart, ...]


@dataclass(frozen=True, slots=True)
class PricedEnergy:
    """The energy of a period, priced. Units: what is put by for later bills, in Wh and cents."""

    cells: tuple[CellEnergy, ...]
    runs: tuple[EnergyRun, ...]
    lines: tuple[ChargeLine, ...]
    excess_wh: int
    excess_cents: Cents


def price_energy(calendar: Calendar, *, cycle: Period, use: MeteredUse) -> PricedEnergy:
    """Return the lines of energy and adjustment, in this order, and what was sent back beyond what was used."""
    cells = _cell_energies(calendar, use)
    runs = tuple(_run(same, cycle) for same in _by_tiers(cells))
    energy = [part for run in runs for part in run.parts]
    return PricedEnergy(
        cells=cells,
        runs=runs,
        lines=(*_lines(energy), *_lines(adjustment_parts(cells))),
        excess_wh=sum(one.excess_wh for one in cells),
        excess_cents=_worth_of(cells),
    )


def adjustment_parts(cells: Sequence[CellEnergy]) -> Sequence[EnergyPart]:
    """Return the power-cost adjustment of each cell."""
    return [
        EnergyPart(ChargeKind.ADJUSTMENT, terms.label, terms.price, terms.explanation, *_from(one.cell), one.billed_wh)
        for one in cells
        if (terms := one.cell.span.version.adjustment) and one.billed_wh
    ]


def _cell_energies(calendar: Calendar, use: MeteredUse) -> tuple[CellEnergy, ...]:
    delivered, received = calendar.sums(use.delivered), calendar.sums(use.received)
    # Without net metering, what is sent back is not subtracted.
    nets = [
        out - back if cell.span.version.net_metering else out
        for cell, out, back in zip(calendar.cells, delivered, received, strict=True)
    ]
    billed, excess = list(nets), [0] * len(nets)
    for window in {cell.window for cell in calendar.cells}:
        at = [
            number
            for number, cell in enumerate(calendar.cells)
            if cell.window == window and cell.span.version.net_metering
        ]
        for number, kept, over in zip(at, *netted([nets[number] for number in at]), strict=True):
            billed[number], excess[number] = kept, over
    found = map(CellEnergy, range(len(nets)), calendar.cells, nets, billed, excess)
    return tuple(sorted((one for one in found if one.cell.span.version.energy), key=_order_of))


def _order_of(one: CellEnergy) -> tuple[date, int]:
    # The order of the file is the order of the bill.
    span = one.cell.span
    return span.period.start_on, next(
        at for at, price in enumerate(span.version.energy) if price.window == one.cell.window
    )


def _by_tiers(cells: Sequence[CellEnergy]) -> Iterable[tuple[CellEnergy, ...]]:
    runs: dict[tuple[object, ...], list[CellEnergy]] = {}
    for one in cells:
        tiers = tuple((tier.price, tier.up_to_kwh) for tier in _tiers_of(one))
        runs.setdefault((one.cell.window, tiers), []).append(one)
    return map(tuple, runs.values())


def _tiers_of(one: CellEnergy) -> tuple[EnergyPrice, ...]:
    return energy_prices(one.cell.span.version, season=one.cell.span.season, window=one.cell.window)


def _run(cells: tuple[CellEnergy, ...], cycle: Period) -> EnergyRun:
    billed = sum(one.billed_wh for one in cells)
    share = Fraction(sum(one.cell.span.period.day_count for one in cells), cycle.day_count)
    code, since = cells[-1].cell.span.version.code, min(one.cell.span.version.valid_from for one in cells)
    parts, below = [], 0
    for tier in _tiers_of(cells[-1]):
        until = billed if tier.up_to_kwh is None else min(billed, int(tier.up_to_kwh * 1000 * share))
        if until > below:
            parts.append(
                EnergyPart(ChargeKind.ENERGY, tier.label, tier.price, tier.explanation, code, since, until - below)
            )
            below = until
    return EnergyRun(cells, billed, tuple(parts))


def _worth_of(cells: Sequence[CellEnergy]) -> Cents:
    dollars = Fraction(0)
    for one in cells:
        terms = one.cell.span.version.net_metering
        if terms is not None and one.excess_wh:
            dollars += Fraction(terms.avoided_cost) * one.excess_wh / 1000
    return cents_of(dollars)


def _from(cell: Cell) -> tuple[str, date]:
    return cell.span.version.code, cell.span.version.valid_from


def _lines(parts: Iterable[EnergyPart]) -> Iterable[ChargeLine]:
    by_price: dict[Decimal, list[EnergyPart]] = {}
    for part in parts:
        by_price.setdefault(part.price, []).append(part)
    for price, same in by_price.items():
        wh = sum(part.wh for part in same)
        labels = list(dict.fromkeys(part.label for part in same))
        yield ChargeLine(
            kind=same[0].kind,
            label=labels[0] if len(labels) == 1 else "Energy",
            quantity=Fraction(wh, 1000),
            quantity_text=kwh_text(wh),
            price=price,
            price_text=price_text(price, "kWh"),
            explanation=same[0].explanation,
            rate_code=same[-1].rate_code,
            rate_from=min(part.rate_from for part in same),
            cents=cents_of(Fraction(price) * wh / 1000),
        )
