"""
The registry of open pages: who sits in which tab and what it may show.

It knows tabs, members and accounts by their keys only; what to read and how to draw it is the browser door's work.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smarthub_dash.journal.tail import News


@dataclass(frozen=True, slots=True)
class Tab:
    """One open page: its socket's token, its sign-in, and the accounts it shows."""

    token: str
    session_hash: str
    member_id: UUID
    page: str
    account_ids: frozenset[UUID]
    opened_at: datetime
    scope: object
    """What the browser door reads with; the hub does not look inside."""


class Hub:
    """The tabs of this process, found by account, member or session in a time that does not grow with the others."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}
        self._by_key: defaultdict[object, set[str]] = defaultdict(set)
        self._paths: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._tabs)

    def __iter__(self) -> Iterator[Tab]:
        return iter(tuple(self._tabs.values()))

    def open(self, tab: Tab) -> None:
        """Register a tab, or what it shows now in place of what it showed before."""
        self.close(tab.token)
        self._tabs[tab.token] = tab
        for key in _keys_of(tab):
            self._by_key[key].add(tab.token)

    def close(self, token: str) -> None:
        """Forget a tab; nothing happens if it is not known."""
        if (tab := self._tabs.pop(token, None)) is None:
            return
        for key in _keys_of(tab):
            self._by_key[key].discard(token)
            if not self._by_key[key]:
                del self._by_key[key]

    def went_to(self, token: str, path: str) -> None:
        """Remember the path and query that a tab shows."""
        self._paths[token] = path

    def path_of(self, token: str) -> str:
        """Return the path and query that a tab showed last; empty if it is not known."""
        return self._paths.get(token, "")

    def keep_only(self, tokens: Iterable[str]) -> None:
        """Forget every tab whose socket is gone."""
        kept = set(tokens)
        for token in self._tabs.keys() - kept:
            self.close(token)
        for token in self._paths.keys() - kept:
            del self._paths[token]

    def concerned_by(self, news: News) -> tuple[Tab, ...]:
        """Return the tabs that show a changed account, or belong to a changed member."""
        if news.is_gap:
            return tuple(self._tabs.values())
        return self._found(news.account_ids | news.member_ids)

    def held_by(self, session_hashes: Iterable[str]) -> tuple[Tab, ...]:
        """Return the tabs of these sign-in sessions."""
        return self._found(session_hashes)

    def _found(self, keys: Iterable[object]) -> tuple[Tab, ...]:
        tokens = {token for key in keys for token in self._by_key.get(key, ())}
        return tuple(self._tabs[token] for token in tokens)


def _keys_of(tab: Tab) -> tuple[object, ...]:
    return (*tab.account_ids, tab.member_id, tab.session_hash)
