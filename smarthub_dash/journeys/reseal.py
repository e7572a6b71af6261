"""Seal anew, under the newest key, everything that an older one sealed, and put that away; then it can go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import SQLModel, col, select, update

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.records import Contact, Notice
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.put_away import put_away, throw_away
from smarthub_dash.kit.records import PutAwayKey
from smarthub_dash.kit.sealing import SealBroken, Sealer

SEALED: Sequence[tuple[str, type[SQLModel], str]] = (
    ("keys of code apps", Member, "sealed_totp_key"),
    ("links that wait to be sent", Notice, "sealed_link"),
    ("keys of browsers", Contact, "sealed_keys"),
    ("keys put away", PutAwayKey, "sealed_key"),
)
"""Every column that holds something sealed (a test looks for others)."""

TOGETHER = 200
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was sealed anew of one kind, and how many no known key opens."""

    name: str
    done: int
    broken: int


def reseal(database: Database, *, sealer: Sealer, now: datetime) -> Sequence[Resealed]:
    """Seal everything anew and put the old keys away; it may run while the portal serves, and again at any time."""
    with database.unit_of_work() as session:
        put_away(session, sealer=sealer, now=now)
    return tuple(_reseal(database, sealer, name, table, column) for name, table, column in SEALED)


def forget_old_codes(database: Database) -> int:
    """Throw away every key that was put away, as after a leak; return how many there were."""
    with database.unit_of_work() as session:
        return throw_away(session, put_away_before=END_OF_TIME)


def _reseal(database: Database, sealer: Sealer, name: str, table: Any, column_name: str) -> Resealed:
    column, done, broken, last = col(getattr(table, column_name)), 0, 0, None
    while True:
        with database.unit_of_work() as session:
            wanted = select(table.id, column).where(column != "").order_by(col(table.id)).limit(TOGETHER)
            rows = session.exec(wanted if last is None else wanted.where(col(table.id) > last)).all()
            for row_id, sealed in rows:
                try:
                    anew = sealer.sealed_anew(sealed)
                except SealBroken:
                    broken += 1
                    continue
                # Only what was read: a link that was sent meanwhile, or a key that was changed, stays as it is now.
                changed = session.exec(
                    update(table).where(col(table.id) == row_id, column == sealed).values({column_name: anew})
                )
                done += changed.rowcount
        if not rows:
            return Resealed(name, done, broken)
        last = rows[-1][0]
