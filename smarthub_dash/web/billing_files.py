"""Bills, payments and capital credits as files for a spreadsheet."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.billing_files import billing_csv
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.view_bills import BillsRequest, Part, bills_request_of, view_bills
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import see_other, signed_in_of
from smarthub_dash.wiring import Wiring

FILES = {Part.BILLS: "bills", Part.PAYMENTS: "payments", Part.CREDITS: "capital-credits"}


class BillingFiles:
    """The routes that answer with these files."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(f"/billing/{name}.csv", partial(self.download, part=part), methods=["GET"])
            for part, name in FILES.items()
        ]

    async def download(self, request: Request, *, part: Part) -> Response:
        """Answer with what the member may see of what was asked for; an account of someone else is not found."""
        who = signed_in_of(request)
        if who is None:
            return see_other("/login?" + urlencode({"next": "/billing"}))
        asked = replace(bills_request_of(request.query_params), part=part)
        try:
            text = await anyio.to_thread.run_sync(self._written, who, asked)
        except Refused as refused:
            return Response(str(refused), status_code=404, headers={"cache-control": "no-store"})
        day = local_day(self._wiring.clock.now(), self._wiring.settings.zone)
        headers = {
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="{FILES[part]}-{day.isoformat()}.csv"',
        }
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    def _written(self, who: SignedIn, asked: BillsRequest) -> str:
        parts, now = self._wiring, self._wiring.clock.now()
        scope = scope_for(parts.database, member_id=who.member_id, now=now, zone=parts.settings.zone)
        return billing_csv(view_bills(parts.database, scope=scope, request=asked, now=now, zone=parts.settings.zone))
