"""What a page must offer to stay current, and how it tells the hub that it is open."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journal.hub import Tab
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring

Fresh: TypeAlias = Mapping[UUID, Any]
"""What was read again, by account: plain values, made once and shared by every tab that may see the account."""


@dataclass(frozen=True, slots=True)
class PushedPart:
    """
    The part of a page that is sent to open tabs as it changes.

    News of `topics` is read once for all tabs (`read`, in a worker thread, words and all); `vars_of` then makes the
    vars of one tab from what its own scope holds.
    """

    topics: frozenset[str]
    state: type[rx.State]
    read: Callable[[Database, AccountScope, datetime, ZoneInfo], Fresh]
    vars_of: Callable[[Fresh, datetime], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class LivePage:
    """How one page follows the journal: by its pushed part, and for any other news by its on_load handler."""

    name: str
    load: Any
    pushed: PushedPart | None = None


def open_tab(parts: Wiring, *, token: str, who: SignedIn, page: str, scope: AccountScope | None, now: datetime) -> None:
    """
    Tell the hub what a tab shows from now on.

    Call it before reading what the tab will show: news that comes in between is then pushed after, not lost.
    """
    parts.hub.open(
        Tab(token, who.session_hash, who.member_id, page, frozenset(scope.account_ids if scope else ()), now, scope)
    )


async def opened_scope(parts: Wiring, *, token: str, who: SignedIn, page: str, now: datetime) -> AccountScope:
    """Read what the member may see today, and tell the hub that the tab shows it; return it."""
    scope = await asyncio.to_thread(
        scope_for, parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone
    )
    open_tab(parts, token=token, who=who, page=page, scope=scope, now=now)
    return scope


def show_fields(state: rx.State, view: object) -> None:
    """Put a view's fields into the vars of the same names; what did not change is not sent again."""
    for field in fields(view):  # ty: ignore[invalid-argument-type]
        value = getattr(view, field.name)
        if getattr(state, field.name) != value:
            setattr(state, field.name, value)
