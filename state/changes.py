"""Changes at home: what a household marks on its usage, and what that did, live."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.mark_changes import mark_change, rename_change, unmark_change
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_changes import view_changes
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.acting import this_moment
from state.changes_view import ChangeRow, changes_page_view
from state.guard import for_members, who
from state.live import LivePage, opened_scope, show_fields
from state.usage_values import AccountChoice

BAD_FORM = "That did not reach us as it should. Try again."


class _Typed(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    label: str = Field(max_length=400)


class _New(_Typed):
    happened_on: str = Field(max_length=10)


class _Renamed(_Typed):
    key: str = Field(max_length=36)


class ChangesState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    trouble: str = ""
    choices: list[AccountChoice] = []
    has_choices: bool = False
    account_name: str = ""
    account_number: str = ""
    usage_href: str = "/usage"
    rows: list[ChangeRow] = []
    has_rows: bool = False
    may_change: bool = False
    oldest: str = ""
    newest: str = ""
    mend: str = ""
    news: str = ""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the account that the address asks for."""
        parts, now = wiring(), wiring().clock.now()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=who(), page="changes", now=now)
        await self._show()
        self.is_loaded = True

    @rx.event
    @for_members
    async def add(self, form: dict[str, Any]) -> None:
        """Mark a change at the account that is shown."""
        try:
            new = _New.model_validate(form)
        except ValidationError:
            self.mend, self.news = BAD_FORM, ""
            return
        await self._do(
            lambda moment: mark_change(
                wiring().database,
                member_id=who().member_id,
                account_number=self.account_number,
                label=new.label,
                happened_on=new.happened_on,
                moment=moment,
            ),
            news="Marked. The chart of Usage shows it.",
        )

    @rx.event
    @for_members
    async def rename(self, form: dict[str, Any]) -> None:
        """Call a change something else."""
        try:
            told = _Renamed.model_validate(form)
            marker_id = UUID(told.key)
        except ValueError:
            self.mend, self.news = BAD_FORM, ""
            return
        await self._do(
            lambda moment: rename_change(
                wiring().database,
                member_id=who().member_id,
                account_number=self.account_number,
                marker_id=marker_id,
                label=told.label,
                moment=moment,
            ),
            news="Saved.",
        )

    @rx.event
    @for_members
    async def remove(self, key: str) -> None:
        """Take a change away."""
        try:
            marker_id = UUID(str(key))
        except ValueError:
            self.mend, self.news = BAD_FORM, ""
            return
        await self._do(
            lambda moment: unmark_change(
                wiring().database,
                member_id=who().member_id,
                account_number=self.account_number,
                marker_id=marker_id,
                moment=moment,
            ),
            news="Removed.",
        )

    async def _do(self, act: Callable[[Moment], None], *, news: str) -> None:
        try:
            await asyncio.to_thread(act, this_moment())
        except Refused as refused:
            self.mend, self.news = str(refused), ""
            return
        self.mend, self.news = "", news
        await self._show()

    async def _show(self) -> None:
        parts, signed_in, now = wiring(), who(), wiring().clock.now()
        zone, number = parts.settings.zone, self.router.url.query_parameters.get("account", "")
        self.current_at, self.trouble = int(now.timestamp() * 1000), ""
        try:
            scope = await asyncio.to_thread(
                scope_for, parts.database, member_id=signed_in.member_id, now=now, zone=zone
            )
            view = await asyncio.to_thread(
                view_changes,
                parts.database,
                scope=scope,
                account_number=number,
                weather=parts.weather,
                now=now,
                zone=zone,
            )
        except Refused as refused:
            self.trouble = str(refused)
            return
        show_fields(self, changes_page_view(view))


CHANGES_LIVE = LivePage("changes", ChangesState.load)
