"""Household: who sees which account, invited, changed and ended, live."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.journeys.household import change_person, open_household, remove_person
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.invitations import Wish, invite_person, take_back
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.guard import for_members, freshly_proved, who
from state.household_view import Act, Invited, Option, Person, Shared, household_view
from state.kept import typed_before
from state.live import LivePage, opened_scope, show_fields

BAD_FORM = "Look at the form again: something in it is missing, or is no date."
ACCOUNT_FIELD = "account-"


class _Terms(BaseModel):
    # A role arrives as its word; strict would ask for the enum itself.
    model_config = ConfigDict(extra="ignore")

    role: HouseholdRole
    ends_on: date | None = None

    @classmethod
    def read(cls, form: dict[str, Any]) -> "_Terms":
        # Whatever a socket sends: what is no form at all is refused by the model as well.
        return cls.model_validate({**form, "ends_on": form.get("ends_on") or None} if isinstance(form, dict) else None)


class _Whom(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    email: str = Field(min_length=1, max_length=254)


class HouseholdState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    accounts: list[Shared] = []
    has_accounts: bool = False
    invitations: list[Invited] = []
    has_invitations: bool = False
    options: list[Option] = []
    may_share: bool = False
    activity: list[Act] = []
    has_activity: bool = False
    current_at: int = 0
    mend: str = ""
    news: str = ""
    is_inviting: bool = False
    is_changing: bool = False
    is_removing: bool = False
    asked_key: str = ""
    asked_name: str = ""
    asked_role: str = ""
    asked_ends_on: str = ""
    typed_email: str = ""
    """What an invitation begins with: empty, or as it was typed before the member was asked who they are."""
    typed_role: str = HouseholdRole.VIEWER.value
    typed_ends_on: str = ""
    typed_accounts: list[str] = []

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the household as it is now."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=signed_in, page="household", now=moment.now)
        await self._show(moment)
        if typed := await typed_before(self, "/profile/household"):
            self._restore(typed)
        self.is_loaded = True

    @rx.event
    @for_members
    @freshly_proved
    def begin_invitation(self) -> None:
        """Open the form that invites."""
        self._say()
        self._restore({})
        self.is_inviting = self.may_share

    @rx.event
    @for_members
    @freshly_proved
    async def invite(self, form: dict[str, Any]) -> None:
        """Send an invitation."""
        parts = wiring()
        try:
            terms, whom = _Terms.read(form), _Whom.model_validate(form)
        except ValidationError:
            self._say(mend=BAD_FORM)
            return
        numbers = tuple(
            name.removeprefix(ACCOUNT_FIELD)[:24] for name, is_on in form.items() if _is_account(name) and is_on
        )
        wish = Wish(whom.email, numbers, terms.role, terms.ends_on)
        is_done = await self._do(
            lambda moment: invite_person(
                parts.database,
                member_id=who().member_id,
                wish=wish,
                sealer=parts.sealer,
                public_url=parts.settings.public_url,
                moment=moment,
            ),
            news=f"An invitation is on its way to {whom.email.strip()}.",
        )
        self.is_inviting = self.is_inviting and not is_done

    @rx.event
    @for_members
    async def take_back(self, key: str) -> None:
        """End an invitation that waits."""
        try:
            invitation_id = UUID(str(key))
        except ValueError:
            self._say(mend=BAD_FORM)
            return
        await self._do(
            lambda moment: take_back(
                wiring().database, member_id=who().member_id, invitation_id=invitation_id, moment=moment
            ),
            news="The invitation was taken back.",
        )

    @rx.event
    @for_members
    @freshly_proved
    def ask_change(self, key: str) -> None:
        """Ask what somebody may do from now on, and until when."""
        self.is_changing = self._ask(key)

    @rx.event
    @for_members
    @freshly_proved
    def ask_removal(self, key: str) -> None:
        """Ask the member to be sure before somebody's access ends."""
        self.is_removing = self._ask(key)

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave everything as it is."""
        self.is_inviting = self.is_changing = self.is_removing = False

    @rx.event
    @for_members
    @freshly_proved
    async def change(self, form: dict[str, Any]) -> None:
        """Change what the person who was asked about may do."""
        try:
            terms = _Terms.read(form)
        except ValidationError:
            self._say(mend=BAD_FORM)
            return
        number, _, email = self.asked_key.partition(" ")
        self.is_changing = False
        await self._do(
            lambda moment: change_person(
                wiring().database,
                member_id=who().member_id,
                email=email,
                account_number=number,
                role=terms.role,
                ends_on=terms.ends_on,
                moment=moment,
            ),
            news=f"Saved for {self.asked_name}.",
        )

    @rx.event
    @for_members
    @freshly_proved
    async def remove(self) -> None:
        """End the access of the person who was asked about."""
        number, _, email = self.asked_key.partition(" ")
        self.is_removing = False
        await self._do(
            lambda moment: remove_person(
                wiring().database, member_id=who().member_id, email=email, account_number=number, moment=moment
            ),
            news=f"{self.asked_name} no longer has access.",
        )

    def _restore(self, typed: Mapping[str, str]) -> None:
        self.typed_email = typed.get("email", "")
        self.typed_role = typed.get("role", HouseholdRole.VIEWER.value)
        self.typed_ends_on = typed.get("ends_on", "")
        self.typed_accounts = [name for name in typed if _is_account(name)]
        self.is_inviting = self.is_inviting or (bool(self.typed_email) and self.may_share)

    def _ask(self, key: str) -> bool:
        people: list[Person] = [person for account in self.accounts for person in account.people]
        found = next((person for person in people if person.key == key and person.is_changeable), None)
        if found is None:
            return False
        self._say()
        self.asked_key, self.asked_name = found.key, found.name
        self.asked_role, self.asked_ends_on = found.role, found.ends_on
        return True

    async def _do(self, act: Callable[[Moment], object], *, news: str) -> bool:
        moment = this_moment()
        refusal = await refusal_of(act, moment=moment)
        self._say(mend=refusal, news="" if refusal else news)
        if not refusal:
            await self._show(moment)
        return not refusal

    async def _show(self, moment: Moment) -> None:
        household = await asyncio.to_thread(open_household, wiring().database, member_id=who().member_id, moment=moment)
        show_fields(self, household_view(household, zone=moment.zone))
        self.current_at = int(moment.now.timestamp() * 1000)

    def _say(self, *, mend: str = "", news: str = "") -> None:
        self.mend, self.news = mend, news


def _is_account(name: object) -> bool:
    return isinstance(name, str) and name.startswith(ACCOUNT_FIELD)


HOUSEHOLD_LIVE = LivePage("household", HouseholdState.load)
