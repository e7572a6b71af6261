"""Writes of what members chose to be told."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete

from smarthub_dash.domain.notices.records import NoticeChoice, NoticeTiming, StoppedText
from smarthub_dash.domain.notices.rules import Category, DigestEvery


def choose(
    session: Session, *, member_id: UUID, contact_id: UUID, account_id: UUID, event: str, is_on: bool, now: datetime
) -> None:
    """Note whether a contact is told of an event, or of a category where nothing nearer was chosen."""
    # no scope: it is about the member's own contacts
    kept = session.get(NoticeChoice, (member_id, contact_id, account_id, event))
    if kept is None:
        kept = NoticeChoice(
            member_id=member_id, contact_id=contact_id, account_id=account_id, event=event, is_on=is_on, chosen_at=now
        )
    kept.is_on, kept.chosen_at = is_on, now
    session.add(kept)
    session.flush()


def choose_timing(
    session: Session,
    *,
    member_id: UUID,
    zone_name: str,
    quiet: tuple[int, int] | None,
    digest_every: DigestEvery,
    digest_at: int,
    now: datetime,
) -> None:
    """
    Note when a member may be disturbed.

    Units: minutes after midnight on the clock of the zone.
    """
    # no scope: as choose
    kept = session.get(NoticeTiming, member_id) or NoticeTiming(member_id=member_id, chosen_at=now)
    kept.zone_name, kept.digest_every, kept.digest_at, kept.chosen_at = zone_name, digest_every, digest_at, now
    kept.quiet_from, kept.quiet_until = quiet or (None, None)
    session.add(kept)
    session.flush()


def stop_texts(session: Session, *, number: str, category: Category, now: datetime) -> bool:
    """Send a number no texts of a category any more; return False if it was so before."""
    # no scope: a number's owner answered, whoever that is
    if session.get(StoppedText, (number, category)) is not None:
        return False
    session.add(StoppedText(number=number, category=category, stopped_at=now))
    session.flush()
    return True


def start_texts(session: Session, *, number: str, category: Category) -> bool:
    """Send a number texts of a category again; return False if that never stopped."""
    # no scope: as stop_texts
    is_this = (col(StoppedText.number) == number, col(StoppedText.category) == category)
    return session.exec(delete(StoppedText).where(*is_this)).rowcount == 1
