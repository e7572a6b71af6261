"""Passkeys by HTTP: what a browser is asked, and the forms that bring its answers."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.enter_by_passkey import prove_by_passkey, sign_in_by_passkey
from smarthub_dash.journeys.entering import Entered
from smarthub_dash.journeys.keep_passkeys import LONGEST_NAME, keep_passkey
from smarthub_dash.journeys.passkeys import (
    CHALLENGE_LIFE,
    LONGEST_ANSWER,
    Site,
    offer_new_passkey,
    offer_proof,
    offer_sign_in,
)
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_of, new_token
from smarthub_dash.kit.user_agents import system_words
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other, signed_in_of
from smarthub_dash.web.confirm_routes import to_confirm
from smarthub_dash.web.cookies import challenge_name
from smarthub_dash.web.passkey_html import ADD_PAGE, PROVE, SIGN_IN, add_passkey_html
from smarthub_dash.web.proof import NOT_OURS, kept_typed, proved_reader, proved_sender
from smarthub_dash.web.public_html import error_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of, visit_of, welcome
from smarthub_dash.wiring import Wiring

Result = TypeVar("Result")


class PasskeyRoutes:
    """The routes that make, show and take passkeys."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages
        self._site = Site(wiring.settings.public_host, wiring.settings.public_url)

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(ADD_PAGE, self.add_page, methods=["GET"]),
            Route(ADD_PAGE, self.add, methods=["POST"]),
            Route(f"{ADD_PAGE}/options", self.options_to_add, methods=["POST"]),
            Route(f"{SIGN_IN}/options", self.options_to_sign_in, methods=["POST"]),
            Route(SIGN_IN, self.sign_in, methods=["POST"]),
            Route(f"{PROVE}/options", self.options_to_prove, methods=["POST"]),
            Route(PROVE, self.prove, methods=["POST"]),
        ]

    async def add_page(self, request: Request) -> Response:
        """Answer with the form that makes a key."""
        who = await proved_reader(request, self._wiring, page=ADD_PAGE)
        if isinstance(who, Response):
            return who
        typed = await kept_typed(request, self._wiring, who, page=ADD_PAGE)
        name = typed.get("name") or system_words(request.headers.get("user-agent", ""))
        return self._add_page(request, name=name, mend="", status=200)

    async def options_to_add(self, request: Request) -> Response:
        """Answer with what the browser needs to make a key."""
        who = await proved_sender(request, self._wiring, page=ADD_PAGE)
        if isinstance(who, Response):
            return who
        parts, now = self._wiring, self._wiring.clock.now()
        return _json(await _apart(lambda: offer_new_passkey(parts.database, who=who, site=self._site, now=now)))

    async def add(self, request: Request) -> Response:
        """Keep the key that the browser made."""
        who = await proved_sender(request, self._wiring, page=ADD_PAGE, keep=("name",))
        if isinstance(who, Response):
            return who
        sent, name = await _typed(request, "credential", "name")
        parts, now = self._wiring, self._wiring.clock.now()
        keep = partial(keep_passkey, parts.database, who=who, site=self._site, sent=sent, name=name)
        try:
            await _apart(partial(keep, now=now, zone=parts.settings.zone))
        except Refused as refused:
            return self._add_page(request, name=name[:LONGEST_NAME], mend=str(refused), status=422)
        return see_other("/profile/security?done=passkey")

    async def options_to_sign_in(self, request: Request) -> Response:
        """Answer with a challenge for any key of ours, bound to this browser by a cookie."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        browser, parts, now = new_token(), self._wiring, self._wiring.clock.now()
        offer = partial(offer_sign_in, parts.database, browser=hash_of(browser), address=address_of(request))
        try:
            answer = _json(await _apart(partial(offer, site=self._site, now=now)))
        except Refused as refused:
            return PlainTextResponse(str(refused), status_code=429, headers={"cache-control": "no-store"})
        self._bind(answer, browser)
        return answer

    async def sign_in(self, request: Request) -> Response:
        """Start a session for whoever's key answered."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        sent, wanted = await _typed(request, "credential", "next")
        parts, next_path = self._wiring, own_path(wanted)
        browser = hash_of(request.cookies.get(challenge_name(self._wiring.settings), ""))
        enter = partial(sign_in_by_passkey, parts.database, site=self._site, sent=sent, browser=browser)
        now, zone = parts.clock.now(), parts.settings.zone
        try:
            entered = await _apart(partial(enter, visit=visit_of(request), now=now, zone=zone))
        except Refused as refused:
            status = 429 if isinstance(refused, TooManyAttempts) else 401
            return self._pages.sign_in_page(request, mend=str(refused), email="", next_path=next_path, status=status)
        return welcome(entered, next_path, parts.settings)

    async def options_to_prove(self, request: Request) -> Response:
        """Answer with a challenge for the keys of the member who is signed in."""
        who = signed_in_of(request)
        if who is None or not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        parts, now = self._wiring, self._wiring.clock.now()
        return _json(await _apart(lambda: offer_proof(parts.database, who=who, site=self._site, now=now)))

    async def prove(self, request: Request) -> Response:
        """Note that the member showed a key, and go on; whatever does not fit is asked for again."""
        who = signed_in_of(request)
        if who is None or not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        sent, wanted = await _typed(request, "credential", "next")
        parts, next_path = self._wiring, own_path(wanted)
        try:
            token = await _apart(
                lambda: prove_by_passkey(parts.database, who=who, site=self._site, sent=sent, now=parts.clock.now())
            )
        except Refused:
            return to_confirm(next_path, refused="passkey")
        parts.sessions.forget(who.session_hash)
        return welcome(Entered(token, who.is_kept), next_path, parts.settings)

    def _add_page(self, request: Request, *, name: str, mend: str, status: int) -> Response:
        slots = {"error": error_html(mend) if mend else "", "passkey": add_passkey_html(name)}
        return self._pages.answer(request, ADD_PAGE, slots, status=status, has_own_script=True)

    def _bind(self, answer: Response, browser: str) -> None:
        answer.set_cookie(
            challenge_name(self._wiring.settings),
            browser,
            max_age=int(CHALLENGE_LIFE.total_seconds()),
            path="/",
            secure=self._wiring.settings.is_https,
            httponly=True,
            samesite="strict",
        )


async def _apart(work: Callable[[], Result]) -> Result:
    return await anyio.to_thread.run_sync(work)


async def _typed(request: Request, *names: str) -> tuple[str, ...]:
    form = await request.form(max_files=0, max_fields=4, max_part_size=LONGEST_ANSWER)
    return tuple(str(form.get(name, ""))[:LONGEST_ANSWER] for name in names)


def _json(text: str) -> Response:
    return Response(text, media_type="application/json", headers={"cache-control": "no-store"})
