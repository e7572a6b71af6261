"""What a reader passed over, said once for each reason."""

from smarthub_dash.gateways.headend import LineNote, RefusedFile

MOST_REASONS = 100


class Skipped:
    """Collects lines that were passed over; of one reason it keeps the first line and a count."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._count: dict[str, int] = {}

    def add(self, line: int, reason: str) -> None:
        if reason not in self._first and len(self._first) >= MOST_REASONS:
            reason = "other lines hold no interval energy either."
        self._first.setdefault(reason, line)
        self._count[reason] = self._count.get(reason, 0) + 1

    @property
    def notes(self) -> tuple[LineNote, ...]:
        return tuple(LineNote(line, self._told(reason)) for reason, line in self._first.items())

    def as_refusal(self, file: str) -> RefusedFile:
        """Return why a file of which nothing is left is refused."""
        if not self._first:
            return RefusedFile(file, 1, "the file holds no interval readings.")
        reason, line = next(iter(self._first.items()))
        return RefusedFile(file, line, f"nothing in the file can be imported: {reason}")

    def _told(self, reason: str) -> str:
        count = self._count[reason]
        return reason if count == 1 else f"{reason} ({count:,} times)"
