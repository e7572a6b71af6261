"""The HTTP door as a whole: headers, the gate, our routes, and behind them what Reflex serves."""

from collections.abc import Sequence
from pathlib import Path

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from smarthub_dash.web.answers import page_answer
from smarthub_dash.web.archive_route import ArchiveRoute
from smarthub_dash.web.bill_pdf_route import BillPdfRoute
from smarthub_dash.web.billing_files import BillingFiles
from smarthub_dash.web.carrier_routes import CarrierRoutes
from smarthub_dash.web.confirm_routes import ConfirmRoutes
from smarthub_dash.web.contact_routes import ContactRoutes
from smarthub_dash.web.exported import Export
from smarthub_dash.web.gate import Gate
from smarthub_dash.web.headers import SecurityHeaders
from smarthub_dash.web.hosted_routes import HostedRoutes
from smarthub_dash.web.household_routes import HouseholdRoutes
from smarthub_dash.web.later_routes import LaterRoutes
from smarthub_dash.web.letter_answers import LetterAnswers
from smarthub_dash.web.member_pages import MemberPage, MemberPages
from smarthub_dash.web.meter_data_route import MeterDataRoute
from smarthub_dash.web.mishaps import Mishaps
from smarthub_dash.web.one_name import OneName
from smarthub_dash.web.openid_routes import OpenIdRoutes
from smarthub_dash.web.passkey_routes import PasskeyRoutes
from smarthub_dash.web.pay_now_routes import PayNowRoutes
from smarthub_dash.web.processor_routes import ProcessorRoutes
from smarthub_dash.web.profile_routes import ProfileRoutes
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.receipt_pdf_route import ReceiptPdfRoute
from smarthub_dash.web.register_routes import RegisterRoutes
from smarthub_dash.web.reset_routes import ResetRoutes
from smarthub_dash.web.second_step_routes import SecondStepRoutes
from smarthub_dash.web.security_routes import SecurityRoutes
from smarthub_dash.web.sign_in_routes import SignInRoutes
from smarthub_dash.web.staff_outbox_routes import StaffOutboxRoutes
from smarthub_dash.web.two_step_routes import TwoStepRoutes
from smarthub_dash.web.usage_files import UsageFiles
from smarthub_dash.wiring import Wiring

HASHES_AT_ONCE = 2
"""Each takes 19 MiB and a core for 20 ms; the worker threads that read pages must not wait behind a flood of them."""
UNKNOWN_ADDRESS = "/not-found"
"""The page of the export that answers for every address without one."""


def portal_door(inner: ASGIApp, *, wiring: Wiring, front_end: Path, pages: Sequence[MemberPage]) -> ASGIApp:
    """Return the application behind its door."""
    routes = portal_routes(inner, wiring=wiring, front_end=front_end, pages=pages)
    router = Router(routes=routes, redirect_slashes=False)
    door = SecurityHeaders(Mishaps(Gate(router, wiring)), is_https=wiring.settings.is_https)
    return OneName(door, wiring.settings.public_url) if wiring.settings.is_demo else door


def portal_routes(
    inner: ASGIApp, *, wiring: Wiring, front_end: Path, pages: Sequence[MemberPage]
) -> list[Route | Mount]:
    """Return every route of the door. Without an export (development) Reflex serves the pages itself."""
    export = Export(front_end)
    demo = _demo(wiring)
    public = PublicPages(export, demo.panel if demo else None, wiring.settings.openid_name if wiring.identity else "")
    letters = LetterAnswers(public, wiring.sealer)
    hashing = anyio.CapacityLimiter(HASHES_AT_ONCE)
    routes: list[Route | Mount] = [
        *SignInRoutes(wiring, public, hashing).routes(),
        *SecondStepRoutes(wiring, public).routes(),
        *ConfirmRoutes(wiring, public, hashing).routes(),
        *HouseholdRoutes(wiring, public, hashing).routes(),
        *(demo.routes(public) if demo else ()),
        *(OpenIdRoutes(wiring, public, wiring.identity).routes() if wiring.identity else ()),
        *SecurityRoutes(wiring, public, hashing).routes(),
        *TwoStepRoutes(wiring, public).routes(),
        *PasskeyRoutes(wiring, public).routes(),
        *StaffOutboxRoutes(wiring, public).routes(),
        *_forms(wiring, public),
        *RegisterRoutes(wiring, public, letters, hashing, demo.printed_bills if demo else None).routes(),
        *ResetRoutes(wiring, public, letters, hashing).routes(),
    ]
    if export.is_there:
        routes += [
            *public.routes(),
            *ProfileRoutes(wiring, public).routes(),
            *_files(wiring),
            *_printed(wiring, public),
            *MemberPages(wiring, export, pages).routes(),
        ]
    routes.append(Mount("/", app=_Reflex(inner, export)))
    return routes


def _files(wiring: Wiring) -> list[Route]:
    return [
        *ArchiveRoute(wiring).routes(),
        *BillingFiles(wiring).routes(),
        *UsageFiles(wiring).routes(),
        *MeterDataRoute(wiring).routes(),
        *CarrierRoutes(wiring).routes(),
    ]


def _printed(wiring: Wiring, public: PublicPages) -> list[Route]:
    """Return the routes of what is set in type."""
    return [
        each
        for door in (BillPdfRoute, ReceiptPdfRoute)
        for each in door(wiring, public, unknown=UNKNOWN_ADDRESS).routes()
    ]


def _forms(wiring: Wiring, public: PublicPages) -> list[Route]:
    doors = (
        HostedRoutes(wiring, public),
        PayNowRoutes(wiring, public),
        LaterRoutes(wiring, public),
        ContactRoutes(wiring, public),
        ProcessorRoutes(wiring),
    )
    return [each for door in doors for each in door.routes()]


def _demo(wiring: Wiring):
    if not wiring.settings.is_demo:
        return None
    from smarthub_dash.web.demo_routes import DemoRoutes  # production never loads it

    return DemoRoutes(wiring)


class _Reflex:
    """What Reflex serves: the socket and the files of the export; an unknown address gets the friendly page."""

    def __init__(self, app: ASGIApp, export: Export) -> None:
        self._app = app
        self._export = export

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._export.is_there and not _is_file(scope["path"]):
            request = Request(scope, receive)
            await self._not_found(request)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _not_found(self, request: Request) -> Response:
        page = self._export.page(UNKNOWN_ADDRESS)
        return page_answer(request, page.filled({}, is_plain=True), status=404)


def _is_file(path: str) -> bool:
    # A page of the export is served by its route only: filled, or with its scripts taken out.
    is_page = path.endswith((".html", ".html.br", ".html.gz"))
    return path.startswith("/_event") or ("." in path.rsplit("/", 1)[-1] and not is_page)
