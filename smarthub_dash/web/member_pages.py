"""The pages behind sign-in: the exported page with the member's first figures already in it."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TypeAlias
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smarthub_dash.domain.members.queries import SignedIn
from smarthub_dash.kit.errors import Refused
from smarthub_dash.web.answers import PageInTwoParts, page_answer, see_other, signed_in_of
from smarthub_dash.web.exported import Export
from smarthub_dash.wiring import Wiring

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\[(\w+)\]")
SAMPLE = "number"
"""What stands for any number in the address of a built page; see `components.ui.numbered_pages`."""

FirstFigures: TypeAlias = Callable[[Wiring, SignedIn, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page behind sign-in and, where it has figures, what writes the first of them as HTML."""

    route: str
    """May hold numbers, as the router writes them: `/bills/[bill_number]`."""
    first_figures: FirstFigures | None = None
    """Gets the query of the address; the numbers in its path are in it, by their names."""

    @property
    def pattern(self) -> str:
        return _NUMBER.sub(r"{\1}", self.route)

    @property
    def exported(self) -> str:
        """The address under which the page was built."""
        return _NUMBER.sub(SAMPLE, self.route)


class MemberPages:
    """The routes of the pages that need a member."""

    def __init__(self, wiring: Wiring, export: Export, pages: Sequence[MemberPage]) -> None:
        self._wiring = wiring
        self._export = export
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes of this door."""
        return [Route(page.pattern, partial(self.page, page=page), methods=["GET"]) for page in self._pages]

    async def page(self, request: Request, *, page: MemberPage) -> Response:
        """Answer with the page, its first figures inside; whoever is not signed in goes to sign in and comes back."""
        who = signed_in_of(request)
        if who is None:
            here = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
            return see_other("/login?" + urlencode({"next": here}))
        slots = {"member-name": escape(who.full_name)}
        exported = self._export.page(page.exported)
        if page.first_figures is None:
            return page_answer(request, exported.filled(slots), script_hashes=exported.script_hashes)
        beginning, end = exported.parted(slots, at="figures")
        figures = partial(self._figures, page.first_figures, who, request)

        async def rest() -> str:
            return await anyio.to_thread.run_sync(figures) + end

        return PageInTwoParts(request, beginning=beginning, rest=rest, script_hashes=exported.script_hashes)

    def _figures(self, first_figures: FirstFigures, who: SignedIn, request: Request) -> str:
        # Without figures the live page loads all the same, and says itself what is wrong.
        try:
            return first_figures(self._wiring, who, {**request.query_params, **request.path_params})
        except Refused:
            return ""
        except Exception:
            log.exception("the first figures of %s failed", request.scope["path"])
            return ""
