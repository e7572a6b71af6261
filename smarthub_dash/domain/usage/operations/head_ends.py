"""Let systems deliver reads, and end that."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from smarthub_dash.domain.usage.records import HeadEnd, MeterImport
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_of, new_token


class NoHeadEnd(Refused):
    """A head end is not there, or is there already."""


def add_head_end(session: Session, *, name: str, layout: str, now: datetime) -> str:
    """
    Let a system deliver; return its token, which is kept nowhere.

    :raises NoHeadEnd: if the name is taken
    """
    # no scope: a head end delivers for every account
    if session.exec(select(HeadEnd).where(col(HeadEnd.name) == name)).first() is not None:
        raise NoHeadEnd(f"There is a head end {name!r} already.")
    token = new_token()
    session.add(HeadEnd(name=name, token_hash=hash_of(token), layout=layout, added_at=now))
    return token


def end_head_end(session: Session, *, name: str, now: datetime) -> None:
    """
    Take a system's token away.

    :raises NoHeadEnd: if no such one delivers
    """
    # no scope: a head end delivers for every account
    found = session.exec(select(HeadEnd).where(col(HeadEnd.name) == name, col(HeadEnd.ended_at).is_(None))).first()
    if found is None:
        raise NoHeadEnd(f"No head end {name!r} delivers.")
    found.ended_at = now
    session.add(found)


def remember_layout(session: Session, *, name: str, layout: str) -> None:
    """
    Keep how the tables of a head end are laid out.

    :raises NoHeadEnd: if no such one delivers
    """
    # no scope: a head end delivers for every account
    found = session.exec(select(HeadEnd).where(col(HeadEnd.name) == name, col(HeadEnd.ended_at).is_(None))).first()
    if found is None:
        raise NoHeadEnd(f"No head end {name!r} delivers.")
    found.layout = layout
    session.add(found)


def head_ends(session: Session) -> Sequence[HeadEnd]:
    """Return every system that delivers or delivered, by name."""
    # no scope: a head end delivers for every account
    return session.exec(select(HeadEnd).order_by(col(HeadEnd.name))).all()


def head_end_of_token(session: Session, *, token: str) -> HeadEnd | None:
    """Return who may deliver with a token."""
    # no scope: a head end delivers for every account
    return session.exec(
        select(HeadEnd).where(col(HeadEnd.token_hash) == hash_of(token), col(HeadEnd.ended_at).is_(None))
    ).first()


def import_of(session: Session, *, sha256: str) -> MeterImport | None:
    """Return the import of a file that came in before, by its fingerprint."""
    # no scope: a delivery belongs to no account
    return session.exec(select(MeterImport).where(col(MeterImport.sha256) == sha256).limit(1)).first()
