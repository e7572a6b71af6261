"""What the pages of a household share: the moment of an act, and what becomes of it."""

import asyncio
from collections.abc import Callable

from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring


def this_moment() -> Moment:
    """Return the present, in the utility's zone."""
    parts = wiring()
    return Moment(parts.clock.now(), parts.settings.zone)


async def refusal_of(act: Callable[[Moment], object], *, moment: Moment) -> str:
    """Act in a worker thread; return why it was refused, in words for the member, or nothing."""
    try:
        await asyncio.to_thread(act, moment)
    except Refused as refused:
        return str(refused)
    return ""
