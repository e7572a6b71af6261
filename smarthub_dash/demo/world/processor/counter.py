"""What happened at the processor, for whoever tries the demo: its newest charges, and a day at the bank on demand."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from smarthub_dash.demo.world.processor.desk import Desk
from smarthub_dash.demo.world.processor.drafts import work_off
from smarthub_dash.demo.world.processor.journal import Json
from smarthub_dash.demo.world.processor.look import NAME, SAFE, page, page_headers
from smarthub_dash.demo.world.processor.methods import CARD
from smarthub_dash.kit.money import money_text

SHOWN = 25
_WORDS = {
    "succeeded": "Paid",
    "processing": "Waits for the bank",
    "requires_action": "Waits for the card's holder",
    "canceled": "Voided",
}


class CounterRoutes:
    """The page at the front, without a key: it shows what is invented anyway, and its one button moves no money."""

    def __init__(self, desk: Desk, *, on_news: Callable[[], None]) -> None:
        self._desk = desk
        self._on_news = on_news

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/", self.show, methods=["GET"]),
            Route("/day", self.let_a_day_pass, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the newest charges."""
        found = self._desk.journal.page("payment_intent", made_from=0, made_to=1e12, after="", count=SHOWN)
        return HTMLResponse(_counter(found), headers=page_headers())

    async def let_a_day_pass(self, request: Request) -> Response:
        """Let a day pass at the bank: drafts clear or come back sooner."""
        # Pages that send no referrer name no origin either: this header says the same.
        if request.headers.get("sec-fetch-site") != "same-origin":
            return Response(status_code=403)
        self._desk.bring_forward(timedelta(days=1))
        work_off(self._desk)
        self._on_news()
        return RedirectResponse("/", 303, SAFE)


def _counter(charges: Sequence[Json]) -> str:
    rows = "".join(map(_row, charges))
    table = (
        '<div class="wide" tabindex="0" role="region" aria-label="Charges"><table><thead><tr><th scope="col">For</th>'
        '<th scope="col">Amount</th><th scope="col">With</th><th scope="col">State</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    return page(
        "What happened here",
        f"<h1>What happened at {NAME}</h1><p>The newest charges of this demo. Banks take their time over drafts; here "
        'you can let it pass.</p><form method="post" action="/day"><button>Let a day pass at the bank</button></form>'
        + (table if rows else "<p>Nothing was charged yet.</p>"),
    )


def _row(intent: Json) -> str:
    kind = "Card" if intent["_kind"] == CARD else "Bank account"
    charge = intent["latest_charge"] or {}
    state = _WORDS.get(intent["status"], "Not paid")
    if charge.get("disputed"):
        state = "Came back after it was paid"
    elif charge.get("amount_refunded"):
        state = f"Paid, {money_text(charge['amount_refunded'])} given back"
    elif intent["last_payment_error"]:
        error = intent["last_payment_error"]
        state = f"Not paid: {error.get('decline_code') or error['code']}".replace("_", " ")
    return (
        f"<tr><td>{escape(intent['description'] or 'A payment')}</td><td>{money_text(intent['amount'])}</td>"
        f"<td>{kind} {intent['_last4']}</td><td>{escape(state)}</td></tr>"
    )
