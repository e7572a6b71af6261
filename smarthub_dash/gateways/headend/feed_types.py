"""What an ESPI ReadingType says about its readings, and the codes it says it in."""

from collections.abc import Mapping
from dataclasses import dataclass

from smarthub_dash.gateways.headend import FlowDirection, HowKnown

WATT_HOURS = "72"
UNITS = {"38": "demand in W", "61": "VA", "63": "var", "71": "VAh", "73": "varh", "169": "therms", "42": "m³"}
ELECTRICITY = ("", "0", "1", "2")
INTERVAL = ("", "0", "4", "12")
"""Accumulation behaviours that count what passed in an interval: not said, none, delta, indicating."""
FLOWS = {
    "": FlowDirection.DELIVERED,
    "0": FlowDirection.DELIVERED,
    "1": FlowDirection.DELIVERED,
    "19": FlowDirection.RECEIVED,
}
QUALITIES = {
    "7": HowKnown.EDITED,
    "8": HowKnown.ESTIMATED,
    "9": HowKnown.ESTIMATED,
    "10": HowKnown.ESTIMATED,
    "11": HowKnown.ESTIMATED,
    "12": HowKnown.ESTIMATED,
    "13": HowKnown.ESTIMATED,
}
"""Manually edited; estimated by a reference day or a line; questionable, derived, projected, mixed. All else: valid."""


class OtherReading(ValueError):
    """Readings of something else than interval energy; they are passed over, and that is said."""


@dataclass(frozen=True, slots=True)
class ReadingKind:
    """
    What the readings of a block are.

    Units: seconds, 0 if not said; a value times ten to the power is Wh.
    """

    flow: FlowDirection
    power_of_ten: int
    seconds: int
    how_known: HowKnown


def reading_kind(told: Mapping[str, str]) -> ReadingKind:
    """
    Return what a ReadingType says, given its children by name.

    :raises OtherReading: if it is not interval energy
    """
    unit = told.get("uom", "")
    if unit != WATT_HOURS:
        raise OtherReading(f"unit of measure {unit or 'not said'} is {UNITS.get(unit, 'something else')}, not Wh.")
    if told.get("commodity", "") not in ELECTRICITY:
        raise OtherReading(f"commodity {told['commodity']} is not electricity.")
    if told.get("accumulationBehaviour", "") not in INTERVAL:
        raise OtherReading("the readings are a register that runs on, not interval energy.")
    flow = FLOWS.get(told.get("flowDirection", ""))
    if flow is None:
        raise OtherReading(f"flow direction {told['flowDirection']} is neither delivered nor received.")
    power = _number(told.get("powerOfTenMultiplier", "0"))
    if not -12 <= power <= 9:
        raise OtherReading(f"a multiplier of ten to the power {power} is not one of energy.")
    seconds = max(0, _number(told.get("intervalLength", "0")))
    return ReadingKind(flow, power, seconds, how_known(told.get("defaultQuality", "")))


def how_known(code: str) -> HowKnown:
    """Return how a reading of that quality is known."""
    return QUALITIES.get(code, HowKnown.MEASURED)


def _number(text: str) -> int:
    bare = text.strip()
    if not bare.removeprefix("-").isdecimal() or len(bare) > 9:
        raise OtherReading(f"its reading type says {bare[:20]!r} where a number belongs.")
    return int(bare)
