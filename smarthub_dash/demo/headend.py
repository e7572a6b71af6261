"""The demo's head end: what every meter of the cast has counted, for history and as time passes."""

from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.demo import modelled, replay
from smarthub_dash.demo.modelled import FiberLoad
from smarthub_dash.demo.modelled_lines import share_up
from smarthub_dash.demo.parts import CastMeter, RealYear
from smarthub_dash.demo.redating import Integers
from smarthub_dash.gateways.headend import FlowDirection, ReadDelivery


def deliveries_of(meter: CastMeter, *, start_epoch: int, end_epoch: int, zone: ZoneInfo) -> tuple[ReadDelivery, ...]:
    """
    Return what a meter counted in the intervals that lie wholly in `[start_epoch, end_epoch)`, by flow.

    Units: epoch seconds, UTC.
    """
    if isinstance(meter.source, RealYear):
        reads = replay.reads_between(start_epoch, end_epoch, zone)
        return _delivery(meter, FlowDirection.DELIVERED, reads.starts, reads.quantities, reads.qualities)
    over = modelled.intervals(meter.meter_number, start_epoch, end_epoch, meter.interval_seconds, zone)
    if isinstance(meter.source, FiberLoad):
        up = share_up(meter.meter_number, over.starts, over.seconds)
        delivered, received = (np.rint(flow * up).astype(np.int64) for flow in modelled.traffic(meter.source, over))
    else:
        delivered, received = modelled.electricity(meter.source, over)
    known = modelled.qualities(over)
    to_member = _delivery(meter, FlowDirection.DELIVERED, over.starts, delivered, known)
    from_member = _delivery(meter, FlowDirection.RECEIVED, over.starts, received, known)
    return to_member + from_member if meter.has_received else to_member


def _delivery(
    meter: CastMeter, flow: FlowDirection, starts: Integers, quantities: Integers, qualities: Integers
) -> tuple[ReadDelivery, ...]:
    if not len(starts):
        return ()
    return (
        ReadDelivery(
            meter_number=meter.meter_number,
            flow=flow,
            unit=meter.unit.value,
            seconds=meter.interval_seconds,
            start_epochs=starts,
            quantities=quantities,
            qualities=qualities.astype(np.int8),
            first_line=1,
        ),
    )
