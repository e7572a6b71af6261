"""Rules of choices: to which contacts an event goes, and from when on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from smarthub_dash.domain.notices.rules import Address, Category, Channel, DigestEvery
from smarthub_dash.domain.notices.rules.events import Event
from smarthub_dash.domain.notices.rules.quiet_hours import QuietHours, end_of_quiet

EVERY_ACCOUNT = UUID(int=0)
"""Stands in a choice for all of a member's accounts."""

Choices: TypeAlias = Mapping[tuple[UUID, UUID, str], bool]
"""What a member chose. Shape: contact, account or `EVERY_ACCOUNT`, event or category -> whether it is told."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """A contact that may be used; `stopped` are the categories that its owner ended by answering STOP."""

    contact_id: UUID
    channel: Channel
    address: str
    is_sign_in: bool
    stopped: frozenset[Category] = frozenset()


@dataclass(frozen=True, slots=True)
class Timing:
    """When a member may be disturbed."""

    quiet: QuietHours | None = None
    digest_every: DigestEvery = DigestEvery.NEVER


def is_told(event: Event, contact: Reachable, *, account_ids: Collection[UUID], choices: Choices) -> bool:
    """
    Tell whether a contact is told of an event: what was chosen nearest to it counts.

    The event before its category, one account before all of them. Of several accounts, one that is told is enough.
    """
    if event.category in contact.stopped:
        return False
    return any(_chosen(event, contact, account_id, choices) for account_id in (account_ids or (EVERY_ACCOUNT,)))


def ways_of(
    event: Event,
    *,
    posted_to: Sequence[Address],
    contacts: Sequence[Reachable],
    account_ids: Collection[UUID],
    choices: Choices,
    timing: Timing,
    now: datetime,
) -> tuple[Address, ...]:
    """
    Return the ways of an event: to the contacts that are told of it, each once.

    What is kept goes to the addresses it was posted for besides, whatever was chosen, and at once.
    """
    kept = {(each.channel, each.address): each for each in posted_to if event.is_kept}
    chosen = {
        (each.channel, each.address): _timed(event, each, timing, now)
        for each in contacts
        if is_told(event, each, account_ids=account_ids, choices=choices)
    }
    return tuple({**chosen, **kept}.values())


def _timed(event: Event, contact: Reachable, timing: Timing, now: datetime) -> Address:
    address = Address(contact.channel, contact.address, contact.contact_id)
    if not event.can_wait:
        return address
    if contact.channel is Channel.EMAIL:
        # A letter rings nowhere: it keeps the hour, unless the member would rather have them together.
        is_held = timing.digest_every is not DigestEvery.NEVER and not event.is_kept
        return Address(contact.channel, contact.address, contact.contact_id, is_held=is_held)
    until = end_of_quiet(timing.quiet, now=now) if timing.quiet else None
    return Address(contact.channel, contact.address, contact.contact_id, not_before=until)


def _chosen(event: Event, contact: Reachable, account_id: UUID, choices: Choices) -> bool:
    for account in (account_id, EVERY_ACCOUNT):
        for subject in (event.name, str(event.category)):
            said = choices.get((contact.contact_id, account, subject))
            if said is not None:
                return said
    return default_of(event, contact)


def default_of(event: Event, contact: Reachable) -> bool:
    """Tell whether a contact is told of an event as long as nothing was chosen."""
    # The first address has everything. A further address of e-mail was added for something, but not for all of it.
    return contact.channel in event.defaults and (contact.is_sign_in or contact.channel is not Channel.EMAIL)
