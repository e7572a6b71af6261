"""Contacts as the eye sees them: frozen rows of plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from smarthub_dash.domain.notices.queries.contacts import ContactView
from smarthub_dash.domain.notices.rules import Channel, ContactState
from smarthub_dash.domain.notices.rules.contacts import address_text

KINDS = {Channel.EMAIL: "E-mail", Channel.TEXT: "Text messages", Channel.PUSH: "Messages of the app"}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact. Shape: `key` names it to its owner, and to nobody else."""

    key: str
    title: str
    about: str
    badge: str
    badge_tone: str
    is_sign_in: bool
    is_waiting: bool
    is_failing: bool
    change_href: str
    verify_href: str


def contact_rows(found: Sequence[ContactView]) -> list[ContactRow]:
    """Put a member's contacts into words."""
    return [_row(each) for each in found]


def _row(each: ContactView) -> ContactRow:
    is_waiting = each.state is ContactState.WAITING
    badge, tone = ("Active", "good")
    if is_waiting:
        badge, tone = "Waits for its code", "plain"
    elif each.failing_since:
        badge, tone = "Nothing arrives", "alert"
    key = str(each.contact_id)
    change = f"/notifications/contacts/add?kind={each.channel.value}&replaces={key}"
    return ContactRow(
        key=key,
        title=address_text(each.channel, each.address),
        about=KINDS[each.channel] + (", and you sign in with it" if each.is_sign_in else ""),
        badge=badge,
        badge_tone=tone,
        is_sign_in=each.is_sign_in,
        is_waiting=is_waiting,
        is_failing=each.failing_since is not None,
        change_href="/profile" if each.is_sign_in else change,
        verify_href=f"/notifications/contacts/verify?contact={key}",
    )
