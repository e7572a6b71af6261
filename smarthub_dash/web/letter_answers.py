"""What is answered before and after a letter: that it may be on its way, and that its link does not work any more."""

from html import escape
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from smarthub_dash.kit.sealing import SealBroken, Sealer
from smarthub_dash.web.answers import see_other
from smarthub_dash.web.public_pages import PublicPages

SENT_PAGE, ENDED_PAGE = "/letter-sent", "/link-ended"
AGAIN = {
    "/register": ("Start again", "Ask for a new link"),
    "/forgot-password": ("Try another address", "Ask for a new link"),
}
NOT_ENOUGH = (
    "<p>No letter? Where somebody has registered the account before, a ZIP code is not enough: start again with the "
    "amount of the last bill, or the one-time code printed on it.</p>"
)
"""Said to everyone who registers: it tells nothing of this account."""
_MARK = "letter to:"


class LetterAnswers:
    """The two pages around a letter."""

    def __init__(self, pages: PublicPages, sealer: Sealer) -> None:
        self._pages = pages
        self._sealer = sealer

    def go_to(self, path: str, email: str) -> Response:
        """Send the browser on; the address travels sealed, so that no log and no history holds it."""
        return see_other(f"{path}?{urlencode({'to': self._sealer.seal(_MARK + email)})}")

    def sent(self, request: Request, *, back: str) -> Response:
        """Say that a letter may be on its way, in the same words whatever is true."""
        email = escape(self._email_in(request.query_params.get("to", "")[:2_000]))
        to = f"<strong>{email}</strong>" if email else "the address that you gave"
        slots = {
            "sentence": f"<p>If what you entered matches, we have sent a link to {to}.</p>"
            + (NOT_ENOUGH if back == "/register" else ""),
            "again": _link(back, AGAIN[back][0]),
            "outbox": self._pages.sent_note,
        }
        return self._pages.answer(request, SENT_PAGE, slots)

    def ended(self, request: Request, *, back: str) -> Response:
        """Say calmly that a link is over, and how to get another."""
        return self._pages.answer(request, ENDED_PAGE, {"again": _link(back, AGAIN[back][1])}, status=410)

    def _email_in(self, sealed: str) -> str:
        try:
            opened = self._sealer.opened(sealed)
        except SealBroken:
            return ""
        return opened.removeprefix(_MARK) if opened.startswith(_MARK) else ""


def typed_in(form: FormData, name: str, longest: int) -> str:
    """Return what was typed in a field, cut to what any honest entry needs; a file is nothing."""
    value = form.get(name, "")
    return value[:longest] if isinstance(value, str) else ""


def _link(path: str, text: str) -> str:
    return f'<p><a class="button" data-kind="main" href="{escape(path)}">{escape(text)}</a></p>'
