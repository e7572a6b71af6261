"""How long a process of the world lives: as long as whoever started it."""

import asyncio
import os
import signal

HOST = "127.0.0.1"
LOOK_SECONDS = 0.5


async def until_ended(*serving: "asyncio.Task[None]") -> None:
    """Wait until one of the tasks ends, somebody asks this process to end, or its parent is gone."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    parentless = asyncio.create_task(_parent_is_gone())
    stopping = asyncio.create_task(ended.wait())
    await asyncio.wait({*serving, parentless, stopping}, return_when=asyncio.FIRST_COMPLETED)


async def _parent_is_gone() -> None:
    # Killed, a parent says nothing. Its children are handed to another one, on every kind of Unix.
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(LOOK_SECONDS)
