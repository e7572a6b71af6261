"""The simulated processor as an application, and the work it does by itself."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.processor.api import ApiDoor
from smarthub_dash.demo.world.processor.control import ControlRoutes
from smarthub_dash.demo.world.processor.counter import CounterRoutes
from smarthub_dash.demo.world.processor.desk import Desk
from smarthub_dash.demo.world.processor.drafts import work_some
from smarthub_dash.demo.world.processor.faults import FaultPlan
from smarthub_dash.demo.world.processor.journal import FILE, Journal
from smarthub_dash.demo.world.processor.messenger import LOOK_SECONDS, Messenger
from smarthub_dash.demo.world.processor.routes import StripeRoutes
from smarthub_dash.demo.world.processor.visits import VisitorRoutes
from smarthub_dash.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class Told:
    """What a simulator is told at its start; `message_url` is empty where nobody wants to hear of anything."""

    address: str
    api_key: str
    message_secret: str
    message_url: str
    draft_seconds: float


@dataclass(frozen=True, slots=True)
class Simulator:
    """The application, and what runs beside it."""

    app: Starlette
    desk: Desk
    messenger: Messenger

    async def work(self) -> None:
        """Deliver messages and let the bank's time do its work, for ever."""
        await asyncio.gather(self.messenger.run(), self._bank())

    async def _bank(self) -> None:
        while True:
            moved = work_some(self.desk)
            if moved:
                self.messenger.wake()
            await asyncio.sleep(0 if moved else LOOK_SECONDS)


def simulator(folder: Path, *, told: Told, clock: Clock) -> Simulator:
    """Return a simulator whose journal lies in a folder."""
    desk = Desk(Journal(folder / FILE), clock, told.address, told.draft_seconds)
    faults = FaultPlan()
    messenger = Messenger(desk, faults=faults, to=told.message_url, secret=told.message_secret)
    door = ApiDoor(desk, faults=faults, api_key=told.api_key, on_news=messenger.wake)
    routes = [
        Route("/up", _up, methods=["GET"]),
        *StripeRoutes(desk, door).routes(),
        *CounterRoutes(desk, on_news=messenger.wake).routes(),
        *VisitorRoutes(desk, on_news=messenger.wake).routes(),
        *ControlRoutes(desk, faults=faults, door=door, on_news=messenger.wake).routes(),
    ]
    return Simulator(Starlette(routes=routes), desk, messenger)


async def _up(_request: object) -> Response:
    return PlainTextResponse("The processor is up.")
