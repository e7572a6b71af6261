"""Link an account and answer an invitation: plain pages with native forms."""

from collections.abc import Mapping
from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import LONGEST_PASSWORD, TooManyAttempts
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind
from smarthub_dash.journeys.answer_invitation import InvitationOver, accept_invitation, decline_invitation, offer_of
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.kept_forms import KEPT
from smarthub_dash.journeys.linked_accounts import link_account
from smarthub_dash.journeys.register_by_invitation import Newcomer, register_by_invitation
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import is_from_here, is_short_form, see_other, signed_in_of
from smarthub_dash.web.cookies import set_token
from smarthub_dash.web.household_html import accept_html, claim_form_html, newcomer_html, offer_html, sign_in_html
from smarthub_dash.web.proof import kept_typed, proved_reader, proved_sender
from smarthub_dash.web.public_html import error_html, said_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import visit_of
from smarthub_dash.wiring import Wiring

LINK_PAGE, INVITATION_PAGE = "/profile/accounts/link", "/invitation"
EMPTY = AccountClaim("", "", FactKind.BILL_AMOUNT, "")
DECLINED = "You declined the invitation. Nothing was shared."


class HouseholdRoutes:
    """The routes of both pages."""

    def __init__(self, wiring: Wiring, pages: PublicPages, hashing: anyio.CapacityLimiter) -> None:
        self._wiring = wiring
        self._pages = pages
        self._hashing = hashing

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(LINK_PAGE, self.link_page, methods=["GET"]),
            Route(LINK_PAGE, self.link, methods=["POST"]),
            Route(INVITATION_PAGE, self.invitation, methods=["GET"]),
            Route(INVITATION_PAGE, self.answer, methods=["POST"]),
        ]

    async def link_page(self, request: Request) -> Response:
        """Answer with the empty form, once the member has proved who they are."""
        who = await proved_reader(request, self._wiring, page=_with_kept(request))
        if isinstance(who, Response):
            return who
        typed = await kept_typed(request, self._wiring, who, page=LINK_PAGE)
        return self._show_link(request, _claim(typed) if typed else EMPTY)

    async def link(self, request: Request) -> Response:
        """Link the account whose bill the member holds; show the form again with the reason if it was refused."""
        # The second fact is typed again: it may be a bill's code.
        who = await proved_sender(request, self._wiring, page=LINK_PAGE, keep=("account_number", "name"))
        if isinstance(who, Response):
            return who
        claim = _claim(await request.form(max_files=0, max_fields=6, max_part_size=1_024))
        parts, moment, address = self._wiring, self._moment(), visit_of(request).address
        try:
            await anyio.to_thread.run_sync(
                lambda: link_account(
                    parts.database,
                    member_id=who.member_id,
                    claim=claim,
                    address=address,
                    sealer=parts.sealer,
                    moment=moment,
                )
            )
        except Refused as refused:
            status = 429 if isinstance(refused, TooManyAttempts) else 422
            return self._show_link(request, claim, mend=str(refused), status=status)
        return see_other("/profile/accounts")

    async def invitation(self, request: Request) -> Response:
        """Answer with what an invitation offers, and the ways to accept it."""
        return await self._show_invitation(request, request.query_params.get("token", "")[:128])

    async def answer(self, request: Request) -> Response:
        """Accept or decline, with the sign-in at hand or a new one."""
        if not self._is_ours(request):
            return _not_ours()
        form = await request.form(max_files=0, max_fields=8, max_part_size=4_096)
        token, full_name = str(form.get("token", ""))[:128], str(form.get("full_name", ""))[:120]
        try:
            return await self._answered(request, form, token)
        except Refused as refused:
            return await self._show_invitation(request, token, mend=refused, full_name=full_name)

    async def _answered(self, request: Request, form: FormData, token: str) -> Response:
        parts, moment, wanted = self._wiring, self._moment(), form.get("answer")
        if wanted == "decline":
            await anyio.to_thread.run_sync(lambda: decline_invitation(parts.database, token=token, moment=moment))
            return self._pages.answer(request, INVITATION_PAGE, {"offer": said_html(DECLINED)})
        if wanted == "accept":
            if (who := signed_in_of(request)) is None:
                return see_other("/login?" + urlencode({"ended": 1, "next": _own_link(token)}))
            await anyio.to_thread.run_sync(
                lambda: accept_invitation(parts.database, token=token, member_id=who.member_id, moment=moment)
            )
            return see_other("/home")
        password = str(form.get("password", ""))[: LONGEST_PASSWORD + 1]
        newcomer = Newcomer(str(form.get("full_name", ""))[:200], password, visit_of(request))
        session_token = await anyio.to_thread.run_sync(
            lambda: register_by_invitation(parts.database, token=token, newcomer=newcomer, moment=moment),
            limiter=self._hashing,
        )
        answer = see_other("/home")
        set_token(answer, session_token, parts.settings)
        return answer

    def _show_link(self, request: Request, typed: AccountClaim, *, mend: str = "", status: int = 200) -> Response:
        slots = {"error": error_html(mend) if mend else "", "form": claim_form_html(LINK_PAGE, typed)}
        return self._pages.answer(request, LINK_PAGE, slots, status=status)

    async def _show_invitation(
        self, request: Request, token: str, *, mend: Refused | None = None, full_name: str = ""
    ) -> Response:
        moment = self._moment()
        try:
            offer = await anyio.to_thread.run_sync(lambda: offer_of(self._wiring.database, token=token, moment=moment))
        except InvitationOver as over:
            return self._pages.answer(request, INVITATION_PAGE, {"error": error_html(str(over))}, status=410)
        slots = {
            "error": error_html(str(mend)) if mend else "",
            "offer": offer_html(offer),
            "answer": _ways(signed_in_of(request), token, offer.email, offer.has_sign_in, full_name),
        }
        return self._pages.answer(request, INVITATION_PAGE, slots, status=422 if mend else 200)

    def _is_ours(self, request: Request) -> bool:
        return is_from_here(request, self._wiring.settings) and is_short_form(request)

    def _moment(self) -> Moment:
        return Moment(self._wiring.clock.now(), self._wiring.settings.zone)


def _ways(who: SignedIn | None, token: str, email: str, has_sign_in: bool, full_name: str) -> str:
    if who is not None:
        return accept_html(token, email=who.email)
    if has_sign_in:
        return sign_in_html(token, is_main=True)
    return newcomer_html(token, email=email, full_name=full_name) + sign_in_html(token, is_main=False)


def _with_kept(request: Request) -> str:
    token = request.query_params.get(KEPT, "")
    return f"{LINK_PAGE}?{urlencode({KEPT: token})}" if token else LINK_PAGE


def _claim(form: Mapping[str, object]) -> AccountClaim:
    kind = str(form.get("fact_kind", ""))
    return AccountClaim(
        str(form.get("account_number", ""))[:60],
        str(form.get("name", ""))[:120],
        FactKind(kind) if kind in list(FactKind) else FactKind.BILL_AMOUNT,
        str(form.get("fact", ""))[:60],
    )


def _own_link(token: str) -> str:
    return f"{INVITATION_PAGE}?{urlencode({'token': token})}"


def _not_ours() -> Response:
    return Response("This form was not sent from our pages.", status_code=403)
