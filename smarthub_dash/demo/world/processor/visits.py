"""The pages of the processor that people see: entering a card or bank account, and the step of a card's bank."""

from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.processor.desk import Desk
from smarthub_dash.demo.world.processor.entries import OpenPage, fill_in, page_of
from smarthub_dash.demo.world.processor.entry_page import entry_page, over_page, unknown_page
from smarthub_dash.demo.world.processor.forms import own_page
from smarthub_dash.demo.world.processor.intents import take_step
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.look import SAFE, page, page_headers
from smarthub_dash.demo.world.processor.methods import CARD
from smarthub_dash.demo.world.processor.typed import checked_bank, checked_card
from smarthub_dash.kit.money import money_text


class VisitorRoutes:
    """The routes of these pages. Whoever knows an address was given it: nothing else is asked."""

    def __init__(self, desk: Desk, *, on_news: Callable[[], None]) -> None:
        self._desk = desk
        self._on_news = on_news

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/enter/{secret}", self.entry, methods=["GET"]),
            Route("/enter/{secret}", self.enter, methods=["POST"]),
            Route("/step/{secret}", self.step, methods=["GET"]),
            Route("/step/{secret}", self.answer_step, methods=["POST"]),
        ]

    async def entry(self, request: Request) -> Response:
        """Show the page on which something is entered."""
        found = page_of(self._desk, request.path_params["secret"])
        if found is None:
            return HTMLResponse(unknown_page(), 404, page_headers())
        if not found.is_open:
            return self._over(found)
        kind = _kind(request, found.session)
        return self._entry_page(found.session, kind, self._filled_in(kind, request.query_params.get("try", "")), {})

    async def enter(self, request: Request) -> Response:
        """Take what was entered, or say what is wrong with it; send its visitor back."""
        found = page_of(self._desk, request.path_params["secret"])
        if found is None:
            return HTMLResponse(unknown_page(), 404, page_headers())
        if found.session["status"] == "complete":
            # Sent twice: the first has done it.
            return RedirectResponse(_way_back(found.session), 303, SAFE)
        if not found.is_open:
            return self._over(found)
        form = own_page(await request.form(max_files=0, max_fields=16))
        kind = _kind(request, found.session)
        checked = checked_card(form, today=self._desk.moment().date()) if kind == CARD else checked_bank(form)
        # Two that came at the same time are looked at one after the other, but a form is read in between.
        still = page_of(self._desk, request.path_params["secret"])
        if checked.typed is None or still is None or not still.is_open:
            return self._entry_page(found.session, kind, form, checked.faults)
        with self._desk.journal.whole():
            session = fill_in(self._desk, still.session, checked.typed)
        self._on_news()
        return RedirectResponse(_way_back(session), 303, SAFE)

    async def step(self, request: Request) -> Response:
        """Ask a card's holder whether a payment is theirs."""
        intent = self._asked_about(request)
        if intent is None:
            return HTMLResponse(unknown_page(), 404, page_headers())
        if intent["status"] != "requires_action":
            return RedirectResponse(_after_step(intent), 303, SAFE)
        return HTMLResponse(_step_page(intent), headers=page_headers(intent["_return_url"]))

    async def answer_step(self, request: Request) -> Response:
        """Take the answer, and send the holder back."""
        form = own_page(await request.form(max_files=0, max_fields=4))
        intent = self._asked_about(request)
        if intent is None:
            return HTMLResponse(unknown_page(), 404, page_headers())
        with self._desk.journal.whole():
            intent = take_step(self._desk, intent, is_approved=form.get("answer") == "approve")
        self._on_news()
        return RedirectResponse(_after_step(intent), 303, SAFE)

    def _asked_about(self, request: Request) -> Json | None:
        intent_id = self._desk.journal.fact(f"step:{request.path_params['secret']}")
        return self._desk.journal.thing("payment_intent", intent_id)

    def _entry_page(self, session: Json, kind: str, form: Mapping[str, str], faults: Mapping[str, str]) -> Response:
        kinds, cancel_url = session["payment_method_types"], session["cancel_url"]
        shown = entry_page(kind=kind, kinds=kinds, form=form, faults=faults, cancel_url=cancel_url)
        return HTMLResponse(shown, 422 if faults else 200, page_headers(session["success_url"], cancel_url))

    def _filled_in(self, kind: str, number: str) -> Mapping[str, str]:
        if not number.isdigit():
            return {}
        if kind == CARD:
            expiry = f"04 / {(self._desk.moment().year + 3) % 100:02}"
            return {"number": number, "expiry": expiry, "holder": "Test Member", "zip": "65251"}
        numbers = {"routing": "110000000", "account": number, "again": number}
        return {**numbers, "holder": "Test Member", "type": "checking"}

    def _over(self, found: OpenPage) -> Response:
        is_done = found.session["status"] == "complete"
        way_back = _way_back(found.session) if is_done else found.session["cancel_url"]
        return HTMLResponse(over_page(way_back=way_back, is_done=is_done), 410, page_headers())


def _kind(request: Request, session: Json) -> str:
    kinds: list[str] = session["payment_method_types"]
    asked = request.query_params.get("kind", "")
    return asked if asked in kinds else kinds[0]


def _way_back(session: Json) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _after_step(intent: Json) -> str:
    back: str = intent["_return_url"]
    outcome = "succeeded" if intent["status"] == "succeeded" else "failed"
    query = urlencode({"payment_intent": intent["id"], "redirect_status": outcome})
    return f"{back}{'&' if '?' in back else '?'}{query}"


def _step_page(intent: Json) -> str:
    title = "Is this payment yours?"
    return page(
        title,
        f"<h1>{title}</h1><p>Your card's bank asks before it pays. Nothing is charged until you approve.</p>"
        '<dl class="card"><dt>To</dt><dd>Callaway Electric Cooperative</dd>'
        f"<dt>For</dt><dd>{escape(intent['description'] or 'A payment')}</dd>"
        f"<dt>Amount</dt><dd>{money_text(intent['amount'])}</dd><dt>Card</dt><dd>ending in {intent['_last4']}</dd></dl>"
        '<form method="post"><button name="answer" value="approve">Approve</button>'
        '<button class="quiet" name="answer" value="refuse">This is not mine</button></form>',
    )
