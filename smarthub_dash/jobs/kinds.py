"""The kinds of jobs there are, what each triggers, and which of them repeat."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from smarthub_dash.demo.running import deliver
from smarthub_dash.jobs.schedule import Repeating
from smarthub_dash.jobs.worker import Work
from smarthub_dash.journeys.forget_old import forget_old
from smarthub_dash.kit.leases import Lease
from smarthub_dash.settings import Settings
from smarthub_dash.wiring import Wiring

ALWAYS = (Repeating("forget old", "40 2 * * *"),)
IN_DEMO = (Repeating("head-end delivery", "*/15 * * * *"),)
"""The demo's meters count in quarters of an hour: what closed is there a second later."""


def repeating_of(settings: Settings) -> Sequence[Repeating]:
    """Return what repeats in this process's mode."""
    return ALWAYS + IN_DEMO if settings.is_demo else ALWAYS


def _forget_old(parts: Wiring, _lease: Lease) -> None:
    forget_old(parts.database, now=parts.clock.now())


def _deliver(parts: Wiring, _lease: Lease) -> None:
    deliver(parts.database, now=parts.clock.now(), zone=parts.settings.zone)


KINDS: Mapping[str, Work] = MappingProxyType({"forget old": _forget_old, "head-end delivery": _deliver})
