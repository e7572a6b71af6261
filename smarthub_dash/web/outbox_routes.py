"""The demo's outbox as pages. The routes are made in demo mode only; production has no such code path."""

from email.utils import parsedate_to_datetime

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.mailbox import FOLDER, Mailbox, ReceivedLetter
from smarthub_dash.journeys.words import stamp_text
from smarthub_dash.web.answers import see_other
from smarthub_dash.web.outbox_html import OutboxEntry, framed, letter_html, list_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

OUTBOX = "/demo/outbox"
SHOWN = 50
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


class OutboxRoutes:
    """
    Shows the letters that the demo sent, as their receivers see them.

    :raises ValueError: if made outside demo mode
    """

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        if not wiring.settings.is_demo:
            raise ValueError("letters can be looked at in demo mode only")
        self._wiring = wiring
        self._pages = pages
        self._mailbox = Mailbox(wiring.settings.data / FOLDER)

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(OUTBOX, self.list, methods=["GET"]),
            Route(f"{OUTBOX}/{{name}}", self.letter, methods=["GET"]),
            Route(f"{OUTBOX}/{{name}}/page", self.page, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        """Answer with the newest letters."""
        letters = await anyio.to_thread.run_sync(self._mailbox.newest, SHOWN)
        return self._answer(request, list_html([self._entry(letter) for letter in letters]))

    async def letter(self, request: Request) -> Response:
        """Answer with one letter, or the list if it is not there any more."""
        if (letter := await self._named(request)) is None:
            return see_other(OUTBOX)
        return self._answer(request, letter_html(self._entry(letter), text=letter.text))

    async def page(self, request: Request) -> Response:
        """Answer with the HTML of a letter, which may do nothing but be read and be left by its links."""
        letter = await self._named(request)
        headers = {"content-security-policy": LETTER_POLICY, "cache-control": "no-store"}
        if letter is None:
            return HTMLResponse("This letter is not here any more.", status_code=404, headers=headers)
        return HTMLResponse(framed(letter.html), headers=headers)

    async def _named(self, request: Request) -> ReceivedLetter | None:
        return await anyio.to_thread.run_sync(self._mailbox.letter, request.path_params["name"])

    def _answer(self, request: Request, html: str) -> Response:
        answer = self._pages.answer(request, OUTBOX, {"letters": html})
        policy = answer.headers["content-security-policy"]
        answer.headers["content-security-policy"] = policy.replace("frame-src 'none'", "frame-src 'self'")
        return answer

    def _entry(self, letter: ReceivedLetter) -> OutboxEntry:
        sent = parsedate_to_datetime(letter.sent)
        when = stamp_text(sent, now=self._wiring.clock.now(), zone=self._wiring.settings.zone)
        return OutboxEntry(letter.name, letter.to, when, letter.subject)
