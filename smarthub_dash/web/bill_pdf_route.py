"""A bill as PDF: looked at in the browser, or downloaded."""

from collections.abc import Callable
from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.bill_on_paper import pdf_of_bill, press_of
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.web.answers import see_other, signed_in_of
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

BILL_PDF_PATH = "/bills/{bill_number}.pdf"
BILLS_AT_ONCE = 2
"""Each takes a hundredth of a second or two; pages must not wait behind a row of them."""
LONGEST_WAIT = 15
"""Seconds after which a reader is asked to come back."""
LONGEST_NUMBER = 32
# A browser shows a PDF in a page of its own making, on which the policy of the answer lies: an object, styled inline.
VIEWED = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
NEVER_STORED = {"cache-control": "no-store", "vary": "cookie"}
PRINTS = {"large": True, "ordinary": False}


class BillPdfRoute:
    """The route that answers with a bill; one that is not the reader's and one that never was are the same to it."""

    def __init__(self, wiring: Wiring, pages: PublicPages, *, unknown: str) -> None:
        self._wiring = wiring
        self._pages = pages
        self._unknown = unknown
        self._setting = anyio.CapacityLimiter(BILLS_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the route of this door."""
        return [Route(BILL_PDF_PATH, self.bill, methods=["GET"])]

    async def bill(self, request: Request) -> Response:
        """Answer with the bill: `?download=1` to keep it, `?print=large` or `ordinary` against one's own choice."""
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return Response("This was not asked for from our pages.", status_code=403)
        if (who := signed_in_of(request)) is None:
            return see_other("/login?" + urlencode({"next": request.scope["path"]}))
        number = request.path_params["bill_number"]
        if not is_printed_number(number):
            return self._not_found(request)
        is_large_print = PRINTS.get(request.query_params.get("print", ""))
        try:
            pdf = await self._in_turn(lambda: self._set(who, number, is_large_print=is_large_print))
        except NotYours:
            return self._not_found(request)
        except TimeoutError:
            headers = {"retry-after": "30", "cache-control": "no-store"}
            return Response("Many bills are being printed. Try again in a moment.", status_code=503, headers=headers)
        kept = "attachment" if request.query_params.get("download") else "inline"
        headers = {
            **NEVER_STORED,
            "content-security-policy": VIEWED,
            "content-disposition": f'{kept}; filename="bill-{number}.pdf"',
        }
        return Response(pdf, media_type="application/pdf", headers=headers)

    async def _in_turn(self, setting: Callable[[], bytes]) -> bytes:
        with anyio.fail_after(LONGEST_WAIT):
            return await anyio.to_thread.run_sync(setting, limiter=self._setting, abandon_on_cancel=True)

    def _set(self, who: SignedIn, number: str, *, is_large_print: bool | None) -> bytes:
        parts, now = self._wiring, self._wiring.clock.now()
        scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
        return pdf_of_bill(
            parts.database,
            scope=scope,
            bill_number=number,
            is_large_print=is_large_print,
            press=press_of(parts.settings),
            now=now,
        )

    def _not_found(self, request: Request) -> Response:
        return self._pages.answer(request, self._unknown, {}, status=404)


def is_printed_number(typed: str) -> bool:
    """Tell whether something may be the number of a bill or receipt."""
    # It goes into a header: letters, digits and dashes, and no more of them than a number has.
    return len(typed) <= LONGEST_NUMBER and typed.isascii() and typed.replace("-", "").isalnum()
