"""What the world answers over HTTP."""

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from smarthub_dash.demo.world.openid import openid_app
from smarthub_dash.demo.world.texts import TextDesk
from smarthub_dash.kit.clock import SystemClock


def world_app(*, issuer: str, client_id: str, client_secret: str, portal: str, texts: TextDesk) -> Starlette:
    """Return the world's application: the carrier of text messages, and the OpenID provider at the root."""
    provider = openid_app(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        redirect_uris=(f"{portal}/openid/callback",),
        clock=SystemClock(),
    )
    return Starlette(routes=[Route("/up", _up, methods=["GET"]), *texts.routes(), Mount("/", app=provider)])


async def _up(_request: object) -> Response:
    return PlainTextResponse("The world is up.")
