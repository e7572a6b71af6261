"""The doors for what carriers of text messages tell: signed forms, bounded, and nothing else."""

from collections.abc import Mapping
from html import escape

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.gateways.courier import TEXT_REPLY_PATH, TEXT_STATUS_PATH, NewsForged
from smarthub_dash.journeys.hear_carriers import hear_of_text, hear_reply
from smarthub_dash.web.answers import is_short_form
from smarthub_dash.wiring import Wiring

SIGNATURE_HEADER = "x-twilio-signature"
HEARD_AT_ONCE = 4
"""Members' pages must not wait behind a flood of messages."""


class CarrierRoutes:
    """The routes that hear the carrier of text messages."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._hearing = anyio.CapacityLimiter(HEARD_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the routes of this door; none if no texts are sent."""
        if self._wiring.texts is None:
            return []
        return [
            Route(TEXT_STATUS_PATH, self.status, methods=["POST"]),
            Route(TEXT_REPLY_PATH, self.reply, methods=["POST"]),
        ]

    async def status(self, request: Request) -> Response:
        """Hear what became of a message."""
        fields = await self._signed(request, TEXT_STATUS_PATH)
        if fields is None:
            return Response("Not signed.", status_code=403)
        parts = self._wiring
        await anyio.to_thread.run_sync(
            lambda: hear_of_text(
                parts.database,
                message_id=fields.get("MessageSid", "")[:64],
                status=fields.get("MessageStatus", ""),
                code=fields.get("ErrorCode", "")[:8],
                now=parts.clock.now(),
            ),
            limiter=self._hearing,
        )
        return Response(status_code=204)

    async def reply(self, request: Request) -> Response:
        """Hear what somebody answered, and answer."""
        fields = await self._signed(request, TEXT_REPLY_PATH)
        if fields is None:
            return Response("Not signed.", status_code=403)
        parts = self._wiring
        said = await anyio.to_thread.run_sync(
            lambda: hear_reply(
                parts.database,
                message_id=fields.get("MessageSid", "")[:64],
                number=fields.get("From", "")[:16],
                body=fields.get("Body", "")[:200],
                now=parts.clock.now(),
            ),
            limiter=self._hearing,
        )
        inside = f"<Message>{escape(said)}</Message>" if said else ""
        return Response(f"<Response>{inside}</Response>", media_type="text/xml")

    async def _signed(self, request: Request, path: str) -> Mapping[str, str] | None:
        if self._wiring.texts is None or not is_short_form(request):
            return None
        form = await request.form(max_files=0, max_fields=40, max_part_size=4_096)
        fields = {name: str(value) for name, value in form.items()}
        signature = request.headers.get(SIGNATURE_HEADER, "")
        try:
            url = f"{self._wiring.settings.public_url}{path}"
            self._wiring.texts.refuse_forged(url=url, fields=fields, signature=signature)
        except NewsForged:
            return None
        return fields
