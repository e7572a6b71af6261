"""What granian serves: `granian --interface asgi --factory smarthub_dash.asgi:create`."""

import gc
from typing import Any

COLLECT_AFTER = (10_000, 20, 100)
"""How many new objects, then younger collections, set off a collection of each generation."""


def create() -> Any:
    """Return the ASGI application of one worker."""
    from smarthub_dash.smarthub_dash import app
    from state.sockets import keeping_plain_send

    served = keeping_plain_send(app())
    _collect_seldom()
    return served


def _collect_seldom() -> None:
    """
    Let what the program itself consists of out of every later collection, and look through the rest less often.

    A full look through the states of a thousand tabs stops all of them for 300 ms and finds a few hundred objects; by
    Python's own numbers it happened every ten seconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
