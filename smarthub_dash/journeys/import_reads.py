"""Bring in meter data: a file or a head end's delivery, all of it or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.usage.operations import StoredReads, close_import, find_points, open_import, store_reads
from smarthub_dash.domain.usage.rules import Flow
from smarthub_dash.domain.usage.rules.deliveries import Delivery, MeteredPoint, UnfitReads, check_delivery
from smarthub_dash.gateways.headend import LineNote, MeterFile, ReadDelivery, RefusedFile
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import Database

TOPIC = "usage"
CHUNK_READS = 50_000
CHUNK_DELIVERIES = 4_000
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come; `share` goes from 0 to 1."""

    reads: int
    share: float


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """
    What an import did, in reads.

    Each delivered read is new, changed or the same. `refused` names what was passed over, with its line.
    """

    new: int
    changed: int
    same: int
    refused: tuple[LineNote, ...]
    meters: int


def import_reads(
    database: Database,
    *,
    file: MeterFile,
    now: datetime,
    zone: ZoneInfo,
    report: Callable[[ImportProgress], None],
) -> ImportSummary:
    """
    Store the reads of a file and tell the open pages of the accounts that changed.

    :raises RefusedFile: if anything in it cannot be; then nothing of it is kept
    """
    # The file is read inside the transaction: it lies on this machine, and half a file must never be seen.
    with database.unit_of_work() as session:
        # no scope: a head end delivers for every account
        import_id = open_import(session, source=file.source, file_name=file.name, received_at=now)
        run = _Run(session, file, import_id, now, zone)
        for chunk in _chunks(file.deliveries()):
            run.take(chunk)
            report(ImportProgress(run.read_count, file.share_read))
        run.refuse_if_faulty()
        close_import(session, import_id=import_id, sha256=file.sha256, new=run.new, changed=run.changed, same=run.same)
        announce(session, topic=TOPIC, account_ids=run.account_ids, now=now)
    return ImportSummary(run.new, run.changed, run.same, file.skipped, len(run.meter_numbers))


@dataclass(slots=True)
class _Run:
    """One import under way."""

    session: Session
    file: MeterFile
    import_id: int
    now: datetime
    zone: ZoneInfo
    new: int = 0
    changed: int = 0
    same: int = 0
    account_ids: set[UUID] = field(default_factory=set)
    meter_numbers: set[str] = field(default_factory=set)
    points: dict[str, MeteredPoint] = field(default_factory=dict)
    faults: list[LineNote] = field(default_factory=list)

    @property
    def read_count(self) -> int:
        return self.new + self.changed + self.same

    def take(self, chunk: list[ReadDelivery]) -> None:
        self._find_points(chunk)
        checked = [delivery for given in chunk if (delivery := self._checked(given)) is not None]
        # After the first fault nothing is stored any more: the rest is read only to name its other faults.
        if not self.faults:
            try:
                self._add(
                    store_reads(
                        self.session, import_id=self.import_id, deliveries=checked, now=self.now, zone=self.zone
                    )
                )
            except UnfitReads as unfit:
                self.faults.append(LineNote(unfit.line, unfit.reason))
        if len(self.faults) >= MOST_FAULTS:
            self.refuse_if_faulty()

    def refuse_if_faulty(self) -> None:
        if self.faults:
            first, *others = self.faults
            raise RefusedFile(self.file.name, first.line, first.reason, tuple(others))

    def _find_points(self, chunk: list[ReadDelivery]) -> None:
        unknown = {delivery.meter_number for delivery in chunk} - self.meter_numbers
        if unknown:
            self.points |= find_points(self.session, meter_numbers=unknown)
            self.meter_numbers |= unknown

    def _checked(self, given: ReadDelivery) -> Delivery | None:
        point = self.points.get(given.meter_number)
        if point is None:
            self.faults.append(LineNote(given.first_line, f"no meter here has the number {given.meter_number!r}."))
            return None
        delivery = Delivery(
            point=point,
            flow=Flow(given.flow),
            unit=given.unit,
            seconds=given.seconds,
            start_epochs=given.start_epochs,
            quantities=given.quantities,
            qualities=given.qualities,
            line=given.first_line,
        )
        try:
            check_delivery(delivery)
        except UnfitReads as unfit:
            self.faults.append(LineNote(unfit.line, unfit.reason))
            return None
        return delivery

    def _add(self, stored: StoredReads) -> None:
        self.new += stored.new
        self.changed += stored.changed
        self.same += stored.same
        self.account_ids |= stored.account_ids


def _chunks(deliveries: Iterator[ReadDelivery]) -> Iterator[list[ReadDelivery]]:
    # Large enough for few statements, small enough to hold: a chunk is some 10 MB.
    chunk: list[ReadDelivery] = []
    reads = 0
    for delivery in deliveries:
        chunk.append(delivery)
        reads += delivery.start_epochs.size
        if reads >= CHUNK_READS or len(chunk) >= CHUNK_DELIVERIES:
            yield chunk
            chunk, reads = [], 0
    if chunk:
        yield chunk
