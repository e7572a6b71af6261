"""The door for the processor's messages: the raw body and its signature, bounded, and nothing else."""

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.gateways.processor import MESSAGE_PATH, MessageForged, ProcessorAway
from smarthub_dash.journeys.hear_processor import hear_processor
from smarthub_dash.journeys.till import till_of
from smarthub_dash.wiring import Wiring

MOST_BYTES = 262_144
"""A message is some kilobytes; nobody makes us hold more to find out that it is not signed."""
HEARD_AT_ONCE = 4
"""Members' pages must not wait behind a flood of messages."""
SIGNATURE_HEADER = "stripe-signature"


class ProcessorRoutes:
    """The route that hears the processor."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._hearing = anyio.CapacityLimiter(HEARD_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the route of this door; none if there is no processor."""
        if self._wiring.processor is None:
            return []
        return [Route(MESSAGE_PATH, self.hear, methods=["POST"])]

    async def hear(self, request: Request) -> Response:
        """Answer 200 once a message was followed up; any other answer makes the processor send it again."""
        body = await _bounded(request)
        if body is None:
            return Response("Too long.", status_code=413)
        signature = request.headers.get(SIGNATURE_HEADER, "")
        try:
            await anyio.to_thread.run_sync(self._heard, body, signature, limiter=self._hearing)
        except MessageForged:
            return Response("Not signed.", status_code=400)
        except ProcessorAway:
            return Response("Later.", status_code=503, headers={"retry-after": "60"})
        return Response(status_code=200)

    def _heard(self, body: bytes, signature: str) -> None:
        hear_processor(till_of(self._wiring), body=body, signature=signature, now=self._wiring.clock.now())


async def _bounded(request: Request) -> bytes | None:
    pieces, length = [], 0
    async for piece in request.stream():
        length += len(piece)
        if length > MOST_BYTES:
            return None
        pieces.append(piece)
    return b"".join(pieces)
