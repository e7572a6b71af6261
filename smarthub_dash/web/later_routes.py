"""A payment extension, asked for by a plain form."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.journeys.household_news import Moment, date_words
from smarthub_dash.journeys.pay_later import LaterBill, bills_to_extend, extend_bill
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import money_text
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other, signed_in_of
from smarthub_dash.web.proof import NOT_OURS
from smarthub_dash.web.public_html import error_html, said_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

PAGE = "/billing/later"
NOTHING = '<p>Nothing is owed now. There is nothing to extend.</p><p><a class="button" href="/billing">Back</a></p>'


class LaterRoutes:
    """The page that offers more days, and its form."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [Route(PAGE, self.page, methods=["GET"]), Route(PAGE, self.extend, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        """Show what can be had for each bill."""
        return await self._show(request)

    async def extend(self, request: Request) -> Response:
        """Give a bill more days."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        if (who := signed_in_of(request)) is None:
            return _to_sign_in()
        form = await request.form(max_files=0, max_fields=2, max_part_size=1_024)
        number, parts, moment = str(form.get("account", ""))[:24], self._wiring, self._moment()
        try:
            await anyio.to_thread.run_sync(
                lambda: extend_bill(parts.database, member_id=who.member_id, account_number=number, moment=moment)
            )
        except Refused as refused:
            return await self._show(request, mend=str(refused), status=422)
        return see_other(f"{PAGE}?done=extended")

    async def _show(self, request: Request, *, mend: str = "", status: int = 200) -> Response:
        if (who := signed_in_of(request)) is None:
            return _to_sign_in()
        parts, moment = self._wiring, self._moment()
        found = await anyio.to_thread.run_sync(
            lambda: bills_to_extend(parts.database, member_id=who.member_id, moment=moment)
        )
        said = said_html("Your bill has more days now.") if request.query_params.get("done") == "extended" else ""
        slots = {"error": error_html(mend) if mend else said, "content": _bills_html(found)}
        return self._pages.answer(request, PAGE, slots, status=status)

    def _moment(self) -> Moment:
        return Moment(self._wiring.clock.now(), self._wiring.settings.zone)


def _bills_html(found: Sequence[LaterBill]) -> str:
    return f'<div class="stack">{"".join(map(_bill_html, found))}</div>' if found else NOTHING


def _bill_html(bill: LaterBill) -> str:
    number, name = escape(bill.view.account_number), escape(bill.view.nickname)
    head = (
        f'<section class="sheet stack" aria-labelledby="bill-{number}"><h2 id="bill-{number}">{name}</h2>'
        f"<p>Account {number}: {money_text(bill.cents)}, due {date_words(bill.due_on, otherwise='')}.</p>"
    )
    if bill.extended_until is not None:
        until = date_words(bill.extended_until, otherwise="")
        return f"{head}<p><strong>Extended until {until}.</strong> No late charge before then.</p></section>"
    if bill.offered_until is None:
        return f"{head}<p>{escape(bill.refusal)}</p></section>"
    until = date_words(bill.offered_until, otherwise="")
    return (
        f"{head}<p>You can pay it until {until} without a late charge. No extra cost.</p>"
        f'<form method="post" action="{PAGE}"><input type="hidden" name="account" value="{number}">'
        f'<button type="submit" class="button" data-kind="main" data-wide="">Extend until {until}</button></form>'
        "</section>"
    )


def _to_sign_in() -> Response:
    return see_other("/login?" + urlencode({"ended": 1, "next": PAGE}))
