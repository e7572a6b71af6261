"""Rules of insights: the cards there are, in the order in which they are read."""

from enum import StrEnum


class CardKind(StrEnum):
    """What a card is about; the order is that of the page."""

    ON_TRACK = "on_track"
    UNUSUAL = "unusual"
    OUTAGES = "outages"
    LAST_YEAR = "last_year"
    SPLIT = "split"
    ALWAYS_ON = "always_on"
    PEAKS = "peaks"
    SIMILAR = "similar"
