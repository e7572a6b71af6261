"""A receipt as PDF."""

from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.bill_on_paper import press_of
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_receipt import pdf_of_receipt
from smarthub_dash.web.answers import see_other, signed_in_of
from smarthub_dash.web.bill_pdf_route import NEVER_STORED, VIEWED, is_printed_number
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

RECEIPT_PDF_PATH = "/billing/receipts/{receipt_number}.pdf"
RECEIPTS_AT_ONCE = 2


class ReceiptPdfRoute:
    """The route that answers with a receipt; one that is not the reader's and one that never was are the same to it."""

    def __init__(self, wiring: Wiring, pages: PublicPages, *, unknown: str) -> None:
        self._wiring = wiring
        self._pages = pages
        self._unknown = unknown
        self._setting = anyio.CapacityLimiter(RECEIPTS_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the route of this door."""
        return [Route(RECEIPT_PDF_PATH, self.receipt, methods=["GET"])]

    async def receipt(self, request: Request) -> Response:
        """Answer with the receipt: `?download=1` to keep it."""
        if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return Response("This was not asked for from our pages.", status_code=403)
        if (who := signed_in_of(request)) is None:
            return see_other("/login?" + urlencode({"next": request.scope["path"]}))
        number = request.path_params["receipt_number"]
        if not is_printed_number(number):
            return self._not_found(request)
        try:
            pdf = await anyio.to_thread.run_sync(lambda: self._set(who, number), limiter=self._setting)
        except NotYours:
            return self._not_found(request)
        kept = "attachment" if request.query_params.get("download") else "inline"
        headers = {
            **NEVER_STORED,
            "content-security-policy": VIEWED,
            "content-disposition": f'{kept}; filename="receipt-{number}.pdf"',
        }
        return Response(pdf, media_type="application/pdf", headers=headers)

    def _set(self, who: SignedIn, number: str) -> bytes:
        parts, now = self._wiring, self._wiring.clock.now()
        scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
        return pdf_of_receipt(
            parts.database,
            scope=scope,
            receipt_number=number,
            footer=press_of(parts.settings).footer,
            zone=parts.settings.zone,
            now=now,
        )

    def _not_found(self, request: Request) -> Response:
        return self._pages.answer(request, self._unknown, {}, status=404)
