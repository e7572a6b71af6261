"""
A process that pays, and kills itself at one point of it: as a power cut would, without a word.

The points: before and after each of the two commits, and before and after the processor is asked. To load the portal
takes seconds, and dying no time: one process loads it and begins another for each line on its input, JSON of what
`main` takes; it answers with the signal by which that one ended.
"""

import json
import os
import signal
import sys
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlmodel import Session

from smarthub_dash.gateways.processor import Charge, ChargeOrder
from smarthub_dash.gateways.processor.stripe import StripeProcessor
from smarthub_dash.journeys.pay_accounts import pay_accounts
from smarthub_dash.kit.database import open_database
from tests.support.paying import a_till, a_wish
from tests.support.simulators import ProcessorAtHand

ZONE = ZoneInfo("America/Chicago")
POINTS = ("before commit 1", "after commit 1", "before charge", "after charge", "before commit 2", "after commit 2")


def main(address: str, port: str, point: str, member: str, account: str, method: str, key: str) -> None:
    """Pay all of an account, until the point is reached."""
    counted: Counter[str] = Counter()

    def at_commit(when: str) -> None:
        counted[when] += 1
        _die_at(f"{when} commit {counted[when]}", point)

    # Of the session, so that the writes of the transaction were all sent to the database.
    event.listen(Session, "before_commit", lambda session: at_commit("before"))
    event.listen(Session, "after_commit", lambda session: at_commit("after"))
    till = a_till(open_database(address), _dying(ProcessorAtHand(int(port)).adapter(), point), ZONE)
    wish = a_wish(UUID(method), (UUID(account), 10_000), key=key)
    pay_accounts(till, member_id=UUID(member), wish=wish, now=datetime.now(UTC))


def _dying(adapter: StripeProcessor, point: str) -> StripeProcessor:
    """Return the adapter, around whose charge the process dies."""
    charge_really = adapter.charge

    def charge(order: ChargeOrder) -> Charge:
        _die_at("before charge", point)
        charge = charge_really(order)
        _die_at("after charge", point)
        return charge

    object.__setattr__(adapter, "charge", charge)
    return adapter


def _die_at(here: str, point: str) -> None:
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)


def _one_after_another() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            main(*json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _one_after_another()
