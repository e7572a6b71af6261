"""What a page must offer to stay current, and how it tells the hub that it is open."""

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
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring

Fresh: TypeAlias = Mapping[UUID, Any]
"""What was read again, by account: plain values, shared by every tab that may see the account."""


@dataclass(frozen=True, slots=True)
class LivePage:
    """
    How one page follows the journal.

    News of its `topics` is read once for all tabs of the page, in a worker thread (`read`), and shown in each under
    its state's lock (`show`), which gets only the accounts of that tab. Any other news makes the page `load` again, and
    so does news for a state whose `is_loaded` does not hold.
    """

    name: str
    topics: frozenset[str]
    state: Any
    load: Any
    read: Callable[[Database, AccountScope, datetime, ZoneInfo], Fresh]
    show: Callable[[Any, Fresh, datetime, ZoneInfo], None]


def open_tab(parts: Wiring, *, token: str, who: SignedIn, page: str, scope: AccountScope | None) -> None:
    """
    Tell the hub what a tab shows from now on.

    Call it before reading what the tab will show: news that comes in between is then pushed after, not lost.
    """
    parts.hub.open(
        Tab(token, who.session_hash, who.member_id, page, frozenset(scope.account_ids if scope else ()), scope)
    )


def show_fields(state: rx.State, view: object) -> None:
    """Put a view's fields into the vars of the same names; what did not change is not sent again."""
    for field in fields(view):  # ty: ignore[invalid-argument-type]
        value = getattr(view, field.name)
        if getattr(state, field.name) != value:
            setattr(state, field.name, value)
