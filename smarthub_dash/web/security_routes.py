"""Change a password: a plain page, for no password ever passes through a socket."""

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.journeys.change_password import PasswordChange, SessionOver, change_password
from smarthub_dash.journeys.entering import Entered
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import see_other
from smarthub_dash.web.proof import proved_reader, proved_sender
from smarthub_dash.web.public_html import error_html, sign_in_name_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of, welcome
from smarthub_dash.wiring import Wiring

PASSWORD_PAGE = "/profile/security/password"
LONGEST_FIELD = 1_024


class SecurityRoutes:
    """The page that changes a password."""

    def __init__(self, wiring: Wiring, pages: PublicPages, hashing: anyio.CapacityLimiter) -> None:
        self._wiring = wiring
        self._pages = pages
        self._hashing = hashing

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(PASSWORD_PAGE, self.password_page, methods=["GET"]),
            Route(PASSWORD_PAGE, self.change_password, methods=["POST"]),
        ]

    async def password_page(self, request: Request) -> Response:
        """Answer with the form."""
        who = await proved_reader(request, self._wiring, page=PASSWORD_PAGE)
        return who if isinstance(who, Response) else self._password_page(request, who, mend="", status=200)

    async def change_password(self, request: Request) -> Response:
        """Change the password; show the form again with what to mend if it was refused."""
        who = await proved_sender(request, self._wiring, page=PASSWORD_PAGE)
        if isinstance(who, Response):
            return who
        form = await request.form(max_files=0, max_fields=4, max_part_size=4_096)
        present, new = (str(form.get(name, ""))[:LONGEST_FIELD] for name in ("present", "new"))
        change = PasswordChange(present, new, address_of(request))
        try:
            token = await anyio.to_thread.run_sync(lambda: self._changed(who, change), limiter=self._hashing)
        except SessionOver:
            return see_other("/login?ended=1")
        except Refused as refused:
            status = 429 if isinstance(refused, TooManyAttempts) else 422
            return self._password_page(request, who, mend=str(refused), status=status)
        self._wiring.sessions.forget(who.session_hash)
        entered = Entered(token, who.is_kept)
        return welcome(entered, "/profile/security?done=password", self._wiring.settings)

    def _changed(self, who: SignedIn, change: PasswordChange) -> str:
        now, zone = self._wiring.clock.now(), self._wiring.settings.zone
        return change_password(self._wiring.database, who=who, change=change, now=now, zone=zone)

    def _password_page(self, request: Request, who: SignedIn, *, mend: str, status: int) -> Response:
        slots = {"error": error_html(mend) if mend else "", "who": sign_in_name_html(who.email)}
        return self._pages.answer(request, PASSWORD_PAGE, slots, status=status)
