"""The plain pages of contacts: an address is typed, and then its code. Neither passes through a socket."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.domain.members.rules import TooManyAttempts
from smarthub_dash.domain.notices.rules import Channel
from smarthub_dash.domain.notices.rules.contacts import ContactRefused, address_text
from smarthub_dash.journeys.contacts import (
    NewContact,
    read_contacts,
    send_contact_code,
    start_contact,
    verify_contact,
    waiting_contact,
)
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import see_other
from smarthub_dash.web.contacts_html import CONTACTS, add_html, verify_html
from smarthub_dash.web.proof import proved_reader, proved_sender
from smarthub_dash.web.public_html import error_html, said_html
from smarthub_dash.web.public_pages import PublicPages
from smarthub_dash.web.visits import address_of
from smarthub_dash.wiring import Wiring

ADD_PAGE = f"{CONTACTS}/add"
VERIFY_PAGE = f"{CONTACTS}/verify"
SEND_CODE = f"{VERIFY_PAGE}/send"
NO_TEXTS = "Text messages cannot be sent yet. Add an e-mail address for now."

Result = TypeVar("Result")


class ContactRoutes:
    """The routes that add a contact and take its code."""

    def __init__(self, wiring: Wiring, pages: PublicPages) -> None:
        self._wiring = wiring
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [
            Route(ADD_PAGE, self.add_page, methods=["GET"]),
            Route(ADD_PAGE, self.add, methods=["POST"]),
            Route(VERIFY_PAGE, self.verify_page, methods=["GET"]),
            Route(VERIFY_PAGE, self.verify, methods=["POST"]),
            Route(SEND_CODE, self.send, methods=["POST"]),
        ]

    async def add_page(self, request: Request) -> Response:
        """Ask for an address, or for the one that takes the place of another."""
        asked = request.query_params
        kind, replaces = _channel(asked.get("kind", "")), _uuid(asked.get("replaces", ""))
        page = f"{ADD_PAGE}?{urlencode({'kind': kind.value, 'replaces': replaces or ''})}"
        who = await proved_reader(request, self._wiring, page=page)
        if isinstance(who, Response):
            return who
        return await self._add_page(request, who, NewContact(kind, "", False, replaces))

    async def add(self, request: Request) -> Response:
        """Keep what was typed and send the code."""
        who = await proved_sender(request, self._wiring, page=ADD_PAGE)
        if isinstance(who, Response):
            return who
        form = await request.form(max_files=0, max_fields=6, max_part_size=1_024)
        new = NewContact(
            _channel(str(form.get("kind", ""))),
            str(form.get("address", ""))[:400],
            form.get("agree") == "yes",
            _uuid(str(form.get("replaces", ""))),
        )
        parts, now = self._wiring, self._wiring.clock.now()
        try:
            if new.channel is Channel.TEXT and parts.texts is None:
                raise ContactRefused(NO_TEXTS)
            contact_id = await _apart(
                lambda: start_contact(parts.database, member_id=who.member_id, new=new, sealer=parts.sealer, now=now)
            )
        except Refused as refused:
            return await self._add_page(request, who, new, mend=str(refused), status=_status(refused))
        return see_other(_verify_path(contact_id))

    async def verify_page(self, request: Request) -> Response:
        """Ask for the code."""
        contact_id = _uuid(request.query_params.get("contact", ""))
        who = await proved_reader(request, self._wiring, page=_verify_path(contact_id))
        if isinstance(who, Response):
            return who
        said = "Another code is on its way." if "sent" in request.query_params else ""
        return await self._verify_page(request, who, contact_id, said=said)

    async def verify(self, request: Request) -> Response:
        """Take the code."""
        who, contact_id, code = await self._sent(request)
        if isinstance(who, Response):
            return who
        parts = self._wiring
        moment = Moment(parts.clock.now(), parts.settings.zone)
        if contact_id is None:
            return see_other(CONTACTS)
        try:
            await _apart(
                lambda: verify_contact(
                    parts.database,
                    member_id=who.member_id,
                    contact_id=contact_id,
                    code=code,
                    address=address_of(request),
                    moment=moment,
                )
            )
        except Refused as refused:
            return await self._verify_page(request, who, contact_id, mend=str(refused), status=_status(refused))
        return see_other(f"{CONTACTS}?{urlencode({'done': contact_id})}")

    async def send(self, request: Request) -> Response:
        """Send another code."""
        who, contact_id, _ = await self._sent(request)
        if isinstance(who, Response):
            return who
        parts, now = self._wiring, self._wiring.clock.now()
        if contact_id is None:
            return see_other(CONTACTS)
        try:
            await _apart(
                lambda: send_contact_code(
                    parts.database, member_id=who.member_id, contact_id=contact_id, sealer=parts.sealer, now=now
                )
            )
        except Refused as refused:
            return await self._verify_page(request, who, contact_id, mend=str(refused), status=_status(refused))
        return see_other(f"{_verify_path(contact_id)}&sent=1")

    async def _sent(self, request: Request) -> tuple[SignedIn | Response, UUID | None, str]:
        who = await proved_sender(request, self._wiring, page=CONTACTS)
        if isinstance(who, Response):
            return who, None, ""
        form = await request.form(max_files=0, max_fields=4, max_part_size=1_024)
        return who, _uuid(str(form.get("contact", ""))), str(form.get("code", ""))[:32]

    async def _add_page(
        self, request: Request, who: SignedIn, new: NewContact, *, mend: str = "", status: int = 200
    ) -> Response:
        known = await _apart(lambda: read_contacts(self._wiring.database, member_id=who.member_id))
        was = next((each for each in known if each.contact_id == new.replaces and not each.is_sign_in), None)
        content = add_html(
            ADD_PAGE,
            channel=new.channel,
            replaces=str(was.contact_id) if was else "",
            was=address_text(was.channel, was.address) if was else "",
            typed=new.typed,
        )
        slots = {"error": error_html(mend) if mend else "", "content": content}
        return self._pages.answer(request, ADD_PAGE, slots, status=status)

    async def _verify_page(
        self,
        request: Request,
        who: SignedIn,
        contact_id: UUID | None,
        *,
        said: str = "",
        mend: str = "",
        status: int = 200,
    ) -> Response:
        if contact_id is None:
            return see_other(CONTACTS)
        try:
            waits = await _apart(
                lambda: waiting_contact(self._wiring.database, member_id=who.member_id, contact_id=contact_id)
            )
        except ContactRefused:
            return see_other(CONTACTS)
        content = verify_html(
            VERIFY_PAGE,
            contact_id=str(contact_id),
            channel=waits.channel,
            shown=address_text(waits.channel, waits.address),
            sent_note=self._pages.sent_note,
        )
        slots = {"error": error_html(mend) if mend else said_html(said) if said else "", "content": content}
        return self._pages.answer(request, VERIFY_PAGE, slots, status=status)


def _verify_path(contact_id: UUID | None) -> str:
    return f"{VERIFY_PAGE}?{urlencode({'contact': contact_id or ''})}"


def _channel(typed: str) -> Channel:
    return Channel.TEXT if typed == Channel.TEXT.value else Channel.EMAIL


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooManyAttempts) else 422


async def _apart(work: Callable[[], Result]) -> Result:
    return await anyio.to_thread.run_sync(work)
