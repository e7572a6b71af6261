"""Rules of usage: the words for a flow, its quality and its unit."""

from enum import IntEnum, StrEnum


class Flow(IntEnum):
    """Which way: to the member or from the member (internet: down or up)."""

    DELIVERED = 1
    RECEIVED = 2


class ReadQuality(IntEnum):
    """How a quantity is known. A missing read has no row; a measured zero is a measured read."""

    MEASURED = 1
    ESTIMATED = 2
    EDITED = 3


class QuantityUnit(StrEnum):
    """What a usage point counts: watt-hours, or megabytes of 1,000,000 bytes."""

    WH = "wh"
    MB = "mb"
