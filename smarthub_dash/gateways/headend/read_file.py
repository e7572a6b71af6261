"""What every reader of a file keeps: how much of it was read, what it hashes to, and what was passed over."""

import hashlib
from datetime import datetime
from pathlib import Path

from smarthub_dash.gateways.headend import LineNote, RefusedFile
from smarthub_dash.gateways.headend.skipped import Skipped


class ReadFile:
    """A file of reads on disk; a reader of one kind of file is one of these."""

    largest_size: int
    """Units: bytes."""

    def __init__(self, path: Path, *, meter_number: str = "") -> None:
        self.name = path.name
        self._path = path
        self._meter_number = meter_number
        self._size = path.stat().st_size
        self._begin()

    @property
    def made_at(self) -> datetime | None:
        return None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def byte_count(self) -> int:
        return self._size

    @property
    def share_read(self) -> float:
        return min(1.0, self._read / self._size) if self._size else 1.0

    @property
    def skipped(self) -> tuple[LineNote, ...]:
        return self._skipped.notes

    def _begin(self) -> None:
        """Forget what an earlier reading found."""
        self._digest = hashlib.sha256()
        self._read = 0
        self._skipped = Skipped()

    def _take(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._read += len(piece)

    def _refuse_if_too_large(self) -> None:
        if self._size > self.largest_size:
            raise RefusedFile(self.name, 1, f"the file is larger than {self.largest_size // 1024**2:,} MB.")
