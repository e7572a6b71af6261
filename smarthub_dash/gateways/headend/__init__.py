"""The head end: where meter data comes from. The port, its values and its refusal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.kit.errors import Refused

Unit = Literal["wh", "mb"]


class FlowDirection(IntEnum):
    """Which way a channel counts: to the member or from the member."""

    DELIVERED = 1
    RECEIVED = 2


class HowKnown(IntEnum):
    """How a quantity is known. A missing one is not delivered at all."""

    MEASURED = 1
    ESTIMATED = 2
    EDITED = 3


@dataclass(frozen=True, slots=True, eq=False)
class ReadDelivery:
    """
    Reads of one channel of one meter, as one line or block of a file brings them.

    Units: seconds; epoch seconds UTC of the start; Wh or MB.
    Shape: `start_epochs`, `quantities` (int64) and `qualities` (int8) are of one length.
    Of a running register (`is_register`) the quantities say where it stood at those times, and `seconds` is 0.
    """

    meter_number: str
    flow: FlowDirection
    unit: Unit
    seconds: int
    start_epochs: NDArray[np.int64]
    quantities: NDArray[np.int64]
    qualities: NDArray[np.int8]
    first_line: int
    is_register: bool = False


@dataclass(frozen=True, slots=True)
class LineNote:
    """Something that is said about a line of a file."""

    line: int
    reason: str


class RefusedFile(Refused):
    """A file cannot be imported: its name, the line and the reason in plain words. Nothing of it was kept."""

    def __init__(self, file: str, line: int, reason: str, others: tuple[LineNote, ...] = ()) -> None:
        more = f" (and {len(others)} more)" if others else ""
        super().__init__(f"{file}, line {line}: {reason}{more}")
        self.file = file
        self.line = line
        self.reason = reason
        self.others = others

    @property
    def lines(self) -> tuple[LineNote, ...]:
        """Every line that was refused, in the order of the file."""
        return (LineNote(self.line, self.reason), *self.others)


class MeterFile(Protocol):
    """A delivery of meter data, read piece by piece."""

    @property
    def name(self) -> str: ...

    @property
    def source(self) -> str:
        """The format or the system it comes from, in a word."""
        ...

    @property
    def made_at(self) -> datetime | None:
        """When the file says it was written; None if it does not."""
        ...

    @property
    def sha256(self) -> str:
        """The fingerprint of what was read; whole once every delivery was taken."""
        ...

    @property
    def byte_count(self) -> int:
        """How large it is; zero if it lies in memory."""
        ...

    @property
    def share_read(self) -> float:
        """How much was read so far, from 0 to 1."""
        ...

    @property
    def skipped(self) -> tuple[LineNote, ...]:
        """What was passed over because it holds no interval energy; whole once every delivery was taken."""
        ...

    def deliveries(self) -> Iterator[ReadDelivery]:
        """
        Read the file from its beginning.

        :raises RefusedFile: at the first line that cannot be read
        """
        ...
