"""What a member decides about Auto Pay: sign up, change, cancel, skip a draft, say yes to one, try one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, holders_in
from smarthub_dash.domain.accounts.rules import Power
from smarthub_dash.domain.autopay.operations import (
    Acceptance,
    Choices,
    DraftGone,
    approve_draft,
    begin_enrollment,
    cancel_enrollment,
    resume_draft,
    skip_draft,
)
from smarthub_dash.domain.autopay.operations.drafts import plan_draft, try_again
from smarthub_dash.domain.autopay.queries import NextDraft, next_drafts
from smarthub_dash.domain.autopay.queries.waiting import draft_in_hand
from smarthub_dash.domain.autopay.records import AutoPayEnrollment
from smarthub_dash.domain.autopay.rules import DraftState
from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.journal.news import announce, announce_member
from smarthub_dash.journeys.auto_pay import FirstDraft, first_drafts
from smarthub_dash.journeys.auto_pay_letters import ceiling_words, day_words, write_ended, write_signed_up
from smarthub_dash.journeys.household_news import Actor, Moment, account_name, actor_of, write_down
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text

TOPIC = "billing"


class NoAccountChosen(Refused):
    """Nothing was chosen to be signed up."""


class NotYourPayment(Refused):
    """The draft is of somebody else's payment account."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a member signs up: accounts by number, how they are to be paid, and that the terms were accepted."""

    account_numbers: tuple[str, ...]
    choices: Choices
    acceptance: Acceptance


def sign_up(
    database: Database, *, member_id: UUID, form: SignUp, notice_days: int, moment: Moment
) -> Mapping[str, FirstDraft]:
    """
    Put accounts on Auto Pay, or change how they are on it; return their first drafts, by number.

    :raises NoAccountChosen: if none was chosen
    :raises NotYours: if an account is not the member's
    :raises NotAllowed: if the member may not manage or not pay one of them
    :raises Refused: if the stored payment account is not theirs, or cannot be used
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        views = [actor.account_of(number) for number in dict.fromkeys(form.account_numbers)]
        if not views:
            raise NoAccountChosen("Choose at least one account.")
        lock_accounts(session, account_ids=[view.account_id for view in views])
        before = next_drafts(session, scope=actor.scope)
        begun = {
            view.account_id: begin_enrollment(
                session,
                scope=actor.scope,
                account_id=view.account_id,
                choices=form.choices,
                acceptance=form.acceptance,
                today=moment.today,
            )
            for view in views
        }
        first = _plan_first(session, actor, views, begun, before, notice_days, moment)
        _tell_signed_up(session, actor, views, begun, first, before, moment)
    return {view.account_number: first[view.account_id] for view in views}


def cancel_auto_pay(database: Database, *, member_id: UUID, account_number: str, moment: Moment) -> str:
    """
    Take an account off Auto Pay; return its name.

    :raises Refused: if it is not the member's to manage, or not on Auto Pay
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        ended = cancel_enrollment(session, scope=actor.scope, account_id=view.account_id, now=moment.now)
        sentence = f"{actor.full_name} canceled it."
        write_ended(session, enrollment=ended, sentence=sentence, moment=moment)
        said = f"{actor.full_name} canceled Auto Pay of account {view.account_number}"
        _tell(session, actor, view, act="auto pay off", words=said, moment=moment)
    return account_name(view)


def skip_next(database: Database, *, member_id: UUID, account_number: str, draft_id: UUID, moment: Moment) -> NextDraft:
    """
    Leave out one draft of an account; its bill stays due.

    :raises Refused: if it is not the member's to manage, or the draft is being made
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        found = skip_draft(session, scope=actor.scope, account_id=view.account_id, draft_id=draft_id, now=moment.now)
        _tell(session, actor, view, act="auto pay skip", words=_said(actor, "skipped", found, view), moment=moment)
    return found


def unskip_next(
    database: Database, *, member_id: UUID, account_number: str, draft_id: UUID, moment: Moment
) -> NextDraft:
    """
    Make a draft after all that was to be left out.

    :raises Refused: if it is not the member's to manage, or the draft is not left out any more
    :raises DraftGone: if its day has come
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        found = resume_draft(session, scope=actor.scope, account_id=view.account_id, draft_id=draft_id, now=moment.now)
        if found.draft_on is None or found.draft_on <= moment.today:
            raise DraftGone("The day of that draft has come. Pay the bill another way.")
        _tell(session, actor, view, act="auto pay skip", words=_said(actor, "took back", found, view), moment=moment)
    return found


def approve_next(
    database: Database, *, member_id: UUID, account_number: str, draft_id: UUID, cents: Cents, moment: Moment
) -> NextDraft:
    """
    Say yes to a draft above the ceiling, up to the amount that was shown.

    :raises Refused: if it is not the member's to pay, or the draft is not planned any more
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        found = approve_draft(session, scope=actor.scope, account_id=view.account_id, draft_id=draft_id, cents=cents)
        said = f"{actor.full_name} said yes to the draft of {money_text(cents)} of account {view.account_number}"
        _tell(session, actor, view, act="auto pay yes", words=said, moment=moment)
    return found


def begin_again(database: Database, *, member_id: UUID, account_number: str, draft_id: UUID, moment: Moment) -> Cents:
    """
    Take up a draft once more that failed; return what it takes. `run_auto_pay.make_draft` then pays it.

    :raises NotYourPayment: if somebody else signed up, from their own payment account
    :raises DraftGone: if it is being made already, was tried too often, or nothing is owed any more
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        view = actor.account_of(account_number)
        own = actor.scope.only(view.account_id).with_power(Power.PAY)
        lock_accounts(session, account_ids=[view.account_id])
        found, draft = next_drafts(session, scope=own).get(view.account_id), draft_in_hand(session, draft_id=draft_id)
        if found is None or draft is None or found.draft_id != draft_id or not found.may_retry:
            raise DraftGone("That draft cannot be tried again. Look at it once more.")
        if draft.member_id != member_id:
            raise NotYourPayment("Only whoever signed up can try that draft again. You can pay the bill yourself.")
        if not try_again(session, draft_id=draft_id, retries=draft.retries, cents=found.cents, now=moment.now):
            raise DraftGone("That draft is being tried already.")
        _tell(session, actor, view, act="auto pay again", words=_said(actor, "tried", found, view), moment=moment)
    return found.cents


def _plan_first(
    session: Session,
    actor: Actor,
    views: Sequence[AccountView],
    begun: Mapping[UUID, AutoPayEnrollment],
    before: Mapping[UUID, NextDraft],
    notice_days: int,
    moment: Moment,
) -> Mapping[UUID, FirstDraft]:
    # no scope: the actor brings it
    chosen_day = next(iter(begun.values())).chosen_day
    first = first_drafts(
        session, scope=actor.scope, views=views, chosen_day=chosen_day, notice_days=notice_days, moment=moment
    )
    for account_id, draft in first.items():
        if draft.statement_id is None:
            continue
        was = before.get(account_id)
        # Whoever changes the day or the payment account has not taken back that this bill is to be left out.
        stays_skipped = was is not None and was.statement_id == draft.statement_id and was.state is DraftState.SKIPPED
        plan_draft(
            session,
            enrollment_id=begun[account_id].id,
            statement_id=draft.statement_id,
            draft_on=draft.draft_on,
            cents=draft.cents,
            told_at=moment.now,
            state=DraftState.SKIPPED if stays_skipped else DraftState.PLANNED,
        )
    return first


def _tell_signed_up(
    session: Session,
    actor: Actor,
    views: Sequence[AccountView],
    begun: Mapping[UUID, AutoPayEnrollment],
    first: Mapping[UUID, FirstDraft],
    before: Mapping[UUID, NextDraft],
    moment: Moment,
) -> None:
    # no scope: as above
    sentences = {view.account_id: first_words(view, first[view.account_id]) for view in views}
    write_signed_up(session, enrollments=list(begun.values()), first=sentences, moment=moment)
    for view in views:
        one = begun[view.account_id]
        verb = "changed Auto Pay of" if view.account_id in before else "signed up for Auto Pay with"
        said = (
            f"{actor.full_name} {verb} account {view.account_number}: {day_words(one.chosen_day)}, "
            f"ceiling {ceiling_words(one.ceiling_cents)}, terms {one.terms_version}"
        )
        _tell(session, actor, view, act="auto pay on", words=said, moment=moment)


def first_words(view: AccountView, first: FirstDraft) -> str:
    """Say what is drawn first of an account: "Home (0041877001): $142.17 on December 7, 2026"."""
    if not first.cents:
        return f"{account_name(view)}: nothing is owed now; the next bill about {full_day_text(first.draft_on)}"
    return f"{account_name(view)}: {money_text(first.cents)} on {full_day_text(first.draft_on)}"


def _said(actor: Actor, verb: str, found: NextDraft, view: AccountView) -> str:
    day = full_day_text(found.draft_on) if found.draft_on else ""
    objects = {
        "skipped": f"skipped the draft of {day}",
        "took back": f"took back that the draft of {day} is skipped",
        "tried": f"tried the draft of {day} again",
    }
    return f"{actor.full_name} {objects[verb]} of account {view.account_number}"


def _tell(session: Session, actor: Actor, view: AccountView, *, act: str, words: str, moment: Moment) -> None:
    # no scope: as above
    write_down(
        session, act=act, words={view.account_id: words}, actor_id=actor.member_id, member_id=None, moment=moment
    )
    held = holders_in(session, scope=actor.scope.only(view.account_id), today=moment.today)
    for member_id in sorted({each.member_id for each in held}):
        announce_member(session, topic=TOPIC, member_id=member_id, now=moment.now)
    announce(session, topic=TOPIC, account_ids=[view.account_id], now=moment.now)
