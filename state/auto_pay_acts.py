"""What the page of Auto Pay asks of the journeys, in a worker thread and for the member who is there."""

import asyncio
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from smarthub_dash.domain.autopay.operations import Acceptance, Choices
from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.domain.payments.rules.fees import Fees
from smarthub_dash.journeys.auto_pay import AutoPayProgram, open_auto_pay, preview_drafts
from smarthub_dash.journeys.auto_pay_choices import SignUp, sign_up
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.payment_choice import AmountUnreadable
from smarthub_dash.journeys.retry_draft import retry_draft
from smarthub_dash.journeys.till import NoProcessor, till_of
from smarthub_dash.wiring import wiring
from state.acting import refusal_of
from state.auto_pay_form import ACCOUNT_FIELD, Chosen, ceiling_of, day_of
from state.auto_pay_view import AutoPayView, auto_pay_view, preview_words
from state.guard import who


async def program_now(moment: Moment) -> AutoPayProgram:
    """Return how the member's accounts stand."""
    return await asyncio.to_thread(open_auto_pay, wiring().database, member_id=who().member_id, moment=moment)


def view_of(program: AutoPayProgram, moment: Moment) -> AutoPayView:
    """Put it into words."""
    told = wiring().settings
    fees = Fees(told.card_fee_cents, told.bank_fee_cents)
    return auto_pay_view(program, today=moment.today, fees=fees, field=ACCOUNT_FIELD)


async def preview_of(
    program: AutoPayProgram, *, picked: Sequence[str], day: str, ceiling: str, moment: Moment
) -> list[str]:
    """Say what would be drawn first, in words, as the form stands."""
    try:
        ceiling_cents = ceiling_of(ceiling)
    except AmountUnreadable:
        ceiling_cents = None
    first = await asyncio.to_thread(
        preview_drafts,
        wiring().database,
        member_id=who().member_id,
        account_numbers=[each.removeprefix(ACCOUNT_FIELD) for each in picked],
        chosen_day=day_of(day),
        notice_days=wiring().settings.auto_pay_notice_days,
        moment=moment,
    )
    return preview_words(program, first, ceiling_cents=ceiling_cents)


async def sign_up_as_chosen(chosen: Chosen, *, address: str, agent: str, moment: Moment) -> str:
    """Sign up; return why it was refused, or nothing."""
    acceptance = Acceptance(terms_now(), moment.now, address[:45], agent)
    choices = Choices(chosen.method_id, chosen.chosen_day, chosen.ceiling_cents)
    act = partial(
        sign_up,
        wiring().database,
        member_id=who().member_id,
        form=SignUp(chosen.numbers, choices, acceptance),
        notice_days=wiring().settings.auto_pay_notice_days,
    )
    return await refusal_of(lambda moment: act(moment=moment), moment=moment)


async def try_draft_again(number: str, draft_id: UUID, moment: Moment) -> str:
    """Make a draft once more; return why it was refused, or nothing."""
    try:
        act = partial(retry_draft, till_of(wiring()), member_id=who().member_id)
    except NoProcessor as away:
        return str(away)
    return await refusal_of(lambda moment: act(account_number=number, draft_id=draft_id, moment=moment), moment=moment)
