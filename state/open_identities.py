"""The accounts elsewhere that sign the member in, on My Profile › Security; linking and unlinking are plain forms."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import reflex as rx

from smarthub_dash.journeys.linked_identities import LinkedIdentity, linked_identities
from smarthub_dash.journeys.words import full_day_text, stamp_text
from smarthub_dash.kit.clock import local_day
from smarthub_dash.wiring import wiring
from state.guard import who


@dataclass(frozen=True, slots=True)
class Linked:
    """One account; the handle says which one to the route that unlinks it."""

    handle: str = ""
    name: str = ""
    about: str = ""


class OpenIdentitiesState(rx.State):
    """What the section shows; a cache of the database, built again at every load."""

    is_offered: bool = False
    provider_name: str = ""
    linked: list[Linked] = []
    has_linked: bool = False

    async def _show(self) -> None:
        """Show which accounts sign the member in; the page's own state calls it when it loads."""
        parts, member_id = wiring(), who().member_id
        if parts.identity is None:
            return
        told, now = parts.settings, parts.clock.now()
        found = await asyncio.to_thread(
            linked_identities, parts.database, member_id=member_id, issuer=parts.identity.issuer
        )
        self.is_offered, self.provider_name = True, told.openid_name
        self.linked = [_linked(each, told.openid_name, now=now, zone=told.zone) for each in found]
        self.has_linked = bool(found)


def _linked(identity: LinkedIdentity, provider_name: str, *, now: datetime, zone: ZoneInfo) -> Linked:
    since = f"Linked {full_day_text(local_day(identity.linked_at, zone))}"
    used = f"last used {stamp_text(identity.used_at, now=now, zone=zone)}" if identity.used_at else "not used yet"
    return Linked(identity.handle, identity.email or f"{provider_name} account", f"{since} · {used}")
