"""Register: native forms before sign-in, a link by letter, a password, the paperless offer."""

from collections.abc import Callable
from html import escape
from typing import TypeAlias

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import BillFormat, TooManyAttempts
from smarthub_dash.journeys.finish_registration import (
    AlreadyRegistered,
    LinkEnded,
    NewSignIn,
    choose_how_bills_come,
    finish_registration,
    registration_of,
)
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.register import Application, apply_to_register
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other, signed_in_of
from smarthub_dash.web.letter_answers import LetterAnswers, typed_in
from smarthub_dash.web.public_html import error_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of, visit_of, welcome
from smarthub_dash.wiring import Wiring

Sample: TypeAlias = Callable[[], str]
"""What a demo shows below the form: a printed bill to try it with, read anew each time."""

LINKED_ACCOUNTS, PAPERLESS, HOME = "/profile/accounts", "/register/paperless", "/home"
FACTS = ("account_number", "name", "email", "amount", "zip_code", "bill_code")
PAPERLESS_BILLING = "/billing/paperless"
LONGEST_FACT = 254
DIFFERENT = "The two passwords are not the same. Type both again."
FOREIGN = "This form was not sent from our register page."


class RegisterRoutes:
    """The routes that make a sign-in."""

    def __init__(
        self,
        wiring: Wiring,
        pages: PublicPages,
        letters: LetterAnswers,
        hashing: CapacityLimiter,
        sample: Sample | None,
    ) -> None:
        self._wiring = wiring
        self._pages = pages
        self._letters = letters
        self._sample = sample
        self._hashing = hashing

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route("/register", self.start, methods=["GET"]),
            Route("/register", self.apply, methods=["POST"]),
            Route("/register/sent", self.sent, methods=["GET"]),
            Route("/register/password", self.opened, methods=["GET"]),
            Route("/register/password", self.finish, methods=["POST"]),
            Route(PAPERLESS, self.offer, methods=["GET"]),
            Route(PAPERLESS, self.answer_offer, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Answer with the form; whoever is signed in adds accounts elsewhere."""
        return see_other(LINKED_ACCOUNTS) if signed_in_of(request) else await self._form(request, {}, mend="")

    async def apply(self, request: Request) -> Response:
        """Take what was typed, and answer the same whatever of it is true."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        if signed_in_of(request):
            return see_other(LINKED_ACCOUNTS)
        typed = {name: typed_in(form, name, LONGEST_FACT) for name in FACTS}
        wiring, address = self._wiring, address_of(request)
        try:
            email = await anyio.to_thread.run_sync(
                lambda: apply_to_register(
                    wiring.database,
                    application=Application(**typed),
                    address=address,
                    sealer=wiring.sealer,
                    now=wiring.clock.now(),
                )
            )
        except Refused as refused:
            return await self._form(request, typed, mend=str(refused), status=_status(refused))
        return self._letters.go_to("/register/sent", email)

    async def sent(self, request: Request) -> Response:
        """Say that a letter may be on its way."""
        return self._letters.sent(request, back="/register")

    async def opened(self, request: Request) -> Response:
        """Answer a link with the form for a password; looking at it uses nothing up."""
        token = request.query_params.get("token", "")[:128]
        return await self._password_form(request, token=token, full_name=None, mend="", status=200)

    async def finish(self, request: Request) -> Response:
        """Make the sign-in, start its session and offer bills without paper."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        token, full_name = typed_in(form, "token", 128), typed_in(form, "full_name", 400)
        password = str(form.get("password", ""))
        if password != str(form.get("again", "")):
            return await self._password_form(request, token=token, full_name=full_name, mend=DIFFERENT, status=422)
        chosen = NewSignIn(token, full_name, password, visit_of(request))
        wiring = self._wiring
        try:
            entered = await anyio.to_thread.run_sync(
                lambda: finish_registration(
                    wiring.database, chosen=chosen, zone=wiring.settings.zone, now=wiring.clock.now()
                ),
                limiter=self._hashing,
            )
        except (LinkEnded, AlreadyRegistered):
            return self._letters.ended(request, back="/register")
        except Refused as refused:
            return await self._password_form(request, token=token, full_name=full_name, mend=str(refused), status=422)
        return welcome(entered, PAPERLESS, wiring.settings)

    async def offer(self, request: Request) -> Response:
        """Answer with the paperless offer."""
        if signed_in_of(request) is None:
            return see_other("/login?next=" + PAPERLESS)
        return self._pages.answer(request, PAPERLESS, {})

    async def answer_offer(self, request: Request) -> Response:
        """Store how the bills shall come, and lead on to Home."""
        if (form := await self._form_of(request)) is None:
            return Response(FOREIGN, status_code=403)
        if (who := signed_in_of(request)) is None:
            return see_other("/login?next=" + PAPERLESS)
        wanted = str(form.get("bill_format", ""))
        if wanted not in list(BillFormat):
            return self._pages.answer(request, PAPERLESS, {}, status=422)
        wiring = self._wiring
        moment = Moment(wiring.clock.now(), wiring.settings.zone)
        try:
            await anyio.to_thread.run_sync(
                lambda: choose_how_bills_come(wiring.database, who=who, bill_format=BillFormat(wanted), moment=moment)
            )
        except Refused:
            # Nothing to choose for, or not yet: the page of the accounts says why.
            return see_other(PAPERLESS_BILLING)
        return see_other(HOME)

    async def _form_of(self, request: Request) -> FormData | None:
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return None
        return await request.form(max_files=0, max_fields=12, max_part_size=4_096)

    async def _form(self, request: Request, typed: dict[str, str], *, mend: str, status: int = 200) -> Response:
        slots = {name: escape(value) for name, value in typed.items()} | {"error": error_html(mend) if mend else ""}
        if self._sample:
            slots["demo"] = await anyio.to_thread.run_sync(self._sample)
        return self._pages.answer(request, "/register", slots, status=status)

    async def _password_form(
        self, request: Request, *, token: str, full_name: str | None, mend: str, status: int
    ) -> Response:
        wiring = self._wiring
        try:
            opened = await anyio.to_thread.run_sync(
                lambda: registration_of(wiring.database, token=token, now=wiring.clock.now())
            )
        except LinkEnded:
            return self._letters.ended(request, back="/register")
        slots = {
            "error": error_html(mend) if mend else "",
            "token": escape(token),
            "email": escape(opened.email),
            "full_name": escape(opened.name_on_account if full_name is None else full_name),
        }
        return self._pages.answer(request, "/register/password", slots, status=status)


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooManyAttempts) else 422
