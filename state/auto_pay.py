"""Auto Pay Program: what is drawn next of each account; sign up, change, skip, say yes, try again, cancel; live."""

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx

from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.journeys.auto_pay import AutoPayProgram
from smarthub_dash.journeys.auto_pay_choices import approve_next, cancel_auto_pay, skip_next, unskip_next
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.wiring import wiring
from state.acting import refusal_of, this_moment
from state.auto_pay_acts import preview_of, program_now, sign_up_as_chosen, try_draft_again, view_of
from state.auto_pay_form import ACCOUNT_FIELD, BAD_FORM, DAYS, DUE, TypedForm, chosen_of, typed_in, uuid_of
from state.auto_pay_view import AccountOption, AutoPayRow, MethodOption
from state.guard import for_members, freshly_proved, who
from state.kept import typed_before
from state.live import LivePage, opened_scope, show_fields

ROUTE = "/billing/auto-pay"
SIGNED_UP = "Auto Pay is set up. A copy of what you agreed to is on its way to you by e-mail."
NEW_TERMS = "The terms have changed since you opened this page. Read them again, then sign up."


class AutoPayState(rx.State):
    """What the page shows; a cache of the database, but for what is being typed."""

    is_loaded: bool = False
    rows: list[AutoPayRow] = []
    has_rows: bool = False
    summary: str = ""
    methods: list[MethodOption] = []
    has_methods: bool = False
    options: list[AccountOption] = []
    may_sign_up: bool = False
    current_at: int = 0
    """When what is shown was last known to be current. Units: epoch milliseconds."""
    mend: str = ""
    news: str = ""

    is_signing_up: bool = False
    picked: list[str] = []
    """The fields of the accounts that are ticked."""
    method: str = ""
    day: str = DUE
    ceiling: str = ""
    is_accepted: bool = False
    preview: list[str] = []
    form_mend: str = ""

    is_cancelling: bool = False
    asked_number: str = ""
    asked_name: str = ""

    @rx.event
    @for_members
    async def load(self) -> None:
        """Show how the member's accounts stand; a form that is open stays open."""
        parts, signed_in, moment = wiring(), who(), this_moment()
        token = self.router.session.client_token
        await opened_scope(parts, token=token, who=signed_in, page="auto pay", now=moment.now)
        program = await self._show(moment)
        typed = typed_in(dict(await typed_before(self, ROUTE)))
        added = dict(self.router.url.query_parameters).get("method", "")
        if typed is not None and typed.numbers:
            self._fill(typed)
        elif not self.is_loaded and added in [each.key for each in self.methods]:
            # Back from the processor's page with a new payment account.
            self._open_form([each.field_name for each in self.options[:1]])
            self.method = added
        if self.is_signing_up:
            await self._preview(program, moment)
        self.is_loaded = True

    @rx.event
    @for_members
    async def begin(self, number: str) -> Any:
        """Open the form, with one account ticked or, without a number, the only one there is."""
        self._say()
        program = await self._show(this_moment())
        account = program.account(number) if isinstance(number, str) else None
        if account is None and len(self.options) == 1:
            account = program.account(self.options[0].number)
        self._open_form([f"{ACCOUNT_FIELD}{account.view.account_number}"] if account and account.may_change else [])
        if account is not None and account.next is not None:
            self.day = str(account.next.chosen_day or DUE)
            cents = account.next.ceiling_cents
            self.ceiling = f"{cents // 100}.{cents % 100:02d}" if cents else ""
            self.method = str(account.next.method_id) if account.is_mine else self.method
        await self._preview(program, this_moment())
        return rx.set_focus("sign-up-title")

    @rx.event
    @for_members
    def close_form(self) -> None:
        """Close the form and keep nothing of it."""
        self.is_signing_up, self.form_mend = False, ""

    @rx.event
    @for_members
    async def pick(self, field: str, is_on: bool) -> None:
        """Tick an account, or take the tick away."""
        if field in [each.field_name for each in self.options]:
            self.picked = [*(each for each in self.picked if each != field), *([field] if is_on is True else [])]
        await self._preview_now()

    @rx.event
    @for_members
    def choose_method(self, key: str) -> None:
        """Choose the payment account."""
        self.method = key if key in [each.key for each in self.methods] else ""

    @rx.event
    @for_members
    async def choose_day(self, day: str) -> None:
        """Choose the due date or a day of the month."""
        self.day = day if day in DAYS else DUE
        await self._preview_now()

    @rx.event
    @for_members
    async def type_ceiling(self, typed: str) -> None:
        """Note the ceiling that was typed."""
        self.ceiling = typed[:20] if isinstance(typed, str) else ""
        await self._preview_now()

    @rx.event
    @for_members
    def accept(self, is_on: bool) -> None:
        """Tick the box under the terms."""
        self.is_accepted = is_on is True

    @rx.event
    @for_members
    @freshly_proved
    async def submit(self, form: dict[str, Any]) -> Any:
        """Sign up: whoever is asked who they are first finds what was typed when they come back."""
        typed = typed_in(form)
        if typed is None:
            self.form_mend = BAD_FORM
            return None
        self._fill(typed)
        chosen = chosen_of(typed)
        if isinstance(chosen, str):
            self.form_mend = chosen
            return None
        if typed.version != terms_now().version:
            self.form_mend = NEW_TERMS
            return None
        moment = this_moment()
        address, agent = self.router.session.client_ip, str(self.router.headers.user_agent)
        self.form_mend = await sign_up_as_chosen(chosen, address=address, agent=agent, moment=moment)
        if not self.form_mend:
            self.is_signing_up = False
            self._say(news=SIGNED_UP)
        await self._show(moment)
        return None

    @rx.event
    @for_members
    async def skip(self, number: str, key: str) -> None:
        """Leave out the next draft of an account."""
        await self._on_draft(skip_next, number, key, news="The draft is skipped. The bill stays due on its due date.")

    @rx.event
    @for_members
    async def unskip(self, number: str, key: str) -> None:
        """Make a draft after all that was to be left out."""
        await self._on_draft(unskip_next, number, key, news="The draft will be made after all.")

    @rx.event
    @for_members
    @freshly_proved
    async def say_yes(self, number: str, key: str) -> None:
        """Say yes to a draft above the ceiling, up to the amount that is shown now."""
        program = await self._show(this_moment())
        account = program.account(number) if isinstance(number, str) else None
        if account is None or account.next is None:
            self._say(mend=BAD_FORM)
            return
        act = partial(approve_next, cents=account.next.cents)
        await self._on_draft(act, number, key, news="Thank you. The draft will be made on its day.")

    @rx.event
    @for_members
    @freshly_proved
    async def try_again(self, number: str, key: str) -> None:
        """Make a draft once more that failed."""
        draft_id = uuid_of(key)
        if draft_id is None or not isinstance(number, str):
            self._say(mend=BAD_FORM)
            return
        moment = this_moment()
        refusal = await try_draft_again(number, draft_id, moment)
        self._say(mend=refusal)
        program = await self._show(moment)
        account = program.account(number)
        if not refusal and account is not None and account.next is not None and not account.next.has_failed:
            self._say(news="The draft is on its way.")

    @rx.event
    @for_members
    def ask_cancel(self, number: str) -> None:
        """Ask the member to be sure before Auto Pay of an account ends."""
        self._say()
        row = next((row for row in self.rows if row.number == number and row.may_cancel), None)
        if row is not None:
            self.asked_number, self.asked_name, self.is_cancelling = row.number, row.nickname, True

    @rx.event
    @for_members
    def dismiss(self) -> None:
        """Leave everything as it is."""
        self.is_cancelling = False

    @rx.event
    @for_members
    async def cancel(self) -> None:
        """Take the account off Auto Pay that was asked about."""
        self.is_cancelling = False
        moment, number = this_moment(), self.asked_number
        act = partial(cancel_auto_pay, wiring().database, member_id=who().member_id, account_number=number)
        refusal = await refusal_of(lambda moment: act(moment=moment), moment=moment)
        self._say(mend=refusal, news="" if refusal else f"Auto Pay of {self.asked_name} has ended. Nothing is drawn.")
        await self._show(moment)

    async def _on_draft(self, act: Callable[..., object], number: str, key: str, *, news: str) -> None:
        draft_id = uuid_of(key)
        if draft_id is None or not isinstance(number, str):
            self._say(mend=BAD_FORM)
            return
        moment = this_moment()
        told = partial(act, wiring().database, member_id=who().member_id, account_number=number, draft_id=draft_id)
        refusal = await refusal_of(lambda moment: told(moment=moment), moment=moment)
        self._say(mend=refusal, news="" if refusal else news)
        await self._show(moment)

    async def _preview_now(self) -> None:
        moment = this_moment()
        await self._preview(await program_now(moment), moment)

    async def _preview(self, program: AutoPayProgram, moment: Moment) -> None:
        self.preview = await preview_of(program, picked=self.picked, day=self.day, ceiling=self.ceiling, moment=moment)

    async def _show(self, moment: Moment) -> AutoPayProgram:
        program = await program_now(moment)
        show_fields(self, view_of(program, moment))
        self.current_at = int(moment.now.timestamp() * 1000)
        return program

    def _open_form(self, picked: list[str]) -> None:
        self.picked, self.day, self.ceiling, self.is_accepted, self.form_mend = picked, DUE, "", False, ""
        self.method = self.methods[0].key if self.methods else ""
        self.is_signing_up = self.may_sign_up

    def _fill(self, typed: TypedForm) -> None:
        self.picked = [f"{ACCOUNT_FIELD}{number}" for number in typed.numbers]
        self.method, self.day, self.ceiling, self.form_mend = typed.method, typed.day, typed.ceiling, ""
        self.is_accepted, self.is_signing_up = typed.is_accepted, True

    def _say(self, *, mend: str = "", news: str = "") -> None:
        self.mend, self.news = mend, news


AUTO_PAY_LIVE = LivePage("auto pay", AutoPayState.load)
