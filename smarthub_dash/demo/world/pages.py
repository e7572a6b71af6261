"""What the world answers over HTTP."""

from importlib import import_module
from importlib.util import find_spec

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from smarthub_dash.kit.clock import SystemClock

PROVIDER = "smarthub_dash.demo.world.openid"


def world_app(*, issuer: str, client_id: str, client_secret: str, portal: str) -> Starlette:
    """Return the world's application: the OpenID provider, at the root of its host."""
    routes: list[Route | Mount] = [Route("/up", _up, methods=["GET"])]
    if find_spec(PROVIDER):
        provider = import_module(PROVIDER).openid_app(
            issuer=issuer,
            client_id=client_id,
            client_secret=client_secret,
            redirect_uris=(f"{portal}/openid/callback",),
            clock=SystemClock(),
        )
        routes.append(Mount("/", app=provider))
    return Starlette(routes=routes)


async def _up(_request: object) -> Response:
    return PlainTextResponse("The world is up.")
