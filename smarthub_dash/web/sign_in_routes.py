"""Sign in and out: native forms, a cookie no script can read."""

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.ask_second_step import StepAsked
from smarthub_dash.journeys.sign_in import Credentials, sign_in, sign_out
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other, signed_in_of
from smarthub_dash.web.cookies import drop_token, token_in
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.second_step_routes import to_second_step
from smarthub_dash.web.visits import visit_of, welcome
from smarthub_dash.wiring import Wiring


class SignInRoutes:
    """The routes that start and end a session."""

    def __init__(self, wiring: Wiring, pages: PublicPages, hashing: anyio.CapacityLimiter) -> None:
        self._wiring = wiring
        self._pages = pages
        self._hashing = hashing

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/session", self.session, methods=["GET"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Check the form and start a session; show the form again with what to mend if it was refused."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response("This form was not sent from our sign-in page.", status_code=403)
        form = await request.form(max_files=0, max_fields=8, max_part_size=4_096)
        email, password = str(form.get("email", ""))[:254], str(form.get("password", ""))
        next_path = own_path(str(form.get("next", "")))
        visit, parts = visit_of(request, is_kept=form.get("keep") == "yes"), self._wiring
        try:
            outcome = await anyio.to_thread.run_sync(
                lambda: sign_in(
                    parts.database,
                    credentials=Credentials(email, password, visit),
                    sealer=parts.sealer,
                    zone=parts.settings.zone,
                    now=parts.clock.now(),
                ),
                limiter=self._hashing,
            )
        except Refused as refused:
            status = 429 if isinstance(refused, TooManyAttempts) else 401
            return self._pages.sign_in_page(request, mend=str(refused), email=email, next_path=next_path, status=status)
        if isinstance(outcome, StepAsked):
            return to_second_step(outcome, next_path, parts.settings)
        return welcome(outcome, next_path, parts.settings)

    async def sign_out(self, request: Request) -> Response:
        """End the session that the request carries; its other tabs fall with it."""
        if not is_from_here(request, self._wiring.settings):
            return Response("This form was not sent from our pages.", status_code=403)
        if token := token_in(request.headers, self._wiring.settings):
            now = self._wiring.clock.now()
            await anyio.to_thread.run_sync(lambda: sign_out(self._wiring.database, token=token, now=now))
        answer = see_other("/login?out=1")
        drop_token(answer, self._wiring.settings)
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    async def session(self, request: Request) -> Response:
        """Tell a page that lost its socket whether it is still signed in."""
        status = 200 if signed_in_of(request) else 401
        return JSONResponse({}, status_code=status, headers={"cache-control": "no-store"})
