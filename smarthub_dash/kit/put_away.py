"""
Keys put away: what codes on paper were derived by, after the key itself has left the settings.

A code that is printed cannot be sealed anew. So the key of before is kept in the database, sealed by the newest: a copy
of the database alone still opens nothing, and the old key is nowhere in the clear any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from smarthub_dash.kit.database import Database
from smarthub_dash.kit.records import PutAwayKey
from smarthub_dash.kit.sealing import SealBroken, Sealer


class PutAwayKeys:
    """Reads the keys that were put away, once in the life of a process: keys change with a restart."""

    def __init__(self, database: Database, keys: Sequence[str]) -> None:
        self._database = database
        self._sealer = Sealer(keys)
        self._known: tuple[str, ...] | None = None

    def __call__(self) -> Sequence[str]:
        if self._known is None:
            with self._database.reading() as session:
                sealed = session.exec(select(PutAwayKey.sealed_key).order_by(col(PutAwayKey.put_away_at).desc())).all()
            self._known = tuple(key for each in sealed if (key := self._opened(each)))
        return self._known

    def _opened(self, sealed: str) -> str:
        try:
            return self._sealer.opened(sealed)
        except SealBroken:
            return ""  # put away under a key that is gone, without another `reseal`: its codes are gone with it


def sealer_of(database: Database, keys: Sequence[str]) -> Sealer:
    """Return what seals by these keys, and knows the codes of those that were put away as well."""
    return Sealer(keys, put_away=PutAwayKeys(database, keys))


def put_away(session: Session, *, sealer: Sealer, now: datetime) -> int:
    """Put every old key away that is not yet; return how many were."""
    known = set(session.exec(select(PutAwayKey.id)).all())
    new = {mark: sealed for mark, sealed in sealer.old_keys_by_mark().items() if mark not in known}
    session.add_all(PutAwayKey(id=mark, sealed_key=sealed, put_away_at=now) for mark, sealed in new.items())
    session.flush()
    return len(new)


def throw_away(session: Session, *, put_away_before: datetime) -> int:
    """Throw away the keys that were put away before an instant: their codes open nothing any more."""
    return session.exec(delete(PutAwayKey).where(col(PutAwayKey.put_away_at) < put_away_before)).rowcount
