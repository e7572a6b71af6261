"""Mark what is odd in reads, for staff to look at; the reads stand meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select, update

from smarthub_dash.domain.usage.records import DailyUsage, ReadDoubt
from smarthub_dash.domain.usage.rules import Flow


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is odd, and when. Units: epoch seconds UTC."""

    usage_point_id: int
    flow: Flow
    start_epoch: int
    end_epoch: int
    kind: str
    words: str


def note_doubts(session: Session, *, import_id: int, doubts: Sequence[Doubt]) -> int:
    """Keep doubts that are not there yet; return how many were new. One that was settled stays settled."""
    # no scope: a head end delivers for every account
    new = 0
    for doubt in doubts:
        key = (doubt.usage_point_id, int(doubt.flow), doubt.start_epoch, doubt.kind)
        if session.get(ReadDoubt, key) is None:
            session.add(
                ReadDoubt(
                    usage_point_id=doubt.usage_point_id,
                    flow=doubt.flow,
                    start_epoch=doubt.start_epoch,
                    kind=doubt.kind,
                    end_epoch=doubt.end_epoch,
                    words=doubt.words[:200],
                    import_id=import_id,
                )
            )
            session.flush()
            new += 1
    return new


def open_doubts(session: Session, *, most: int) -> Sequence[ReadDoubt]:
    """Return what nobody has looked at yet, the oldest first."""
    # no scope: staff look after every meter
    return session.exec(
        select(ReadDoubt)
        .where(col(ReadDoubt.settled_at).is_(None))
        .order_by(col(ReadDoubt.start_epoch), col(ReadDoubt.usage_point_id))
        .limit(most)
    ).all()


def settle_doubts(session: Session, *, usage_point_id: int, until_epoch: int, words: str, now: datetime) -> int:
    """Mark the doubts of a usage point up to an instant as looked at; return how many there were."""
    # no scope: staff look after every meter
    settled = session.exec(
        update(ReadDoubt)
        .where(
            col(ReadDoubt.usage_point_id) == usage_point_id,
            col(ReadDoubt.settled_at).is_(None),
            col(ReadDoubt.start_epoch) <= until_epoch,
        )
        .values(settled_at=now, settled_words=words[:200])
        .execution_options(synchronize_session=False)
    )
    return settled.rowcount


def usual_watts(session: Session, *, usage_point_ids: Collection[int], since: date) -> Mapping[tuple[int, Flow], float]:
    """Return what usage points drew on average since a day, as far as it was measured. Units: W."""
    # no scope: a delivery is checked for every account
    rows = session.execute(
        select_columns(
            col(DailyUsage.usage_point_id),
            col(DailyUsage.flow),
            func.sum(col(DailyUsage.quantity)),
            func.sum(col(DailyUsage.present_seconds)),
        )
        .where(
            col(DailyUsage.usage_point_id).in_(usage_point_ids),
            col(DailyUsage.flow).in_(tuple(Flow)),
            col(DailyUsage.day) >= since,
        )
        .group_by(col(DailyUsage.usage_point_id), col(DailyUsage.flow))
    )
    return {(point, Flow(flow)): float(sum_) * 3_600 / float(seconds) for point, flow, sum_, seconds in rows if seconds}
