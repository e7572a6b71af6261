"""Similar homes: what an account is told of them, and the choice to stay out, live."""

import asyncio
from functools import partial
from urllib.parse import quote

import reflex as rx

from smarthub_dash.domain.insights.rules.similar_homes import LEAST_HOMES
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.similar_homes import SimilarView, choose_to_compare, view_similar
from smarthub_dash.kit.errors import Refused
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.guard import for_members, who
from state.live import LivePage, opened_scope
from state.usage_values import AccountChoice

STAYS_OUT = "This account stays out: it is compared with nobody, and nobody's group counts it."
NOT_ENOUGH = (
    f"There is nothing to show: fewer than {LEAST_HOMES} other homes here are like this one, or too little of a year "
    "was read of it. With fewer homes, somebody's use could be guessed."
)


class SimilarState(rx.State):
    """What the page shows; a cache of the database, built again at every load."""

    is_loaded: bool = False
    trouble: str = ""
    choices: list[AccountChoice] = []
    has_choices: bool = False
    account_name: str = ""
    account_number: str = ""
    usage_href: str = "/usage"
    sentence: str = ""
    how: str = ""
    is_out: bool = False
    may_change: bool = False
    mend: str = ""
    news: str = ""
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show the account that the address asks for."""
        parts, now = wiring(), wiring().clock.now()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=who(), page="similar", now=now)
        await self._show()
        self.is_loaded = True

    @rx.event
    @for_members
    async def leave(self) -> None:
        """Take the account out of the comparison, on both sides."""
        await self._choose(takes_part=False, news="This account is out of the comparison, from now on.")

    @rx.event
    @for_members
    async def join(self) -> None:
        """Let the account be compared again."""
        await self._choose(takes_part=True, news="This account takes part again, from the next night on.")

    async def _choose(self, *, takes_part: bool, news: str) -> None:
        member_id, number = who().member_id, self.account_number
        self.mend = await refusal_of(
            lambda moment: choose_to_compare(
                wiring().database, member_id=member_id, account_number=number, takes_part=takes_part, moment=moment
            ),
            moment=this_moment(),
        )
        self.news = "" if self.mend else news
        await self._show()

    async def _show(self) -> None:
        parts, now = wiring(), wiring().clock.now()
        number = self.router.url.query_parameters.get("account", "")
        self.current_at, self.trouble = int(now.timestamp() * 1000), ""
        read = partial(scope_for, parts.database, member_id=who().member_id, now=now, zone=parts.settings.zone)
        try:
            scope = await asyncio.to_thread(read)
            view = await asyncio.to_thread(view_similar, parts.database, scope=scope, account_number=number)
        except Refused as refused:
            self.trouble = str(refused)
            return
        self._put(view)

    def _put(self, view: SimilarView) -> None:
        number = view.account.account_number
        self.choices = [
            AccountChoice(each.nickname, f"/usage/similar?account={quote(each.account_number)}", each == view.account)
            for each in view.accounts
        ]
        self.has_choices = len(view.accounts) > 1
        self.account_name, self.account_number = view.account.nickname, number
        self.usage_href = f"/usage?account={quote(number)}"
        self.is_out, self.may_change = view.is_out, view.may_change
        self.sentence = view.card.sentence if view.card else STAYS_OUT if view.is_out else NOT_ENOUGH
        self.how = view.card.how if view.card else ""


SIMILAR_LIVE = LivePage("similar", SimilarState.load)
