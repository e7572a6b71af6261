"""Bring in meter data: a file or a head end's delivery, all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.usage.operations.doubts import note_doubts
from smarthub_dash.domain.usage.operations.imports import (
    OpenImport,
    close_import,
    find_points,
    looked_again,
    open_import,
)
from smarthub_dash.domain.usage.operations.reads import StoredReads, store_reads
from smarthub_dash.domain.usage.operations.registers import store_registers
from smarthub_dash.domain.usage.rules.deliveries import Delivery, MeteredPoint, UnfitReads
from smarthub_dash.gateways.headend import LineNote, MeterFile, ReadDelivery, RefusedFile
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.import_checks import checked, doubts_of
from smarthub_dash.journeys.import_pieces import MOST_FAULTS, believable, can_be_parted, chunks
from smarthub_dash.kit.database import Database

TOPIC = "usage"
LARGEST_AT_ONCE = 8 * 1024**2
"""A file of that many bytes is stored within some seconds; SQLite's only pen is not held for longer."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come; `share` goes from 0 to 1."""

    reads: int
    share: float


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """
    What an import did, in reads.

    Each delivered read is new, changed, the same, or late: a file written after this one told of it before. `refused`
    names what was passed over, with its line; `doubts` counts what is odd and was marked for staff.
    """

    new: int
    changed: int
    same: int
    refused: tuple[LineNote, ...]
    meters: int
    late: int = 0
    doubts: int = 0


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
    # no scope: a head end delivers for every account
    if database.is_sqlite and file.byte_count > LARGEST_AT_ONCE and can_be_parted(database, file, now, zone):
        return _in_parts(database, file, now, zone, report)
    # The file is read inside the transaction: it lies on this machine, and half a file must never be seen.
    with database.unit_of_work() as session:
        made_at = believable(file.made_at, now)
        under = open_import(session, source=file.source, file_name=file.name, received_at=now, made_at=made_at)
        run = _Run(session, file, under, now, zone)
        for chunk in chunks(file.deliveries()):
            run.take(chunk)
            report(ImportProgress(run.read_count, file.share_read))
        run.refuse_if_faulty()
        run.close()
        announce(session, topic=TOPIC, account_ids=run.account_ids, now=now)
    return run.summary()


def _in_parts(
    database: Database,
    file: MeterFile,
    now: datetime,
    zone: ZoneInfo,
    report: Callable[[ImportProgress], None],
) -> ImportSummary:
    """Store a file that was found sound in parts, so that others write between them."""
    with database.unit_of_work() as session:
        made_at = believable(file.made_at, now)
        under = open_import(session, source=file.source, file_name=file.name, received_at=now, made_at=made_at)
        run = _Run(session, file, under, now, zone)
    # A process that dies on the way leaves an import without a fingerprint: the same file, sent again, completes it.
    for chunk in chunks(file.deliveries()):
        with database.unit_of_work() as session:
            run.session, run.under = session, looked_again(session, under=under)
            run.take(chunk)
            run.refuse_if_faulty()
        report(ImportProgress(run.read_count, file.share_read))
    with database.unit_of_work() as session:
        run.session = session
        run.close()
        announce(session, topic=TOPIC, account_ids=run.account_ids, now=now)
    return run.summary()


@dataclass(slots=True)
class _Run:
    """One import under way."""

    session: Session
    file: MeterFile
    under: OpenImport
    now: datetime
    zone: ZoneInfo
    new: int = 0
    changed: int = 0
    same: int = 0
    late: int = 0
    doubts: int = 0
    account_ids: set[UUID] = field(default_factory=set)
    meter_numbers: set[str] = field(default_factory=set)
    points: dict[str, tuple[MeteredPoint, ...]] = field(default_factory=dict)
    faults: list[LineNote] = field(default_factory=list)

    @property
    def read_count(self) -> int:
        return self.new + self.changed + self.same + self.late

    def summary(self) -> ImportSummary:
        refused, meters = self.file.skipped, len(self.meter_numbers)
        return ImportSummary(self.new, self.changed, self.same, refused, meters, self.late, self.doubts)

    def take(self, chunk: list[ReadDelivery]) -> None:
        self._find_points(chunk)
        intervals, registers = self._checked(chunk)
        # After the first fault nothing is stored any more: the rest is read only to name its other faults.
        if not self.faults:
            try:
                self._store(intervals, registers)
            except UnfitReads as unfit:
                self.faults.append(LineNote(unfit.line, unfit.reason))
        if len(self.faults) >= MOST_FAULTS:
            self.refuse_if_faulty()

    def close(self) -> None:
        close_import(
            self.session,
            import_id=self.under.import_id,
            sha256=self.file.sha256,
            new=self.new,
            changed=self.changed,
            same=self.same,
            late=self.late,
        )

    def refuse_if_faulty(self) -> None:
        if self.faults:
            first, *others = self.faults
            raise RefusedFile(self.file.name, first.line, first.reason, tuple(others))

    def _find_points(self, chunk: list[ReadDelivery]) -> None:
        unknown = {delivery.meter_number for delivery in chunk} - self.meter_numbers
        if unknown:
            self.points |= find_points(self.session, meter_numbers=unknown)
            self.meter_numbers |= unknown

    def _checked(self, chunk: list[ReadDelivery]) -> tuple[list[Delivery], list[Delivery]]:
        intervals: list[Delivery] = []
        registers: list[Delivery] = []
        for given in chunk:
            try:
                found = checked(given, self.points.get(given.meter_number, ()))
                (registers if given.is_register else intervals).extend(found)
            except UnfitReads as unfit:
                self.faults.append(LineNote(unfit.line, unfit.reason))
        return intervals, registers

    def _store(self, intervals: list[Delivery], registers: list[Delivery]) -> None:
        # Looked at before they are stored: what is usual is what was known without them.
        doubts = doubts_of(self.session, deliveries=intervals, now=self.now, zone=self.zone)
        if registers:
            found = store_registers(self.session, under=self.under, deliveries=registers, now=self.now, zone=self.zone)
            intervals = [*intervals, *found.deliveries]
            doubts.extend(found.doubts)
        self._add(store_reads(self.session, under=self.under, deliveries=intervals, now=self.now, zone=self.zone))
        self.doubts += note_doubts(self.session, import_id=self.under.import_id, doubts=doubts)

    def _add(self, stored: StoredReads) -> None:
        self.new += stored.new
        self.changed += stored.changed
        self.same += stored.same
        self.late += stored.late
        self.account_ids |= stored.account_ids
