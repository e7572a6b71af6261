"""Seal anew, under the newest key, everything that an older one sealed; then the older one can go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, select, update

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import SealBroken, Sealer

SEALED: Sequence[tuple[str, type[SQLModel], str]] = (
    ("keys of code apps", Member, "sealed_totp_key"),
    ("links that wait to be sent", Notice, "sealed_link"),
)
"""Every column that holds something sealed (a test looks for others)."""

TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was sealed anew of one kind, and how many no known key opens."""

    name: str
    done: int
    broken: int


def reseal(database: Database, *, sealer: Sealer) -> Sequence[Resealed]:
    """Seal everything anew; it may run while the portal serves, and again at any time."""
    return tuple(_reseal(database, sealer, name, table, column) for name, table, column in SEALED)


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
