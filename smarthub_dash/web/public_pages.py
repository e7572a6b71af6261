"""The pages before sign-in: the exported page as plain HTML, without a socket, and without a script of the build."""

from collections.abc import Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.web.answers import own_path, page_answer, see_other, signed_in_of
from smarthub_dash.web.exported import Export
from smarthub_dash.web.openid_html import openid_button_html
from smarthub_dash.web.passkey_html import sign_in_by_passkey_html
from smarthub_dash.web.public_html import demo_outbox_note_html, email_field_html, error_html, next_field_html

PLAIN_ROUTES = ("/", "/help", "/accessibility")
NOTES = {
    "ended": "You were signed out. Sign in again to go on where you left.",
    "over": "Please sign in again from the start: the code took too long, or was wrong too often.",
    "out": "You are signed out.",
    "closed": "Your sign-in is closed. Your accounts and bills stay with the co-op.",
    "changed": "Your new password is saved, and every device is signed out. Sign in with it.",
}


class PublicPages:
    """
    The routes of the pages anyone may read.

    `demo_panel` is what the sign-in page of a demo offers, given the path to go to; production has none. `openid_name`
    is the provider that one may sign in with, if there is one.
    """

    def __init__(self, export: Export, demo_panel: Callable[[str], str] | None, openid_name: str = "") -> None:
        self._export = export
        self._demo_panel = demo_panel
        self._openid_name = openid_name

    def routes(self) -> Sequence[Route]:
        """Return the routes of this door."""
        plain = [Route(route, self.plain, methods=["GET"]) for route in PLAIN_ROUTES]
        return [Route("/login", self.login, methods=["GET"]), *plain]

    @property
    def sent_note(self) -> str:
        """What follows "we sent you a letter": in a demo, the way to it; else nothing."""
        return demo_outbox_note_html() if self._demo_panel else ""

    async def plain(self, request: Request) -> Response:
        """Answer with a page that is the same for everyone."""
        return self.answer(request, request.scope["path"], {})

    async def login(self, request: Request) -> Response:
        """Answer with the sign-in page, or send on whoever is signed in already."""
        next_path = own_path(request.query_params.get("next"))
        if signed_in_of(request):
            return see_other(next_path)
        mend = next((words for name, words in NOTES.items() if name in request.query_params), "")
        return self.sign_in_page(request, mend=mend, email="", next_path=next_path, status=200)

    def sign_in_page(self, request: Request, *, mend: str, email: str, next_path: str, status: int) -> Response:
        """Return the sign-in page with a word on what to mend and what was typed, but never the password."""
        slots = {
            "error": error_html(mend) if mend else "",
            "email": email_field_html(email),
            "next": next_field_html(next_path),
            "openid": openid_button_html(self._openid_name, next_path=next_path) if self._openid_name else "",
            "passkey": sign_in_by_passkey_html(next_path),
            "demo": self._demo_panel(next_path) if self._demo_panel else "",
        }
        return self.answer(request, "/login", slots, status=status, has_own_script=True)

    def answer(
        self,
        request: Request,
        route: str,
        slots: Mapping[str, str],
        *,
        status: int = 200,
        has_own_script: bool = False,
    ) -> Response:
        """Return a page of the export with its slots filled; what was typed must come in escaped."""
        html = self._export.page(route).filled(slots, is_plain=True)
        return page_answer(request, html, status=status, has_own_script=has_own_script)
