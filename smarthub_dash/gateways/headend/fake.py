"""A head end in memory for unit tests of journeys. It can be told to fail."""

from collections.abc import Iterator
from datetime import datetime

from smarthub_dash.gateways.headend import LineNote, ReadDelivery, RefusedFile


class FakeHeadEnd:
    """A `MeterFile` that hands over what it was given, then breaks if it was told to."""

    def __init__(self, *deliveries: ReadDelivery, name: str = "fake.dat", breaks_at_line: int | None = None) -> None:
        self.name = name
        self.source = "fake"
        self.made_at: datetime | None = None
        self.sha256 = "0" * 64
        self.share_read = 0.0
        self.byte_count = 0
        self.skipped: tuple[LineNote, ...] = ()
        self._deliveries = deliveries
        self._breaks_at_line = breaks_at_line

    def deliveries(self) -> Iterator[ReadDelivery]:
        for given, delivery in enumerate(self._deliveries, start=1):
            self.share_read = given / len(self._deliveries)
            yield delivery
        if self._breaks_at_line is not None:
            raise RefusedFile(self.name, self._breaks_at_line, "The file ends in the middle of a line.")
