"""Which of several files is right about an interval, and what an interval said before."""

import json
from collections.abc import Sequence

import numpy as np
from sqlalchemy import text
from sqlmodel import Session, col, select

from smarthub_dash.domain.usage.operations.channels import Channel, keys_of, table_of
from smarthub_dash.domain.usage.operations.imports import OpenImport
from smarthub_dash.domain.usage.records import ImportSpan, MeterImport
from smarthub_dash.domain.usage.rules.comparison import ReadColumns
from smarthub_dash.kit.bulk import replace_rows

KEEP = """
    INSERT INTO read_revision
    (usage_point_id, flow, start_epoch, seconds, quantity, quality, import_id, replaced_by)
    SELECT r.usage_point_id, r.flow, r.start_epoch, r.seconds, r.quantity, r.quality, r.import_id, :import_id
"""
KEEP_OF = {
    "sqlite": """
        FROM json_each(:wanted) AS w CROSS JOIN interval_read AS r
        WHERE r.usage_point_id = json_extract(w.value, '$[0]') AND r.flow = json_extract(w.value, '$[1]')
        AND r.start_epoch = json_extract(w.value, '$[2]')
    """,
    "postgresql": """
        FROM json_array_elements(CAST(:wanted AS json)) AS w(v) JOIN interval_read AS r
        ON r.usage_point_id = (w.v->>0)::int AND r.flow = (w.v->>1)::int AND r.start_epoch = (w.v->>2)::bigint
    """,
}


def keep_revisions(session: Session, *, channels: Sequence[Channel], replaced: ReadColumns, import_id: int) -> None:
    """Keep what stored reads say, before they are written anew."""
    # no scope: a head end delivers for every account
    if not replaced.start.size:
        return
    keys = keys_of(channels, replaced.channel.tolist())
    wanted = list(zip(keys["usage_point_id"], keys["flow"], replaced.start.tolist(), strict=True))
    connection = session.connection()
    connection.execute(
        text(KEEP + KEEP_OF[connection.dialect.name]), {"wanted": json.dumps(wanted), "import_id": import_id}
    )


def note_spans(session: Session, *, channels: Sequence[Channel], delivered: ReadColumns, under: OpenImport) -> None:
    """Note what a file told of, if it says when it was written: an older one may come after it."""
    # no scope: a head end delivers for every account
    if under.made_at is None:
        return
    reads = delivered.take(np.lexsort((delivered.start, delivered.channel)))
    ends = reads.start + reads.seconds
    goes_on = (reads.channel[1:] == reads.channel[:-1]) & (reads.start[1:] <= ends[:-1])
    first = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    last = np.append(first[1:], reads.start.size) - 1
    columns = {
        **keys_of(channels, reads.channel[first].tolist()),
        "start_epoch": reads.start[first].tolist(),
        "import_id": [under.import_id] * first.size,
        "end_epoch": ends[last].tolist(),
    }
    replace_rows(session, table_of(ImportSpan), columns)


def without_late(
    session: Session, *, channels: Sequence[Channel], delivered: ReadColumns, under: OpenImport
) -> ReadColumns:
    """Return the delivered reads of which no file that was written later has told already."""
    # no scope: a head end delivers for every account
    if not under.has_newer:
        return delivered
    numbers = {(point.usage_point_id, int(flow)): number for number, (point, flow) in enumerate(channels)}
    rows = session.exec(
        select(ImportSpan)
        .join(MeterImport, col(MeterImport.id) == col(ImportSpan.import_id))
        .where(
            col(MeterImport.made_at) > under.made_at,
            col(ImportSpan.usage_point_id).in_({point for point, _ in numbers}),
            col(ImportSpan.start_epoch) <= int(delivered.start.max()),
            col(ImportSpan.end_epoch) > int(delivered.start.min()),
        )
    )
    is_late = np.zeros(delivered.start.size, dtype=np.bool_)
    for span in rows:
        number = numbers.get((span.usage_point_id, int(span.flow)))
        within = (delivered.start >= span.start_epoch) & (delivered.start < span.end_epoch)
        is_late |= (delivered.channel == number) & within
    return delivered.take(~is_late)
