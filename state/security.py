"""My Profile › Security: what proves a member, and where they are signed in, live. No secret passes through here."""

import asyncio
from datetime import datetime
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smarthub_dash.journeys.keep_passkeys import LONGEST_NAME, call_passkey, drop_passkey
from smarthub_dash.journeys.set_up_two_step import turn_off_two_step
from smarthub_dash.journeys.sign_out_devices import sign_out_device, sign_out_others
from smarthub_dash.journeys.view_security import SecurityNow, view_security
from smarthub_dash.wiring import wiring
from state.frame import FrameState
from state.guard import for_members, freshly_proved, who
from state.live import LivePage, open_tab, show_fields
from state.open_identities import OpenIdentitiesState
from state.security_view import DONE, Device, Key, SecurityView, SignInLine, security_view

GONE = "That is not in the list any more."


class Named(BaseModel):
    """A passkey and what to call it, as the form sends them."""

    # Reflex sends each field by its name and once more by its id.
    model_config = ConfigDict(strict=True, extra="ignore")

    passkey_id: str = Field(max_length=36)
    name: str = Field(max_length=LONGEST_NAME)


class SecurityState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    password_words: str = ""
    two_step: str = "none"
    two_step_words: str = ""
    has_two_step: bool = False
    can_email_codes: bool = False
    recovery_words: str = ""
    is_low: bool = False
    keys: list[Key] = []
    has_keys: bool = False
    devices: list[Device] = []
    has_others: bool = False
    sign_ins: list[SignInLine] = []
    undelivered: str = ""
    failed_words: str = ""
    said: str = ""
    """What was just done, or why it could not be."""
    chosen: Key = Key()
    """The passkey that a question is about."""
    question: str = ""
    """What is asked before it is done: `remove`, `name`, `off`, `others`, or nothing."""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    _done: str = ""
    """The word in the address that was told of already."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the member's credentials and devices as they are now."""
        signed_in, parts = who(), wiring()
        frame = await self.get_state(FrameState)
        frame.member_name = signed_in.full_name
        frame.unread_count = who().unread_count
        open_tab(
            parts,
            token=self.router.session.client_token,
            who=signed_in,
            page="security",
            scope=None,
            now=parts.clock.now(),
        )
        done = dict(self.router.url.query_parameters).get("done", "")
        if done != self._done:
            self._done, self.said = done, DONE.get(done, "")
        await (await self.get_state(OpenIdentitiesState))._show()
        await self._show()

    @rx.event
    @for_members
    async def sign_out_one(self, device_id: str) -> None:
        """Sign one of the member's devices out."""
        parts, known = wiring(), _uuid(device_id)
        done = known is not None and await asyncio.to_thread(
            sign_out_device, parts.database, member_id=who().member_id, device_id=known, now=parts.clock.now()
        )
        self.said = "That device is signed out." if done else GONE
        await self._show()

    @rx.event
    @for_members
    async def sign_out_all_others(self) -> None:
        """Sign all of the member's other devices out."""
        parts, signed_in = wiring(), who()
        count = await asyncio.to_thread(
            sign_out_others,
            parts.database,
            member_id=signed_in.member_id,
            kept_hash=signed_in.session_hash,
            now=parts.clock.now(),
        )
        self.question = ""
        self.said = "All other devices are signed out." if count else "No other device was signed in."
        await self._show()

    @rx.event
    @for_members
    def ask(self, question: str, passkey_id: str) -> None:
        """Ask before something is done that cannot be undone, or what a passkey is to be called."""
        self.chosen = next((each for each in self.keys if each.passkey_id == passkey_id), Key())
        self.question = question if question in ("remove", "name", "off", "others") else ""

    @rx.event
    @for_members
    def never_mind(self) -> None:
        """Do nothing after all."""
        self.question = ""

    @rx.event
    @for_members
    async def name_passkey(self, form: dict) -> None:
        """Call one of the member's passkeys otherwise."""
        parts = wiring()
        try:
            told = Named.model_validate(form)
        except ValidationError:
            return
        known = _uuid(told.passkey_id)
        done = known is not None and await asyncio.to_thread(
            call_passkey,
            parts.database,
            member_id=who().member_id,
            passkey_id=known,
            name=told.name,
            now=parts.clock.now(),
        )
        self.question, self.said = "", "The passkey has its new name." if done else GONE
        await self._show()

    @rx.event
    @for_members
    @freshly_proved
    async def remove_passkey(self, passkey_id: str) -> None:
        """Remove one of the member's passkeys."""
        parts, known = wiring(), _uuid(passkey_id)
        done = known is not None and await asyncio.to_thread(
            drop_passkey,
            parts.database,
            member_id=who().member_id,
            passkey_id=known,
            now=parts.clock.now(),
            zone=parts.settings.zone,
        )
        self.question, self.said = "", "The passkey is removed." if done else GONE
        await self._show()

    @rx.event
    @for_members
    @freshly_proved
    async def turn_off_codes(self) -> None:
        """Ask for no second step any more."""
        parts = wiring()
        await asyncio.to_thread(
            turn_off_two_step,
            parts.database,
            member_id=who().member_id,
            now=parts.clock.now(),
            zone=parts.settings.zone,
        )
        self.question, self.said = "", "Two-step codes are off."
        await self._show()

    async def _show(self) -> None:
        parts, signed_in = wiring(), who()
        now = parts.clock.now()
        found = await asyncio.to_thread(view_security, parts.database, who=signed_in, zone=parts.settings.zone, now=now)
        show_fields(self, _view(found, now))
        self.current_at = int(now.timestamp() * 1000)
        self.is_loaded = True


def _view(found: SecurityNow, now: datetime) -> SecurityView:
    return security_view(found, now=now, zone=wiring().settings.zone)


def _uuid(told: object) -> UUID | None:
    """Return an id as it came in, or None if it is none; a caller may send anything."""
    try:
        return UUID(told) if isinstance(told, str) and len(told) == 36 else None
    except ValueError:
        return None


SECURITY_LIVE = LivePage("security", SecurityState.load)
