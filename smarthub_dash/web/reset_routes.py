"""Forgot the password: ask for a letter, open its link, choose a new one."""

from html import escape

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.finish_registration import LinkEnded
from smarthub_dash.journeys.reset_password import ask_for_reset, reset_email, reset_password
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other
from smarthub_dash.web.letter_answers import LetterAnswers, typed_in
from smarthub_dash.web.public_html import error_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.register_routes import DIFFERENT
from smarthub_dash.web.visits import address_of
from smarthub_dash.wiring import Wiring

ASK, NEW = "/forgot-password", "/forgot-password/new"
FOREIGN = "This form was not sent from our pages."


class ResetRoutes:
    """The routes that lead to a new password."""

    def __init__(self, wiring: Wiring, pages: PublicPages, letters: LetterAnswers, hashing: CapacityLimiter) -> None:
        self._wiring = wiring
        self._pages = pages
        self._letters = letters
        self._hashing = hashing

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(ASK, self.start, methods=["GET"]),
            Route(ASK, self.ask, methods=["POST"]),
            Route(f"{ASK}/sent", self.sent, methods=["GET"]),
            Route(NEW, self.opened, methods=["GET"]),
            Route(NEW, self.finish, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Answer with the form."""
        return self._pages.answer(request, ASK, {})

    async def ask(self, request: Request) -> Response:
        """Take the address, and answer the same whether or not anybody signs in with it."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        typed, wiring = typed_in(form, "email", 300), self._wiring
        address = address_of(request)
        try:
            email = await anyio.to_thread.run_sync(
                lambda: ask_for_reset(
                    wiring.database, typed_email=typed, address=address, sealer=wiring.sealer, now=wiring.clock.now()
                )
            )
        except Refused as refused:
            slots = {"error": error_html(str(refused)), "email": escape(typed)}
            status = 429 if isinstance(refused, TooManyAttempts) else 422
            return self._pages.answer(request, ASK, slots, status=status)
        return self._letters.go_to(f"{ASK}/sent", email)

    async def sent(self, request: Request) -> Response:
        """Say that a letter may be on its way."""
        return self._letters.sent(request, back=ASK)

    async def opened(self, request: Request) -> Response:
        """Answer a link with the form for a new password; looking at it uses nothing up."""
        return await self._password_form(request, token=request.query_params.get("token", "")[:128], mend="")

    async def finish(self, request: Request) -> Response:
        """Store the new password, and lead to the sign-in page."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        token, password = typed_in(form, "token", 128), str(form.get("password", ""))
        if password != str(form.get("again", "")):
            return await self._password_form(request, token=token, mend=DIFFERENT)
        wiring = self._wiring
        try:
            await anyio.to_thread.run_sync(
                lambda: reset_password(
                    wiring.database,
                    token=token,
                    password=password,
                    zone=wiring.settings.zone,
                    now=wiring.clock.now(),
                ),
                limiter=self._hashing,
            )
        except LinkEnded:
            return self._letters.ended(request, back=ASK)
        except Refused as refused:
            return await self._password_form(request, token=token, mend=str(refused))
        return see_other("/login?changed=1")

    async def _form_of(self, request: Request) -> FormData | None:
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return None
        return await request.form(max_files=0, max_fields=8, max_part_size=4_096)

    async def _password_form(self, request: Request, *, token: str, mend: str) -> Response:
        wiring = self._wiring
        try:
            email = await anyio.to_thread.run_sync(
                lambda: reset_email(wiring.database, token=token, now=wiring.clock.now())
            )
        except LinkEnded:
            return self._letters.ended(request, back=ASK)
        slots = {"error": error_html(mend) if mend else "", "token": escape(token), "email": escape(email)}
        return self._pages.answer(request, NEW, slots, status=422 if mend else 200)
