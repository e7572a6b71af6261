"""Do what a portal's workers would do by now, in a line: for tests of doors."""

from smarthub_dash.jobs.kinds import KINDS
from smarthub_dash.jobs.worker import perform, take
from smarthub_dash.wiring import Wiring
from tests.support.letters import Posted, posted


def work_off(parts: Wiring) -> None:
    """Do every job that is due."""
    while (lease := take(parts, owner="test")) is not None:
        perform(parts, lease, kinds=KINDS)


def letters(parts: Wiring) -> list[Posted]:
    """Do every job that is due, then return the letters in the outbox, oldest first."""
    work_off(parts)
    return posted(parts.database, parts.sealer)
