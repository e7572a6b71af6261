"""Cut a file of meter data into pieces that fit into memory, and look whether it may be stored piece by piece."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smarthub_dash.domain.usage.operations.imports import OpenImport, find_points, looked_again
from smarthub_dash.domain.usage.operations.reads import check_reads
from smarthub_dash.domain.usage.rules.deliveries import DAY, Delivery, MeteredPoint, UnfitReads
from smarthub_dash.gateways.headend import LineNote, MeterFile, ReadDelivery, RefusedFile
from smarthub_dash.journeys.import_checks import checked
from smarthub_dash.kit.database import Database

CHUNK_READS = 50_000
CHUNK_DELIVERIES = 4_000
MOST_FAULTS = 20
CLOCK_TOLERANCE = timedelta(hours=1)


def chunks(deliveries: Iterator[ReadDelivery]) -> Iterator[list[ReadDelivery]]:
    """Yield deliveries in packs: large enough for few statements, small enough to hold, some 10 MB."""
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


def believable(made_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a file was written, unless it says the future."""
    # A head end whose clock is ahead would make every file after this one look old.
    return made_at if made_at is not None and made_at <= now + CLOCK_TOLERANCE else None


def can_be_parted(database: Database, file: MeterFile, now: datetime, zone: ZoneInfo) -> bool:
    """
    Tell whether a file may be stored in parts: everything in it is sound, and no two of its parts can overlap.

    :raises RefusedFile: if anything in it cannot be stored
    """
    # no scope: a head end delivers for every account
    under = OpenImport(0, believable(file.made_at, now), has_newer=False)
    points: dict[str, tuple[MeteredPoint, ...]] = {}
    faults: list[LineNote] = []
    grids: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for chunk in chunks(file.deliveries()):
        if any(each.is_register for each in chunk):
            return False  # what passed between stands is known only once all of them are kept
        with database.reading() as session:
            if unknown := {each.meter_number for each in chunk} - points.keys():
                points |= dict.fromkeys(unknown, ()) | find_points(session, meter_numbers=unknown)
            found = list(_sound(chunk, points, faults))
            for each in found:
                _note_grid(grids, each)
            try:
                check_reads(session, under=looked_again(session, under=under), deliveries=found, now=now, zone=zone)
            except UnfitReads as unfit:
                faults.append(LineNote(unfit.line, unfit.reason))
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise RefusedFile(file.name, faults[0].line, faults[0].reason, tuple(faults[1:]))
    return all(len(several) == 1 and max(several)[0] < DAY for several in grids.values())


def _sound(
    chunk: list[ReadDelivery], points: dict[str, tuple[MeteredPoint, ...]], faults: list[LineNote]
) -> Iterator[Delivery]:
    for given in chunk:
        try:
            found = list(checked(given, points[given.meter_number]))
        except UnfitReads as unfit:
            faults.append(LineNote(unfit.line, unfit.reason))
            continue
        yield from found


def _note_grid(grids: dict[tuple[int, int], set[tuple[int, int]]], delivery: Delivery) -> None:
    """Note how a channel's intervals lie: of one length and begun in step they never overlap."""
    phases = set((delivery.start_epochs % delivery.seconds).tolist())
    of_channel = grids.setdefault((delivery.point.usage_point_id, int(delivery.flow)), set())
    of_channel.update((delivery.seconds, phase) for phase in phases)
