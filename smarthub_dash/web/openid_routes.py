"""
Sign in, and link an account, with the OpenID provider.

A form of ours is posted here first, so that no other site can send a browser off. The answer is a page that leaves by
itself, by GET: our pages may post forms to ourselves only, and browsers hold the redirects of a form to that as well.
"""

from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.gateways.identity import IdentityAway, IdentityProvider, ProviderAnswer
from smarthub_dash.journeys.linked_identities import NotLinkedAnymore, unlink
from smarthub_dash.journeys.sign_in_elsewhere import Desk, Leaving, NotLinked, Return, Wish, come_back, leave
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other, signed_in_of
from smarthub_dash.web.openid_cookies import drop_departure, keep_departure, kept_secret
from smarthub_dash.web.openid_html import leaving_html, refusal_html
from smarthub_dash.web.proof import proved_reader
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of, visit_of, welcome
from smarthub_dash.wiring import Wiring

SECURITY_PAGE = "/profile/security"
CALLBACK = "/openid/callback"
WAITING_AT_ONCE = 8
"""A provider that hangs may hold so many threads; the others go on reading pages."""
LONGEST_NEXT = 1_000


class OpenIdRoutes:
    """The routes to the provider and back, and the one that unlinks."""

    def __init__(self, wiring: Wiring, pages: PublicPages, provider: IdentityProvider) -> None:
        self._wiring = wiring
        self._pages = pages
        told = wiring.settings
        self._desk = Desk(wiring.database, provider, wiring.sealer, told.openid_name, told.zone)
        self._waiting = anyio.CapacityLimiter(WAITING_AT_ONCE)

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route("/openid/start", self.start, methods=["POST"]),
            Route(CALLBACK, self.callback, methods=["GET"]),
            Route("/openid/unlink", self.unlink, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        if (refused := self._refused_form(request)) is not None:
            return refused
        form = await request.form(max_files=0, max_fields=4, max_part_size=4_096)
        leaving = await self._leaving(
            request, wish=str(form.get("wish", "")), next_path=own_path(str(form.get("next", "")))
        )
        if isinstance(leaving, Response):
            return leaving
        try:
            departure = await anyio.to_thread.run_sync(
                lambda: leave(self._desk, leaving=leaving, now=self._wiring.clock.now()), limiter=self._waiting
            )
        except IdentityAway:
            return self._away(request)
        except TooManyAttempts as refused:
            return self._refused(request, refused)
        content = leaving_html(self._desk.provider_name, address=departure.address)
        answer = self._pages.answer(request, CALLBACK, {"content": content})
        answer.headers["refresh"] = f"0; url={departure.address}"
        keep_departure(request, answer, departure, self._wiring.settings)
        return answer

    async def callback(self, request: Request) -> Response:
        """Take who comes back from the provider: sign them in or link their account, or say why not."""
        state = request.query_params.get("state", "")[:128]
        browser_secret = kept_secret(request, state, self._wiring.settings)
        back = self._return(request, state, browser_secret)
        try:
            arrival = await anyio.to_thread.run_sync(
                lambda: come_back(self._desk, back=back, now=self._wiring.clock.now()), limiter=self._waiting
            )
        except IdentityAway:
            answer = self._away(request)
        except Refused as refused:
            answer = self._refused(request, refused)
        else:
            told, where = self._wiring.settings, arrival.next_path
            if (who := signed_in_of(request)) is not None:
                self._wiring.sessions.forget(who.session_hash)
            answer = welcome(arrival.entered, where, told) if arrival.entered else see_other(where)
        if browser_secret:
            drop_departure(answer, state, self._wiring.settings)
        return answer

    async def unlink(self, request: Request) -> Response:
        """Unlink one of the member's accounts."""
        if (refused := self._refused_form(request)) is not None:
            return refused
        who = await proved_reader(request, self._wiring, page=SECURITY_PAGE)
        if isinstance(who, Response):
            return who
        form = await request.form(max_files=0, max_fields=2, max_part_size=1_024)
        handle, desk, now = str(form.get("account", "")), self._desk, self._wiring.clock.now()
        try:
            await anyio.to_thread.run_sync(
                lambda: unlink(
                    desk.database,
                    member_id=who.member_id,
                    handle=handle,
                    provider_name=desk.provider_name,
                    zone=desk.zone,
                    now=now,
                )
            )
        except NotLinkedAnymore:
            return see_other(SECURITY_PAGE)
        return see_other(f"{SECURITY_PAGE}?done=openid-unlinked")

    def _refused_form(self, request: Request) -> Response | None:
        if is_from_here(request, self._wiring.settings) and is_short_form(request):
            return None
        return Response("This form was not sent from our pages.", status_code=403)

    async def _leaving(self, request: Request, *, wish: str, next_path: str) -> Leaving | Response:
        redirect_uri = self._wiring.settings.public_url + CALLBACK
        next_path, address = next_path if len(next_path) <= LONGEST_NEXT else "/home", address_of(request)
        if wish == Wish.CONFIRM:
            if (reader := signed_in_of(request)) is None:
                return see_other("/login?" + urlencode({"ended": 1, "next": next_path}))
            return Leaving(Wish.CONFIRM, redirect_uri, next_path, reader, address)
        if wish != Wish.LINK:
            return Leaving(Wish.SIGN_IN, redirect_uri, next_path, None, address)
        who = await proved_reader(request, self._wiring, page=SECURITY_PAGE)
        if isinstance(who, Response):
            return who
        done = f"{SECURITY_PAGE}?done=openid-linked"
        return Leaving(Wish.LINK, redirect_uri, done, who, address)

    def _return(self, request: Request, state: str, browser_secret: str) -> Return:
        asked = request.query_params
        return Return(
            state=state,
            browser_secret=browser_secret,
            answer=ProviderAnswer(asked.get("code", "")[:2_048], asked.get("iss", "")[:255]),
            error=asked.get("error", "")[:64],
            who=signed_in_of(request),
            visit=visit_of(request),
        )

    def _away(self, request: Request) -> Response:
        sentence = (
            f"{self._desk.provider_name} does not answer at the moment. Try again in a minute; "
            "your password works as always."
        )
        return self._page(request, sentence, to_sign_in="/login", status=503)

    def _refused(self, request: Request, refused: Refused) -> Response:
        to_link = "/login?" + urlencode({"next": SECURITY_PAGE})
        to_sign_in = to_link if isinstance(refused, NotLinked) else "/login"
        status = 429 if isinstance(refused, TooManyAttempts) else 403
        return self._page(request, str(refused), to_sign_in=to_sign_in, status=status)

    def _page(self, request: Request, sentence: str, *, to_sign_in: str, status: int) -> Response:
        is_in = signed_in_of(request) is not None
        ways = (("Back to Security", SECURITY_PAGE),) if is_in else (("Sign in", to_sign_in), ("Help", "/help"))
        content = refusal_html(sentence, ways=ways)
        return self._pages.answer(request, CALLBACK, {"content": content}, status=status)
