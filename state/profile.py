"""My Profile: what is known of the member, changed part by part, and the same in every open tab."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Any

import reflex as rx

from smarthub_dash.domain.members.rules.contact import FieldRefused
from smarthub_dash.journeys.change_email import Sending, ask_new_email, drop_new_email
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.paperless import open_paperless
from smarthub_dash.journeys.profile import PARTS, ChangedMeanwhile, Profile, change_profile, choose, read_profile
from smarthub_dash.wiring import wiring
from state.frame import FrameState
from state.guard import for_members, freshly_proved, who
from state.kept import typed_before
from state.live import LivePage, open_tab, show_fields
from state.profile_forms import (
    FIELDS,
    FORMS,
    LanguageChoice,
    PrintChoice,
    choice_in,
    part_in,
    typed_in,
    values_of,
)
from state.profile_view import draft_of, profile_view

SAVED = {
    "name": "Your name was changed.",
    "address": "Your mailing address was changed.",
    "phone": "Your telephone number was changed.",
    "language": "Your language was noted.",
    "bills": "Your bill preference was changed.",
}
NOT_A_FORM = "What was sent could not be read. Load the page again and try once more."


class ProfileState(rx.State):
    """What My Profile shows; a cache of the database, but for what is being typed."""

    is_loaded: bool = False
    full_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    waiting_email: str = ""
    undelivered: str = ""
    is_english: bool = True
    paper_summary: str = ""
    """How the bills of the accounts come, as Paperless Billing says it."""
    wants_large_print: bool = False
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    editing: str = ""
    """The part that is being changed: one of FORMS, or none."""
    draft: dict[str, str] = dict.fromkeys(FIELDS, "")
    mends: dict[str, str] = dict.fromkeys(FIELDS, "")
    trouble: str = ""
    """Why the open form as a whole was not saved."""
    news: str = ""
    """What was just done."""

    _kept: Profile | None = None
    _shown: Profile | None = None
    """What the page showed when the open form was opened."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show what is known of the member as it is now; a form that is open stays open."""
        await self._show()
        typed = part_in(await typed_before(self, "/profile"))
        if typed is not None and self._kept is not None:
            self._shown, self.editing = self._kept, typed[0]
            self.draft = {**draft_of(self._kept), **typed[1]}

    @rx.event
    @for_members
    @freshly_proved
    def edit(self, part: str) -> None:
        """Open the form of a part."""
        if self._kept is None or not isinstance(part, str) or part not in FORMS:
            return
        self._close_form()
        self.news = ""
        self._shown, self.draft, self.editing = self._kept, draft_of(self._kept), part

    @rx.event
    @for_members
    def cancel(self) -> Any:
        """Close the open form and keep nothing of it."""
        was = self.editing
        self._close_form()
        return rx.set_focus(f"change-{was}") if was else None

    @rx.event
    @for_members
    @freshly_proved
    def submit(self, form: dict[str, Any]) -> Any:
        """Keep what was typed, then save it: whoever is asked who they are first finds it again when they come back."""
        typed = typed_in(self.editing, form)
        if typed is None:
            self.trouble = NOT_A_FORM
            return None
        self.draft, self.mends, self.trouble = {**self.draft, **typed}, dict.fromkeys(FIELDS, ""), ""
        return ProfileState.save

    @rx.event
    @for_members
    @freshly_proved
    async def save(self) -> Any:
        """Save what was typed into the open form."""
        part = self.editing
        if part not in FORMS or self._shown is None:
            return None
        typed = {field: self.draft[field] for field in FORMS[part].model_fields}
        is_saved = await (self._ask_email(typed["email"]) if part == "email" else self._save(part, typed))
        if not is_saved:
            first = next((field for field in typed if self.mends[field]), "")
            return rx.set_focus(first) if first else None
        self._close_form()
        await self._show()
        return rx.set_focus(f"change-{part}")

    @rx.event
    @for_members
    @freshly_proved
    async def keep_email(self) -> None:
        """Let go of a new e-mail address that was not confirmed yet."""
        parts, member_id = wiring(), who().member_id
        await asyncio.to_thread(drop_new_email, parts.database, member_id=member_id, now=parts.clock.now())
        self.news = "Your e-mail address stays as it is; the link we sent does not work any more."
        await self._show()

    @rx.event
    @for_members
    async def choose_language(self, language: str) -> None:
        """Note the language the member would read."""
        await self._choose("language", choice_in(LanguageChoice, language))

    @rx.event
    @for_members
    async def choose_print(self, wants_large_print: bool) -> None:
        """Note whether bills are to come in large print."""
        await self._choose("bills", choice_in(PrintChoice, wants_large_print))

    async def _show(self) -> None:
        parts, signed_in = wiring(), who()
        now = parts.clock.now()
        token = self.router.session.client_token
        open_tab(parts, token=token, who=signed_in, page="profile", scope=None, now=now)
        read = partial(read_profile, parts.database, member_id=signed_in.member_id, zone=parts.settings.zone)
        profile = await asyncio.to_thread(read, now=now)
        moment = Moment(now, parts.settings.zone)
        paper = await asyncio.to_thread(open_paperless, parts.database, member_id=signed_in.member_id, moment=moment)
        show_fields(self, profile_view(profile, paper))
        self._kept, self.is_loaded, self.current_at = profile, True, _epoch_ms(now)
        frame = await self.get_state(FrameState)
        frame.member_name = profile.full_name
        frame.unread_count = who().unread_count

    async def _save(self, part: str, typed: dict[str, str]) -> bool:
        parts, member_id = wiring(), who().member_id
        values, mends = values_of(typed)
        if mends or self._shown is None:
            self.mends = {**self.mends, **mends}
            return False
        shown = {column: getattr(self._shown, column) for column in PARTS[part].columns}
        change = partial(change_profile, parts.database, member_id=member_id, part=part, shown=shown, values=values)
        try:
            await asyncio.to_thread(change, now=parts.clock.now(), zone=parts.settings.zone)
        except ChangedMeanwhile as refused:
            self.trouble = str(refused)
            await self._show()
            self._shown = self._kept
            return False
        parts.sessions.forget_member(member_id)
        self.news = SAVED[part]
        return True

    async def _ask_email(self, typed: str) -> bool:
        parts, member_id = wiring(), who().member_id
        sending = Sending(parts.settings.public_url, parts.sealer)
        ask = partial(ask_new_email, parts.database, member_id=member_id, typed=typed, sending=sending)
        try:
            email = await asyncio.to_thread(ask, now=parts.clock.now())
        except FieldRefused as refused:
            self.mends = {**self.mends, "email": str(refused)}
            return False
        self.news = f"We sent a letter to {email}. Open the link in it; until then you sign in as before."
        return True

    async def _choose(self, part: str, values: dict[str, object] | None) -> None:
        if values is None:
            return
        parts, member_id = wiring(), who().member_id
        change = partial(choose, parts.database, member_id=member_id, part=part, values=values)
        try:
            await asyncio.to_thread(change, now=parts.clock.now(), zone=parts.settings.zone)
            self.news = SAVED[part]
        except ChangedMeanwhile as refused:
            self.news = str(refused)
        await self._show()

    def _close_form(self) -> None:
        self.editing, self.trouble, self._shown = "", "", None
        self.mends = dict.fromkeys(FIELDS, "")


def _epoch_ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)


PROFILE_LIVE = LivePage("profile", ProfileState.load)
