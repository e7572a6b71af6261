"""The desk of the simulated processor: its journal, its time, the bank's time, and what it tells the portal."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from smarthub_dash.demo.world.processor.journal import Journal, Json
from smarthub_dash.kit.clock import Clock


class ApiError(Exception):
    """What the API refuses, as it is answered."""

    def __init__(self, status: int, code: str, message: str, *, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.error: Json = {"type": kind, "code": code, "message": message}

    def about(self, named: Mapping[str, object]) -> "ApiError":
        """Say more: which parameter it was, which object."""
        self.error |= named
        return self


@dataclass(slots=True)
class Desk:
    """
    What every request works on; used by one thread.

    Units: seconds. `draft_seconds` is how long a bank takes to confirm a draft or to send it back; `search_lag` how far
    a search is behind.
    """

    journal: Journal
    clock: Clock
    address: str
    draft_seconds: float = 4 * 86_400
    search_lag: float = 0.0

    def now(self) -> float:
        """Return the processor's time."""
        return self.moment().timestamp()

    def bank_time(self) -> float:
        """Return the bank's time: the processor's, and by how much it was brought forward."""
        return self.now() + float(self.journal.fact("bank_ahead") or 0)

    def bring_forward(self, by: timedelta) -> None:
        """Let time pass at the bank."""
        ahead = float(self.journal.fact("bank_ahead") or 0) + by.total_seconds()
        self.journal.keep_fact("bank_ahead", str(ahead))

    def stop_clock(self, at: datetime | None) -> None:
        """Let it be one instant from now on, or time go on again."""
        self.journal.keep_fact("stopped_at", at.isoformat() if at else "")

    def moment(self) -> datetime:
        """Return the processor's time as an instant."""
        stopped = self.journal.fact("stopped_at")
        return datetime.fromisoformat(stopped) if stopped else self.clock.now()

    def tell(self, kind: str, thing: Json) -> None:
        """Put down a message about something that changed, beside the change itself."""
        at = self.now()
        event = {
            "id": new_id("evt"),
            "object": "event",
            "type": kind,
            "created": int(at),
            "livemode": False,
            "data": {"object": plain(thing)},
        }
        self.journal.post(event["id"], json.dumps(event), due_at=self.clock.now().timestamp())


def new_id(prefix: str) -> str:
    """Return an id that nobody can guess."""
    return f"{prefix}_{secrets.token_hex(12)}"


def plain(thing: Json, *, expanded: tuple[str, ...] = ()) -> Json:
    """Return a thing as it leaves: without what is the processor's own, with others by their ids unless asked for."""
    shown = {name: value for name, value in thing.items() if not name.startswith("_")}
    for name in ("latest_charge", "setup_intent", "payment_method"):
        inner = shown.get(name)
        if isinstance(inner, dict):
            deeper = tuple(each.partition(".")[2] for each in expanded if each.startswith(f"{name}."))
            shown[name] = plain(inner, expanded=deeper) if name in _heads(expanded) else inner["id"]
    return shown


def _heads(expanded: tuple[str, ...]) -> set[str]:
    return {each.partition(".")[0] for each in expanded}
