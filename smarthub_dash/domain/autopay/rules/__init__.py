"""Rules of Auto Pay: what becomes of a draft."""

from enum import StrEnum


class DraftState(StrEnum):
    """What became of the draft of one bill."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    ABOVE_CEILING = "above_ceiling"
    """The member is asked first."""
    DRAWN = "drawn"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    """Nothing was owed any more on its day."""
