"""The page on which staff see the letters that did not arrive."""

from collections.abc import Sequence
from html import escape

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.journeys.undelivered import StuckLetter, letters_stuck
from smarthub_dash.journeys.words import stamp_text
from smarthub_dash.web.answers import see_other, signed_in_of
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

STAFF_OUTBOX = "/staff/outbox"
NONE = '<div class="empty"><h2>Every letter arrived</h2><p>Nothing was given up, and nothing waits for long.</p></div>'
ALL = '<p><a class="button" href="/demo/outbox">All letters of this demo</a></p>'


class StaffOutboxRoutes:
    """The route of the page."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [Route(STAFF_OUTBOX, self.page, methods=["GET"])]

    async def page(self, request: Request) -> Response:
        """Answer staff with the letters, and send everyone else home."""
        who, parts = signed_in_of(request), self._wiring
        if who is None:
            return see_other(f"/login?next={STAFF_OUTBOX}")
        if who.role is not MemberRole.STAFF:
            return see_other("/home")
        portal = parts.settings.public_url
        stuck = await anyio.to_thread.run_sync(
            lambda: letters_stuck(parts.database, portal=portal, now=parts.clock.now())
        )
        slots = {"letters": self._list(stuck), "all": ALL if parts.settings.is_demo else ""}
        return self._pages.answer(request, STAFF_OUTBOX, slots)

    def _list(self, stuck: Sequence[StuckLetter]) -> str:
        return f'<ul class="doors letters">{"".join(map(self._entry, stuck))}</ul>' if stuck else NONE

    def _entry(self, letter: StuckLetter) -> str:
        when = stamp_text(letter.written_at, now=self._wiring.clock.now(), zone=self._wiring.settings.zone)
        tries = "tried once" if letter.tries == 1 else f"tried {letter.tries} times"
        return (
            f'<li><div class="sheet stack"><p class="font-semibold">{escape(letter.subject)}</p>'
            f'<p class="soft small">To {escape(letter.address)} · {escape(when)} · {tries}</p>'
            f"<p>{escape(letter.words)}</p></div></li>"
        )
