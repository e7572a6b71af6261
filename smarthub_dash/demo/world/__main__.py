"""Run the world: `python -m smarthub_dash.demo.world --data DIR --smtp-port N --http-port M --portal URL`."""

import asyncio
from contextlib import suppress
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.server.embed import Server

from smarthub_dash.demo.world.lifetime import HOST, until_ended
from smarthub_dash.demo.world.mailbox import FOLDER, Mailbox
from smarthub_dash.demo.world.pages import world_app
from smarthub_dash.demo.world.postman import mail_server
from smarthub_dash.demo.world.texts import TextDesk
from smarthub_dash.kit.clock import SystemClock
from smarthub_dash.settings import settings


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The folder of the demo's data.")
@click.option("--smtp-port", type=int, required=True)
@click.option("--http-port", type=int, required=True)
@click.option("--portal", required=True, help="The portal's public address.")
def main(data: Path, smtp_port: int, http_port: int, portal: str) -> None:
    """Receive the demo's mail and vouch for its cast, until whoever started this ends."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_live(data=data, smtp_port=smtp_port, http_port=http_port, portal=portal))


async def _live(*, data: Path, smtp_port: int, http_port: int, portal: str) -> None:
    mailbox = Mailbox(data / FOLDER)
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(lambda: mail_server(mailbox), HOST, smtp_port)
    # A secret is told by the environment: what stands on a command line everyone on the machine can read.
    told = settings()
    app = world_app(
        issuer=f"http://{HOST}:{http_port}",
        client_id=told.openid_client_id,
        client_secret=told.openid_client_secret.get_secret_value(),
        portal=portal,
        texts=TextDesk(mailbox, told.texts_account, told.texts_token.get_secret_value(), SystemClock()),
    )
    web = Server(app, address=HOST, port=http_port, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
    serving = asyncio.create_task(web.serve())
    await until_ended(serving)
    mail.close()
    web.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(serving, 2)


if __name__ == "__main__":
    main()
