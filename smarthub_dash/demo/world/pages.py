"""What the world answers over HTTP."""

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from smarthub_dash.demo.world.openid import openid_app
from smarthub_dash.kit.clock import SystemClock


def world_app(*, issuer: str, client_id: str, client_secret: str, portal: str) -> Starlette:
    """Return the world's application: the OpenID provider, at the root of its host."""
    provider = openid_app(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        redirect_uris=(f"{portal}/openid/callback",),
        clock=SystemClock(),
    )
    return Starlette(routes=[Route("/up", _up, methods=["GET"]), Mount("/", app=provider)])


async def _up(_request: object) -> Response:
    return PlainTextResponse("The world is up.")
