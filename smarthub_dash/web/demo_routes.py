"""
One-click sign-in of the demo's cast, and the demo's outbox.

The routes are made in demo mode only; production has no such code path.
"""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.demo.cast import CAST, DEMO_PASSWORD
from smarthub_dash.demo.printed_bills import printed_bills
from smarthub_dash.journeys.ask_second_step import StepAsked
from smarthub_dash.journeys.sign_in import Credentials, sign_in
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path
from smarthub_dash.web.demo_bills_html import printed_bills_html
from smarthub_dash.web.outbox_routes import OutboxRoutes
from smarthub_dash.web.public_html import DemoMember, demo_panel_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.second_step_routes import to_second_step
from smarthub_dash.web.visits import visit_of, welcome
from smarthub_dash.wiring import Wiring


class DemoRoutes:
    """
    Signs in as one of the cast, through the same journey as the form.

    :raises ValueError: if made outside demo mode
    """

    def __init__(self, wiring: Wiring) -> None:
        if not wiring.settings.is_demo:
            raise ValueError("one-click sign-in exists in demo mode only")
        self._wiring = wiring

    def routes(self, pages: PublicPages) -> list[Route]:
        """Return the routes of this door, the demo's outbox among them."""
        sign_in = Route("/demo/sign-in", self.sign_in, methods=["POST"])
        return [sign_in, *OutboxRoutes(self._wiring, pages).routes()]

    def panel(self, next_path: str) -> str:
        """Return the HTML of the buttons, one for each of the cast."""
        members = [DemoMember(each.first_name, each.email, each.blurb) for each in CAST]
        return demo_panel_html(members, password=DEMO_PASSWORD, next_path=next_path)

    def printed_bills(self) -> str:
        """Return the HTML of the printed bills that a visitor can register with."""
        return printed_bills_html(printed_bills(self._wiring.database, sealer=self._wiring.sealer))

    async def sign_in(self, request: Request) -> Response:
        """Start a session for the named member of the cast."""
        if not is_from_here(request, self._wiring.settings) or not is_short_form(request):
            return Response("This form was not sent from our sign-in page.", status_code=403)
        form = await request.form(max_files=0, max_fields=4, max_part_size=1_024)
        email = next((each.email for each in CAST if each.first_name == form.get("name")), None)
        if email is None:
            return Response("There is nobody of that name in the cast.", status_code=404)
        next_path, parts = own_path(str(form.get("next", ""))), self._wiring
        outcome = await anyio.to_thread.run_sync(
            lambda: sign_in(
                parts.database,
                credentials=Credentials(email, DEMO_PASSWORD, visit_of(request)),
                sealer=parts.sealer,
                zone=parts.settings.zone,
                now=parts.clock.now(),
            )
        )
        if isinstance(outcome, StepAsked):
            return to_second_step(outcome, next_path, parts.settings)
        return welcome(outcome, next_path, parts.settings)
