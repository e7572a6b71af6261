"""
To the processor's page and back: a member adds a card or bank account, whose numbers never pass through here.

A form of ours is posted first; the answer is a page that leaves by itself, by GET, since a form may not be redirected
to another site. `/profile/payment-accounts/add?back=<path>` is the way in, whichever page it is asked from; the path
is come back to with `method=<id>` of what was added, or `entry=none`. `/billing/pay/once` is the same for what pays one
payment and is not kept; it takes no fresh proof, for it changes nothing of the member's.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.gateways.processor import ProcessorAway
from smarthub_dash.journeys.hosted_entry import BACK_PATH, EntryDesk, EntryWish, come_back, leave_to_add
from smarthub_dash.journeys.payment_choice import ONCE_PATH, PAY_PATH
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other, signed_in_of
from smarthub_dash.web.hosted_html import add_forms_html, leaving_html, ways_html
from smarthub_dash.web.proof import NOT_OURS, proved_reader
from smarthub_dash.web.public_html import error_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import visit_of
from smarthub_dash.wiring import Wiring

METHODS_PAGE = "/profile/payment-accounts"
ADD_PAGE = f"{METHODS_PAGE}/add"
WAITING_AT_ONCE = 8
"""A processor that hangs may hold so many threads; the others go on reading pages."""
LONGEST_BACK = 2_000
"""The address of a payment names every account of it: sixty fit in."""
AWAY = "Our payment processor does not answer at the moment. Nothing was changed. Try again in a minute."
NOT_SET_UP = "Payment accounts cannot be added here yet. Call us to pay, or send the stub of your bill."


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to the processor's page: where it is asked for, where it leads back to, and whether it is kept."""

    page: str
    home: str
    is_once: bool


ADD = _Way(ADD_PAGE, METHODS_PAGE, is_once=False)
ONCE = _Way(ONCE_PATH, PAY_PATH, is_once=True)


class HostedRoutes:
    """The page that asks what is to be added, the way out, and the way back."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages
        self._waiting = anyio.CapacityLimiter(WAITING_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(ADD.page, self.page, methods=["GET"]),
            Route(ADD.page, self.leave, methods=["POST"]),
            Route(ONCE.page, self.page, methods=["GET"]),
            Route(ONCE.page, self.leave, methods=["POST"]),
            Route(BACK_PATH, self.back, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        """Ask what is to be added, once the member has proved who they are."""
        way = _way_of(request)
        back = _back_in(request.query_params.get("back"), way)
        who = await self._reader(request, way, back)
        return who if isinstance(who, Response) else self._show(request, way, back)

    async def leave(self, request: Request) -> Response:
        """Send the member to the processor's page."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        form = await request.form(max_files=0, max_fields=4, max_part_size=4_096)
        way = _way_of(request)
        back = _back_in(str(form.get("back", "")), way)
        who = await self._reader(request, way, back)
        if isinstance(who, Response):
            return who
        if (desk := self._desk()) is None:
            return self._show(request, way, back, mend=NOT_SET_UP, status=503)
        kind = MethodKind.BANK if form.get("kind") == MethodKind.BANK.value else MethodKind.CARD
        visit = visit_of(request)
        wish = EntryWish(kind, back, form.get("agree") == "yes", visit.address, visit.user_agent, way.is_once)
        try:
            address = await anyio.to_thread.run_sync(lambda: self._left(desk, who, wish), limiter=self._waiting)
        except ProcessorAway:
            return self._show(request, way, back, mend=AWAY, status=503)
        except Refused as refused:
            return self._show(request, way, back, mend=str(refused), status=422)
        answer = self._pages.answer(request, way.page, {"content": leaving_html(address)})
        answer.headers["refresh"] = f"0; url={address}"
        return answer

    async def back(self, request: Request) -> Response:
        """Take a member back from the processor's page, with what was entered there."""
        token = request.query_params.get("visit", "")[:128]
        if (who := signed_in_of(request)) is None:
            again = f"{BACK_PATH}?{urlencode({'visit': token})}"
            return see_other("/login?" + urlencode({"ended": 1, "next": again}))
        if (desk := self._desk()) is None:
            return self._show(request, ADD, METHODS_PAGE, mend=NOT_SET_UP, status=503)
        now = self._wiring.clock.now()
        try:
            found = await anyio.to_thread.run_sync(
                lambda: come_back(desk, token=token, member_id=who.member_id, now=now), limiter=self._waiting
            )
        except ProcessorAway:
            again = f"{BACK_PATH}?{urlencode({'visit': token})}"
            return self._say(request, AWAY, ways=(("Try again", again), ("My payment accounts", METHODS_PAGE)))
        except Refused as refused:
            return self._say(request, str(refused), ways=(("My payment accounts", METHODS_PAGE),), status=410)
        return see_other(found.path)

    def _desk(self) -> EntryDesk | None:
        parts = self._wiring
        if parts.processor is None:
            return None
        return EntryDesk(parts.database, parts.processor, parts.settings.public_url, parts.settings.zone)

    def _left(self, desk: EntryDesk, who: SignedIn, wish: EntryWish) -> str:
        return leave_to_add(desk, member_id=who.member_id, wish=wish, now=self._wiring.clock.now())

    async def _reader(self, request: Request, way: _Way, back: str) -> SignedIn | Response:
        page = way.page if back == way.home else f"{way.page}?{urlencode({'back': back})}"
        if not way.is_once:
            return await proved_reader(request, self._wiring, page=page)
        return signed_in_of(request) or see_other("/login?" + urlencode({"next": page}))

    def _show(self, request: Request, way: _Way, back: str, *, mend: str = "", status: int = 200) -> Response:
        content = add_forms_html(way.page, back=back, is_once=way.is_once)
        slots = {"error": error_html(mend) if mend else "", "content": content}
        return self._pages.answer(request, way.page, slots, status=status)

    def _say(
        self, request: Request, sentence: str, *, ways: tuple[tuple[str, str], ...], status: int = 503
    ) -> Response:
        slots = {"error": error_html(sentence), "content": ways_html(ways)}
        return self._pages.answer(request, ADD_PAGE, slots, status=status)


def _way_of(request: Request) -> _Way:
    return ONCE if request.scope["path"] == ONCE.page else ADD


def _back_in(typed: str | None, way: _Way) -> str:
    path = own_path(typed, otherwise=way.home)
    return path if len(path) <= LONGEST_BACK else way.home
