"""How fast one session may send events; a burst is let through, a flood is not."""

from datetime import datetime

MOST_KEYS = 20_000


class Pace:
    """A token bucket for each key: it fills at so many a second, and holds so many at most."""

    def __init__(self, *, per_second: float, at_once: int) -> None:
        self._per_second = per_second
        self._at_once = float(at_once)
        self._left: dict[str, tuple[float, datetime]] = {}

    def is_kept(self, key: str, *, now: datetime) -> bool:
        """Take one from the key's bucket; return False if it is empty."""
        left, at = self._left.get(key, (self._at_once, now))
        passed = max(0.0, (now - at).total_seconds())  # a clock that is set back takes nothing away
        left = min(self._at_once, left + passed * self._per_second)
        if len(self._left) >= MOST_KEYS:
            self._left.clear()  # whoever was slowed gets one more burst; memory stays bounded
        self._left[key] = (left - 1 if left >= 1 else left, now)
        return left >= 1
