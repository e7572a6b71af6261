"""Reads of what members chose to be told."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from smarthub_dash.domain.notices.queries.contacts import contacts_of
from smarthub_dash.domain.notices.records import NoticeChoice, NoticeTiming, StoppedText
from smarthub_dash.domain.notices.rules import Category, Channel, DigestEvery
from smarthub_dash.domain.notices.rules.choices import Choices, Reachable, Timing
from smarthub_dash.domain.notices.rules.quiet_hours import QuietHours


@dataclass(frozen=True, slots=True)
class Reach:
    """By what, of what and when a member is told."""

    contacts: tuple[Reachable, ...]
    choices: Choices
    timing: Timing


def reach_of(session: Session, *, member_id: UUID) -> Reach:
    """Return by what, of what and when a member is told. What is not proved or fails is left out."""
    # no scope: it is about the member's own contacts
    contacts = [each for each in contacts_of(session, member_id=member_id) if each.is_usable]
    texts = [each.address for each in contacts if each.channel is Channel.TEXT]
    stopped = _stopped(session, texts) if texts else {}
    return Reach(
        tuple(
            Reachable(
                each.contact_id,
                each.channel,
                # A browser's address at its push service is long, and goes by the name of its contact.
                str(each.contact_id) if each.channel is Channel.PUSH else each.address,
                each.is_sign_in,
                stopped.get(each.address, frozenset()) if each.channel is Channel.TEXT else frozenset(),
            )
            for each in contacts
        ),
        choices_of(session, member_id=member_id),
        timing_of(session, member_id=member_id),
    )


def choices_of(session: Session, *, member_id: UUID) -> Choices:
    """Return everything that a member chose."""
    # no scope: as reach_of
    rows = session.exec(
        select(NoticeChoice.contact_id, NoticeChoice.account_id, NoticeChoice.event, NoticeChoice.is_on).where(
            col(NoticeChoice.member_id) == member_id
        )
    )
    return {(contact_id, account_id, event): is_on for contact_id, account_id, event, is_on in rows}


def kept_timing_of(session: Session, *, member_id: UUID) -> NoticeTiming | None:
    """Return when a member may be disturbed, as they chose it; None if they never did."""
    # no scope: as reach_of
    return session.exec(select(NoticeTiming).where(col(NoticeTiming.member_id) == member_id)).first()


def timing_of(session: Session, *, member_id: UUID) -> Timing:
    """Return when a member may be disturbed."""
    # no scope: as reach_of
    kept = kept_timing_of(session, member_id=member_id)
    if kept is None:
        return Timing()
    quiet = None
    if kept.quiet_from is not None and kept.quiet_until is not None:
        quiet = QuietHours(kept.quiet_from, kept.quiet_until, ZoneInfo(kept.zone_name))
    return Timing(quiet, DigestEvery(kept.digest_every))


def stopped_of(session: Session, *, number: str) -> frozenset[Category]:
    """Return the categories that a number gets no texts of any more."""
    # no scope: a number's owner answered, whoever that is
    return _stopped(session, [number]).get(number, frozenset())


def _stopped(session: Session, numbers: list[str]) -> dict[str, frozenset[Category]]:
    found: defaultdict[str, set[Category]] = defaultdict(set)
    for each in session.exec(select(StoppedText).where(col(StoppedText.number).in_(numbers))):
        found[each.number].add(each.category)
    return {number: frozenset(each) for number, each in found.items()}
