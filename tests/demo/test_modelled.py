"""Modelled loads: deterministic in any order, and shaped by weather and the clock."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from smarthub_dash.demo.cast import BOONE, DEE, METERS
from smarthub_dash.demo.headend import deliveries_of
from smarthub_dash.demo.modelled import HomeLoad
from smarthub_dash.demo.parts import CastMeter
from smarthub_dash.gateways.headend import FlowDirection, HowKnown
from smarthub_dash.kit.periods import Period, epochs_of

CHICAGO = ZoneInfo("America/Chicago")
DAY = 86_400


def _quantities(meter: CastMeter, within: Period) -> dict[FlowDirection, np.ndarray]:
    start, end = epochs_of(within, CHICAGO)
    given = deliveries_of(meter, start_epoch=start, end_epoch=end, zone=CHICAGO)
    return {delivery.flow: delivery.quantities for delivery in given}


def _week(year: int, month: int, day: int) -> Period:
    return Period(date(year, month, day), date(year, month, day) + timedelta(days=7))


@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.meter_number)
def test_any_range_in_any_order_says_the_same(meter: CastMeter) -> None:
    start, end = epochs_of(Period(date(2026, 10, 30), date(2026, 11, 4)), CHICAGO)
    cuts = [start, start + 5 * 3600, start + 2 * DAY + 900, end]
    pieces = list(pairwise(cuts))

    whole = deliveries_of(meter, start_epoch=start, end_epoch=end, zone=CHICAGO)
    parts = {
        piece: deliveries_of(meter, start_epoch=piece[0], end_epoch=piece[1], zone=CHICAGO)
        for piece in reversed(pieces)
    }

    hours_only = meter.interval_seconds == 3600
    for at, delivery in enumerate(whole):
        joined = np.concatenate([parts[piece][at].quantities for piece in pieces])
        known = np.concatenate([parts[piece][at].qualities for piece in pieces])
        # An hour that a cut goes through lies wholly in neither part.
        kept = ~np.isin(delivery.start_epochs, [cuts[2] - 900]) if hours_only else slice(None)
        assert delivery.quantities[kept].tolist() == joined.tolist()
        assert delivery.qualities[kept].tolist() == known.tolist()


def test_a_home_heats_in_january_and_cools_in_july() -> None:
    home = BOONE.accounts[0].meter

    january, april, july = (
        _quantities(home, _week(2026, month, 12))[FlowDirection.DELIVERED].sum() for month in (1, 4, 7)
    )

    assert january > 1.5 * april
    assert july > 1.15 * april


@pytest.mark.parametrize("meter", [meter for meter in METERS if isinstance(meter.source, HomeLoad)])
def test_no_home_is_heated_in_july(meter: CastMeter) -> None:
    january, july = (_quantities(meter, _week(2026, month, 12))[FlowDirection.DELIVERED].sum() for month in (1, 7))

    # However often a meter reads: it stands in the same weather.
    assert january > 1.1 * july
    assert july < 7 * 70_000


def test_the_shop_works_on_workdays() -> None:
    shop = BOONE.accounts[1].meter

    days = _quantities(shop, _week(2026, 6, 1))[FlowDirection.DELIVERED].reshape(7, 96).sum(axis=1)

    assert days[:5].min() > 5 * days[6]


def test_the_well_waters_fields_in_summer() -> None:
    well = BOONE.accounts[2].meter

    february, july = (
        _quantities(well, Period(date(2026, month, 1), date(2026, month, 28)))[FlowDirection.DELIVERED].sum()
        for month in (2, 7)
    )

    assert july > 2 * february


def test_solar_is_received_by_day_only_and_the_car_charges_at_night() -> None:
    flows = _quantities(DEE.accounts[0].meter, _week(2026, 6, 15))
    delivered, received = (flows[flow].reshape(7, 96) for flow in FlowDirection)

    assert received[:, :18].sum() == 0
    assert received[:, 44:60].sum() > 0
    assert delivered[:, :20].max() > 1_700


def test_some_stretches_are_estimated_and_few() -> None:
    start, end = epochs_of(Period(date(2025, 1, 1), date(2026, 1, 1)), CHICAGO)

    (year,) = deliveries_of(BOONE.accounts[0].meter, start_epoch=start, end_epoch=end, zone=CHICAGO)

    share = np.mean(year.qualities == HowKnown.ESTIMATED)
    assert 0.0002 < share < 0.01


def test_a_clock_change_day_has_its_own_count_of_intervals() -> None:
    home = BOONE.accounts[0].meter

    counts = [
        len(_quantities(home, Period(day, day + timedelta(days=1)))[FlowDirection.DELIVERED])
        for day in (date(2026, 3, 8), date(2026, 11, 1), date(2026, 11, 2))
    ]

    assert counts == [92, 100, 96]


def test_nothing_is_below_zero_and_nothing_is_of_the_future() -> None:
    noon = int(datetime(2026, 11, 17, 12, 7, tzinfo=CHICAGO).timestamp())

    for meter in METERS:
        for delivery in deliveries_of(meter, start_epoch=noon - 400 * DAY, end_epoch=noon, zone=CHICAGO):
            assert delivery.quantities.min() >= 0
            assert delivery.start_epochs[-1] + delivery.seconds <= noon
