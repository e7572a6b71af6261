"""What is checked while an import runs: whose each delivery is, and what in it is odd."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session

from smarthub_dash.domain.usage.operations.doubts import Doubt, usual_watts
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit, ReadQuality
from smarthub_dash.domain.usage.rules.deliveries import Delivery, MeteredPoint, UnfitReads, check_delivery
from smarthub_dash.domain.usage.rules.validation import LEAST_USUAL, is_spike, may_be_spikes, zero_runs
from smarthub_dash.gateways.headend import ReadDelivery

LOOK_BACK = timedelta(days=35)


def checked(given: ReadDelivery, points: Sequence[MeteredPoint]) -> Iterator[Delivery]:
    """
    Yield what a delivery brings to each usage point where its meter counted.

    :raises UnfitReads: if no such meter is known, or it counts otherwise or did not count there then
    """
    if not points:
        raise UnfitReads(given.first_line, f"no meter here has the number {given.meter_number!r}.")
    left = np.ones(given.start_epochs.size, dtype=np.bool_)
    for point in points:
        # A register is read at the very end of a stay, and of an interval a part may lie before its beginning.
        ends = given.start_epochs if given.is_register else given.start_epochs + given.seconds
        is_here = (ends >= point.since_epoch) if given.is_register else (given.start_epochs >= point.since_epoch)
        is_here &= (
            (given.start_epochs <= point.until_epoch) if given.is_register else given.start_epochs < point.until_epoch
        )
        touches = (ends >= point.since_epoch) & (given.start_epochs <= point.until_epoch)
        left &= ~touches
        if not is_here.any():
            continue
        delivery = Delivery(
            point=point,
            flow=Flow(given.flow),
            unit=given.unit,
            seconds=given.seconds,
            start_epochs=given.start_epochs[is_here],
            quantities=given.quantities[is_here],
            qualities=given.qualities[is_here],
            line=given.first_line,
        )
        if not given.is_register:
            check_delivery(delivery)
        yield delivery
    if left.any():
        raise UnfitReads(given.first_line, f"meter {given.meter_number} was not installed at that time.")


def doubts_of(session: Session, *, deliveries: Sequence[Delivery], now: datetime, zone: ZoneInfo) -> list[Doubt]:
    """Return what is odd in measured deliveries of electricity."""
    # no scope: a head end delivers for every account
    odd = [each for each in deliveries if each.point.unit is QuantityUnit.WH and _may_be_odd(each)]
    if not odd:
        return []
    since = int((now - LOOK_BACK).timestamp())
    ids = {each.point.usage_point_id for each in odd}
    usual = usual_watts(session, usage_point_ids=ids, since=(now - LOOK_BACK).astimezone(zone).date())
    return [
        doubt
        for each in odd
        if int(each.start_epochs.max()) > since
        for doubt in _doubts(each, usual.get((each.point.usage_point_id, each.flow), 0.0))
    ]


def _may_be_odd(delivery: Delivery) -> bool:
    return bool(
        may_be_spikes(delivery.quantities, delivery.seconds).any()
        or (not delivery.quantities.all() and zero_runs(delivery.start_epochs, delivery.quantities, delivery.seconds))
    )


def _doubts(delivery: Delivery, watts: float) -> Iterator[Doubt]:
    point, seconds = delivery.point, delivery.seconds
    for place in np.flatnonzero(may_be_spikes(delivery.quantities, seconds)).tolist():
        start, quantity = int(delivery.start_epochs[place]), int(delivery.quantities[place])
        if watts and delivery.qualities[place] == ReadQuality.MEASURED and is_spike(quantity, seconds, watts):
            words = f"{quantity / 1000:,.3f} kWh in {seconds // 60} minutes, where {watts / 1000:,.2f} kW is usual."
            yield Doubt(point.usage_point_id, delivery.flow, start, start + seconds, "spike", words)
    if watts >= LEAST_USUAL and delivery.flow is Flow.DELIVERED:
        for start, end in zero_runs(delivery.start_epochs, delivery.quantities, seconds):
            words = f"Nothing counted for {(end - start) // 3600} hours, where {watts / 1000:,.2f} kW is usual."
            yield Doubt(point.usage_point_id, delivery.flow, start, end, "zeros", words)
