"""Give a page back what was typed into its form before its member was asked who they are."""

import asyncio
from collections.abc import Mapping
from functools import partial

import reflex as rx

from smarthub_dash.journeys.kept_forms import KEPT, take_form
from smarthub_dash.wiring import wiring
from state.guard import who


async def typed_before(state: rx.State, page: str) -> Mapping[str, str]:
    """Return what was typed, once; nothing if the address of the page asks for nothing."""
    token = dict(state.router.url.query_parameters).get(KEPT, "")
    if not token:
        return {}
    parts = wiring()
    take = partial(take_form, parts.database, member_id=who().member_id, page=page, token=token)
    return await asyncio.to_thread(take, sealer=parts.sealer, now=parts.clock.now())
