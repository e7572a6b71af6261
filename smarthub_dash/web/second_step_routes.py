"""The second step of a sign-in: a page of its own, a cookie of its own."""

from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.ask_second_step import (
    STEP_LIFE,
    PendingStep,
    StepAsked,
    StepOver,
    pass_second_step,
    pending_step,
    send_code_again,
)
from smarthub_dash.kit.errors import Refused
from smarthub_dash.settings import Settings
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path, see_other
from smarthub_dash.web.public_html import code_again_html, code_asked_html, error_html, next_field_html, said_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import visit_of, welcome
from smarthub_dash.wiring import Wiring

CODE_PAGE = "/sign-in/code"
AGAIN = f"{CODE_PAGE}/again"
FOREIGN = "This form was not sent from our sign-in page."


def step_cookie(settings: Settings) -> str:
    """Return the name of the cookie that holds a waiting second step."""
    return "__Secure-smarthub-step" if settings.is_https else "smarthub-step"


def to_second_step(asked: StepAsked, next_path: str, settings: Settings) -> Response:
    """Send a browser on to the second step that was asked for."""
    answer = see_other(f"{CODE_PAGE}?{urlencode({'next': next_path})}")
    answer.set_cookie(
        step_cookie(settings),
        asked.token,
        max_age=int(STEP_LIFE.total_seconds()),
        path=CODE_PAGE,
        secure=settings.is_https,
        httponly=True,
        samesite="strict",
    )
    return answer


class SecondStepRoutes:
    """The routes between a right password and a session."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(CODE_PAGE, self.page, methods=["GET"]),
            Route(CODE_PAGE, self.take_code, methods=["POST"]),
            Route(AGAIN, self.send_again, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Answer with the page that asks for the code; whoever has no step waiting starts from the sign-in page."""
        return await self._show(request, next_path=own_path(request.query_params.get("next")))

    async def take_code(self, request: Request) -> Response:
        """Check the code and start the session."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(FOREIGN, status_code=403)
        form = await request.form(max_files=0, max_fields=4, max_part_size=4_096)
        next_path, code = own_path(str(form.get("next", ""))), str(form.get("code", ""))[:64]
        parts, token = self._wiring, self._token(request)
        try:
            entered = await anyio.to_thread.run_sync(
                lambda: pass_second_step(
                    parts.database,
                    token=token,
                    code=code,
                    visit=visit_of(request),
                    sealer=parts.sealer,
                    zone=parts.settings.zone,
                    now=parts.clock.now(),
                )
            )
        except StepOver:
            return self._from_the_start(next_path)
        except Refused as refused:
            return await self._show(request, next_path=next_path, mend=refused)
        return self._dropped(welcome(entered, next_path, parts.settings))

    async def send_again(self, request: Request) -> Response:
        """Send another code by e-mail."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(FOREIGN, status_code=403)
        form = await request.form(max_files=0, max_fields=4, max_part_size=4_096)
        next_path, parts, token = own_path(str(form.get("next", ""))), self._wiring, self._token(request)
        try:
            await anyio.to_thread.run_sync(
                lambda: send_code_again(parts.database, token=token, sealer=parts.sealer, now=parts.clock.now())
            )
        except StepOver:
            return self._from_the_start(next_path)
        except Refused as refused:
            return await self._show(request, next_path=next_path, mend=refused)
        return see_other(f"{CODE_PAGE}?{urlencode({'sent': 1, 'next': next_path})}")

    async def _show(self, request: Request, *, next_path: str, mend: Refused | None = None) -> Response:
        parts, token = self._wiring, self._token(request)
        try:
            step = await anyio.to_thread.run_sync(
                lambda: pending_step(parts.database, token=token, now=parts.clock.now())
            )
        except StepOver:
            return self._from_the_start(next_path)
        status = 200 if mend is None else 429 if isinstance(mend, TooManyAttempts) else 401
        slots = _slots(request, step, next_path, mend)
        if step.is_by_email:
            slots["again"] += self._pages.sent_note
        return self._pages.answer(request, CODE_PAGE, slots, status=status)

    def _token(self, request: Request) -> str:
        token = cookie_parser(request.headers.get("cookie", "")).get(step_cookie(self._wiring.settings), "")
        return token if len(token) <= 128 else ""

    def _from_the_start(self, next_path: str) -> Response:
        return self._dropped(see_other("/login?" + urlencode({"over": 1, "next": next_path})))

    def _dropped(self, answer: Response) -> Response:
        settings = self._wiring.settings
        answer.delete_cookie(
            step_cookie(settings), path=CODE_PAGE, secure=settings.is_https, httponly=True, samesite="strict"
        )
        return answer


def _slots(request: Request, step: PendingStep, next_path: str, mend: Refused | None) -> dict[str, str]:
    said = said_html("Another letter is on its way.") if "sent" in request.query_params else ""
    return {
        "error": error_html(str(mend)) if mend else said,
        "asked": code_asked_html(by_email=step.email_hint if step.is_by_email else ""),
        "next": next_field_html(next_path),
        "again": code_again_html(AGAIN, next_path=next_path) if step.is_by_email else "",
    }
