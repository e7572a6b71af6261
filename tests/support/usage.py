"""Look at usage as the page does, and bring in reads hour by hour."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from smarthub_dash.gateways.headend import FlowDirection, HowKnown, ReadDelivery
from smarthub_dash.gateways.headend.delivered import DeliveredReads
from smarthub_dash.journeys.import_reads import import_reads
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.usage_bars import Bar
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.journeys.view_usage import UsageView, request_of, view_usage
from smarthub_dash.kit.database import Database

ZONE = ZoneInfo("America/Chicago")
HOUR = 3_600


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """Return an instant by the clock of the co-op."""
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def look(
    database: Database,
    member_id: UUID,
    *,
    span: Span,
    day: date,
    now: datetime,
    account: str = "",
    in_money: bool = False,
) -> UsageView:
    """Return what a member sees of a range."""
    query = {"range": span.value, "at": day.isoformat(), "unit": "money" if in_money else "quantity"}
    request = request_of({**query, **({"account": account} if account else {})}, usual_unit="quantity")
    scope = scope_for(database, member_id=member_id, now=now, zone=ZONE)
    return view_usage(database, scope=scope, request=request, now=now, zone=ZONE)


def cents(bar: Bar) -> int:
    """Return what a bar costs in all; zero if it costs nothing."""
    return bar.cost.use_cents + bar.cost.fixed_cents if bar.cost else 0


def bring_in(
    database: Database,
    meter_number: str,
    reads: Mapping[int, int],
    *,
    now: datetime,
    flow: FlowDirection = FlowDirection.DELIVERED,
    known: HowKnown = HowKnown.MEASURED,
    seconds: int = HOUR,
) -> None:
    """Import reads by the instants they begin at. Units: epoch seconds; Wh."""
    given = ReadDelivery(
        meter_number=meter_number,
        flow=flow,
        unit="wh",
        seconds=seconds,
        start_epochs=np.array(sorted(reads), dtype=np.int64),
        quantities=np.array([reads[start] for start in sorted(reads)], dtype=np.int64),
        qualities=np.full(len(reads), int(known), dtype=np.int8),
        first_line=1,
    )
    import_reads(database, file=DeliveredReads("test", (given,)), now=now, zone=ZONE, report=lambda _: None)
