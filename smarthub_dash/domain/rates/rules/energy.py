"""Price energy: by season, time-of-use window and tier, with net metering and the power-cost adjustment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.domain.rates.rules.lines import ChargeLine, kwh_text, price_text
from smarthub_dash.domain.rates.rules.local_time import holidays_in, local_times
from smarthub_dash.domain.rates.rules.metered import MeteredUse, Reads
from smarthub_dash.domain.rates.rules.schedule import (
    ChargeKind,
    DayType,
    EnergyPrice,
    VersionSpan,
    Window,
    energy_prices,
)
from smarthub_dash.domain.rates.rules.seasons import SeasonSpan, season_spans
from smarthub_dash.kit.money import cents_of
from smarthub_dash.kit.periods import Period, epochs_of

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class EnergyPart:
    """Energy at one price. Units: Wh, dollars per kWh."""

    kind: ChargeKind
    label: str
    price: Decimal
    explanation: str
    wh: int

    @property
    def dollars(self) -> Fraction:
        return Fraction(self.wh, 1000) * Fraction(self.price)


@dataclass(frozen=True, slots=True, eq=False)
class EnergyGroup:
    """
    The energy of one season span and window: netted together, then priced in parts.

    Shape: masks as long as the delivered and the received reads. Units: Wh, below zero if more was sent back.
    """

    delivered: NDArray[np.bool_]
    received: NDArray[np.bool_]
    net_wh: int
    parts: tuple[EnergyPart, ...]


def energy_lines(
    spans: Sequence[VersionSpan], *, cycle: Period, use: MeteredUse, zone: ZoneInfo
) -> tuple[ChargeLine, ...]:
    """Return the lines of energy, adjustment and credit, in this order; parts with one price are one line."""
    code = spans[-1].version.code
    parts = [part for group in energy_groups(spans, cycle=cycle, use=use, zone=zone) for part in group.parts]
    kinds = (ChargeKind.ENERGY, ChargeKind.ADJUSTMENT, ChargeKind.CREDIT)
    return tuple(line for kind in kinds for line in _lines(kind, (part for part in parts if part.kind is kind), code))


def energy_groups(
    spans: Sequence[VersionSpan], *, cycle: Period, use: MeteredUse, zone: ZoneInfo
) -> Iterable[EnergyGroup]:
    """Return the energy by season and window, the oldest season first, windows in the order of the schedule."""
    for version_span in spans:
        if version_span.version.energy:
            for span in season_spans(version_span):
                yield from _groups_of(span, cycle=cycle, use=use, zone=zone)


def window_masks(reads: Reads, *, span: SeasonSpan, zone: ZoneInfo) -> dict[str | None, NDArray[np.bool_]]:
    """
    Return which reads of a span fall in which time-of-use window; None names the hours of no window.

    Shape: each as long as the reads. The first window of the schedule that is open wins.
    """
    first, end = epochs_of(span.period, zone)
    left = (reads.starts >= first) & (reads.starts < end)
    masks: dict[str | None, NDArray[np.bool_]] = {}
    open_windows = [one for one in span.version.windows if one.season in (span.season, None)]
    if open_windows:
        local = local_times(reads.starts, period=span.period, zone=zone)
        holidays = np.isin(local.day, holidays_in(span.period))
        for window in open_windows:
            is_open = left & _is_open(window, local.hour, local.weekday, holidays)
            masks[window.name] = masks.get(window.name, np.zeros_like(left)) | is_open
            left = left & ~is_open
    masks[None] = left
    return masks


def _is_open(
    window: Window, hour: NDArray[np.int64], weekday: NDArray[np.int64], holidays: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    is_open = (hour >= window.from_hour) & (hour < window.to_hour)
    if window.days is DayType.WEEKDAYS:
        is_open &= weekday < SATURDAY
    elif window.days is DayType.WEEKENDS:
        is_open &= weekday >= SATURDAY
    return is_open & ~holidays if window.skips_holidays else is_open


def _groups_of(span: SeasonSpan, *, cycle: Period, use: MeteredUse, zone: ZoneInfo) -> Iterable[EnergyGroup]:
    delivered = window_masks(use.delivered, span=span, zone=zone)
    received = window_masks(use.received, span=span, zone=zone)
    share = Fraction(span.period.day_count, cycle.day_count)
    for window in sorted(delivered, key=lambda name: _order_of(span, name)):
        # Without net metering, what is sent back is not subtracted.
        back = received[window] if span.version.net_metering else np.zeros_like(received[window])
        net = int(use.delivered.quantities[delivered[window]].sum()) - int(use.received.quantities[back].sum())
        parts = tuple(_parts_of(span, window, net, share))
        yield EnergyGroup(delivered[window], back, net, parts)


def _parts_of(span: SeasonSpan, window: str | None, net: int, share: Fraction) -> Iterable[EnergyPart]:
    tiers = energy_prices(span.version, season=span.season, window=window)
    yield from _tier_parts(tiers, max(net, 0), share)
    adjustment, metering = span.version.adjustment, span.version.net_metering
    if adjustment is not None and net > 0:
        yield EnergyPart(ChargeKind.ADJUSTMENT, adjustment.label, adjustment.price, adjustment.explanation, net)
    if metering is not None and net < 0:
        yield EnergyPart(ChargeKind.CREDIT, metering.label, -metering.avoided_cost, metering.explanation, -net)


def _order_of(span: SeasonSpan, window: str | None) -> int:
    # The order of the file is the order of the bill.
    return next(at for at, price in enumerate(span.version.energy) if price.window == window)


def _tier_parts(tiers: Sequence[EnergyPrice], wh: int, share: Fraction) -> Iterable[EnergyPart]:
    below = 0
    for tier in tiers:
        until = wh if tier.up_to_kwh is None else min(wh, int(tier.up_to_kwh * 1000 * share))
        if until > below:
            yield EnergyPart(ChargeKind.ENERGY, tier.label, tier.price, tier.explanation, until - below)
            below = until


def _lines(kind: ChargeKind, parts: Iterable[EnergyPart], rate_code: str) -> Iterable[ChargeLine]:
    by_price: dict[Decimal, list[EnergyPart]] = {}
    for part in parts:
        by_price.setdefault(part.price, []).append(part)
    for price, same in by_price.items():
        wh = sum(part.wh for part in same)
        labels = list(dict.fromkeys(part.label for part in same))
        yield ChargeLine(
            kind=kind,
            label=labels[0] if len(labels) == 1 else "Energy",
            quantity=Fraction(wh, 1000),
            quantity_text=kwh_text(wh),
            price=price,
            price_text=price_text(price, "kWh"),
            explanation=same[0].explanation,
            rate_code=rate_code,
            cents=cents_of(sum((part.dollars for part in same), start=Fraction(0))),
        )
