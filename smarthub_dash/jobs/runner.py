"""
The jobs of one server process, as one task in its event loop.

Any number of processes run this side by side: the leases keep them apart. Blocking work goes to a thread.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from smarthub_dash.jobs.kinds import KINDS, repeating_of
from smarthub_dash.jobs.schedule import Repeating, plan
from smarthub_dash.jobs.worker import Work, hold, let_go, perform, take
from smarthub_dash.kit.leases import LEASE, Lease
from smarthub_dash.wiring import Wiring, wiring

log = logging.getLogger(__name__)

SLOTS = 2
"""How many jobs a process does at once: a long one must not hold up the head end."""

LOOK_SECONDS = 1.0
STOP_SECONDS = 4.0
"""A little less than the server leaves its workers before it kills them."""


async def run_jobs() -> None:
    """Do this process's share of the jobs until the server stops: a lifespan task."""
    parts = wiring()
    await run(parts, kinds=KINDS, repeating=repeating_of(parts.settings))


async def run(parts: Wiring, *, kinds: Mapping[str, Work], repeating: Sequence[Repeating]) -> None:
    """Plan and work until cancelled; a job under way is given some seconds to end."""
    name = f"{socket.gethostname()[:24]}:{os.getpid()}:{secrets.token_hex(4)}"
    async with asyncio.TaskGroup() as group:
        group.create_task(_plan_ahead(parts, repeating))
        group.create_task(_hand_out(parts, kinds, group, owner=name))


async def _plan_ahead(parts: Wiring, repeating: Sequence[Repeating]) -> None:
    to_come: datetime | None = None
    while repeating:
        try:
            if to_come is None or parts.clock.now() >= to_come:
                to_come = await asyncio.to_thread(_plan, parts, repeating)
        except Exception:
            log.exception("the schedule could not be planned")
        await asyncio.sleep(LOOK_SECONDS)


async def _hand_out(parts: Wiring, kinds: Mapping[str, Work], group: asyncio.TaskGroup, *, owner: str) -> None:
    """Look for jobs, one at a time, and start each in a slot of its own."""
    free = asyncio.Semaphore(SLOTS)

    async def work(lease: Lease) -> None:
        try:
            await _perform(parts, lease, kinds)
        except Exception:
            log.exception("job %s could not be settled", lease.key)  # its lease runs out, and another takes it
        finally:
            free.release()

    while True:
        await free.acquire()
        lease = None
        try:
            lease = await _take(parts, owner=owner)
        except Exception:
            # A lifespan task that ends is not started again: a database that is away must not end it.
            log.exception("the jobs could not be read")
        if lease is not None:
            group.create_task(work(lease))
            continue
        free.release()
        await asyncio.sleep(LOOK_SECONDS)


async def _take(parts: Wiring, *, owner: str) -> Lease | None:
    taking = asyncio.create_task(asyncio.to_thread(take, parts, owner=owner))
    try:
        return await asyncio.shield(taking)
    except asyncio.CancelledError:
        # The server stops: what the thread leased meanwhile is free at once, not when its lease runs out.
        if (lease := await taking) is not None:
            await asyncio.to_thread(let_go, parts, lease)
        raise


async def _perform(parts: Wiring, lease: Lease, kinds: Mapping[str, Work]) -> None:
    work = asyncio.create_task(asyncio.to_thread(perform, parts, lease, kinds=kinds))
    try:
        while not (await asyncio.wait({work}, timeout=LEASE.total_seconds() / 3))[0]:
            await asyncio.to_thread(hold, parts, lease)
        work.result()
    except asyncio.CancelledError:
        # A thread cannot be stopped from outside. If it does not end in time its lease will.
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(work), STOP_SECONDS)
        raise


def _plan(parts: Wiring, repeating: Sequence[Repeating]) -> datetime | None:
    with parts.database.unit_of_work() as session:
        return plan(session, repeating=repeating, now=parts.clock.now(), zone=parts.settings.zone)
