"""Run the simulated processor alone: `python -m smarthub_dash.demo.world.processor --data DIR --port N`."""

import asyncio
from contextlib import suppress
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.server.embed import Server

from smarthub_dash.demo.world.lifetime import HOST, until_ended
from smarthub_dash.demo.world.processor.app import Told, simulator
from smarthub_dash.gateways.processor import MESSAGE_PATH
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.settings import settings


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The folder of its journal.")
@click.option("--port", type=int, required=True)
@click.option("--portal", default="", help="The public address of the portal that hears of changes.")
@click.option("--draft-seconds", default=4 * 86_400.0, show_default=True, help="How long a bank takes over a draft.")
@click.option("--with-cast", is_flag=True, help="Know what the cast of the demo pays with.")
def main(data: Path, port: int, portal: str, draft_seconds: float, with_cast: bool) -> None:
    """Charge cards and bank accounts that do not exist, until whoever started this ends."""
    # A secret is told by the environment: what stands on a command line everyone on the machine can read.
    secrets = settings()
    told = Told(
        address=f"http://{HOST}:{port}",
        api_key=secrets.processor_key.get_secret_value(),
        message_secret=secrets.processor_message_secret.get_secret_value(),
        message_url=f"{portal}{MESSAGE_PATH}" if portal else "",
        draft_seconds=draft_seconds,
    )
    with suppress(KeyboardInterrupt):
        asyncio.run(_live(data, port=port, told=told, with_cast=with_cast))


async def _live(data: Path, *, port: int, told: Told, with_cast: bool) -> None:
    made = simulator(data, told=told, clock=SystemClock())
    if with_cast:
        from smarthub_dash.demo.world.processor.cast_methods import know_cast  # the cast's meters take a while to load

        know_cast(made.desk)
    web = Server(made.app, address=HOST, port=port, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
    working = asyncio.create_task(made.work())
    serving = asyncio.create_task(web.serve())
    await until_ended(serving, working)
    working.cancel()
    web.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(serving, 2)
    made.desk.journal.close()


if __name__ == "__main__":
    main()
