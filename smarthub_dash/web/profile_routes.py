"""What of My Profile is plain HTTP: the link to a new e-mail address, closing the sign-in, and the archive."""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.journeys.change_email import CONFIRM_PATH, LinkEnded, confirm_new_email
from smarthub_dash.journeys.close_sign_in import close_sign_in
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other
from smarthub_dash.web.cookies import drop_token
from smarthub_dash.web.profile_html import confirm_html, confirmed_html, whose_html
from smarthub_dash.web.proof import NOT_OURS, proved_reader, proved_sender
from smarthub_dash.web.public_html import error_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.wiring import Wiring

CLOSE_PATH = "/profile/close"
LONGEST_TOKEN = 128


class ProfileRoutes:
    """The routes that belong to My Profile."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(CONFIRM_PATH, self.ask_to_confirm, methods=["GET"]),
            Route(CONFIRM_PATH, self.confirm, methods=["POST"]),
            Route(CLOSE_PATH, self.ask_to_close, methods=["GET"]),
            Route(CLOSE_PATH, self.close, methods=["POST"]),
        ]

    async def ask_to_confirm(self, request: Request) -> Response:
        """Show the button that uses the link. Nothing is looked up: programs that read mail follow links too."""
        token = request.query_params.get("token", "")[:LONGEST_TOKEN]
        return self._pages.answer(request, CONFIRM_PATH, {"step": confirm_html(token, action=CONFIRM_PATH)})

    async def confirm(self, request: Request) -> Response:
        """Use the link, for whoever holds it: the letter may be read on another device."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response(NOT_OURS, status_code=403)
        form = await request.form(max_files=0, max_fields=2, max_part_size=1_024)
        token = str(form.get("token", ""))[:LONGEST_TOKEN]
        try:
            email = await anyio.to_thread.run_sync(self._confirm, token)
        except LinkEnded as refused:
            return self._pages.answer(request, CONFIRM_PATH, {"error": error_html(str(refused))}, status=410)
        return self._pages.answer(request, CONFIRM_PATH, {"step": confirmed_html(email)})

    async def ask_to_close(self, request: Request) -> Response:
        """Say what ends and what stays, to a member who just proved who they are."""
        who = await proved_reader(request, self._wiring, page=CLOSE_PATH)
        if isinstance(who, Response):
            return who
        return self._close_page(request, who)

    async def close(self, request: Request) -> Response:
        """Close the sign-in; the browser forgets it, and every tab falls."""
        who = await proved_sender(request, self._wiring, page=CLOSE_PATH)
        if isinstance(who, Response):
            return who
        form = await request.form(max_files=0, max_fields=2, max_part_size=1_024)
        if form.get("sure") != "yes":
            return self._close_page(request, who, mend="Tick the box to say that you are sure.", status=422)
        await anyio.to_thread.run_sync(self._close, who)
        self._wiring.sessions.forget_member(who.member_id)
        answer = see_other("/login?closed=1")
        drop_token(answer, self._wiring.settings)
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    def _confirm(self, token: str) -> str:
        parts = self._wiring
        return confirm_new_email(parts.database, token=token, now=parts.clock.now(), zone=parts.settings.zone)

    def _close(self, who: SignedIn) -> None:
        parts = self._wiring
        close_sign_in(parts.database, member_id=who.member_id, now=parts.clock.now(), zone=parts.settings.zone)

    def _close_page(self, request: Request, who: SignedIn, *, mend: str = "", status: int = 200) -> Response:
        slots = {"who": whose_html(who.full_name, who.email), "error": error_html(mend) if mend else ""}
        return self._pages.answer(request, CLOSE_PATH, slots, status=status)
