"""Ask about a bill: a request with the bill attached, a number, a letter, and a timeline that everyone may follow."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in, scope_of
from smarthub_dash.domain.accounts.rules import AccountScope, Power
from smarthub_dash.domain.billing.queries import StatementView, statement_of
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.domain.service.operations import add_words, move_request, open_question
from smarthub_dash.domain.service.queries import RequestView, StepView, opened_since, request_in, steps_of
from smarthub_dash.domain.service.rules import DAY, OPEN_STATES, RequestState, asked_words, may_open_another
from smarthub_dash.journal.activity import note_activity
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.household_news import account_name
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import Database

TOPIC = "request"


@dataclass(frozen=True, slots=True)
class FollowedRequest:
    """A request with its account and its timeline."""

    request: RequestView
    account: AccountView
    steps: tuple[StepView, ...]
    may_add: bool
    """Whether the member may say more."""


def ask_about_bill(
    database: Database, *, member_id: UUID, bill_number: str, words: str, now: datetime, zone: ZoneInfo
) -> str:
    """
    Open a request on a bill and return its number; the same words on the same day are the same request.

    :raises NotYours: if the bill is not the member's
    :raises NotAllowed: if the member may not report anything about the account
    :raises NothingAsked: if there are no words
    :raises WordsTooLong: if there are too many
    :raises TooManyRequests: if the member opened as many as one may in a day
    """
    asked, today = asked_words(words), local_day(now, zone)
    with database.unit_of_work() as session:
        scope = scope_of(session, member_id=member_id, today=today)
        bill = statement_of(session, scope=scope, bill_number=bill_number)
        opened_at = opened_since(session, member_id=member_id, since=now - DAY)
        number, is_new = open_question(
            session,
            scope=scope,
            account_id=bill.account_id,
            statement_id=bill.statement_id,
            words=asked,
            on=today,
            now=now,
        )
        if is_new:
            may_open_another(opened_at, now=now)
            _tell(session, scope, bill, number, now=now)
    return number


def follow_request(database: Database, *, scope: AccountScope, request_number: str) -> FollowedRequest:
    """
    Return a request as it stands.

    :raises NotYours: if it is about no account of the scope
    """
    with database.reading() as session:
        request = request_in(session, scope=scope, request_number=request_number)
        own = scope.only(request.account_id)
        return FollowedRequest(
            request,
            accounts_in(session, scope=own)[0],
            tuple(steps_of(session, scope=own, request_id=request.request_id)),
            may_add=request.state in OPEN_STATES and own.may(Power.REPORT, request.account_id),
        )


def add_to_request(
    database: Database, *, member_id: UUID, request_number: str, words: str, now: datetime, zone: ZoneInfo
) -> None:
    """
    Say more on an open request.

    :raises NotYours: if it is about no account of the member's
    :raises NotAllowed: if the member may not report anything about the account
    :raises NothingAsked: if there are no words
    :raises WordsTooLong: if there are too many
    :raises RequestOver: if it is done or closed
    """
    said = asked_words(words)
    with database.unit_of_work() as session:
        scope = scope_of(session, member_id=member_id, today=local_day(now, zone))
        request = request_in(session, scope=scope, request_number=request_number)
        account_id = add_words(session, scope=scope, request_id=request.request_id, words=said, now=now)
        announce(session, topic=TOPIC, account_ids=[account_id], now=now)


def answer_request(database: Database, *, request_number: str, state: RequestState, words: str, now: datetime) -> bool:
    """Move a request on with a word to the member; return False if it was moved there before."""
    with database.unit_of_work() as session:
        # no scope: staff answer the requests of every account
        account_id = move_request(session, request_number=request_number, state=state, words=words, now=now)
        if account_id is not None:
            announce(session, topic=TOPIC, account_ids=[account_id], now=now)
    return account_id is not None


def _tell(session: Session, scope: AccountScope, bill: StatementView, number: str, *, now: datetime) -> None:
    member = session.get_one(Member, scope.member_id)
    account = account_name(accounts_in(session, scope=scope.only(bill.account_id))[0])
    post_notice(
        session,
        key=f"request_received:{number}",
        template="request_received",
        facts={
            "name": member.full_name,
            "number": number,
            "bill": full_day_text(bill.issued_on),
            "account": account,
        },
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=now,
    )
    note_activity(
        session,
        act="question asked",
        words=f"{member.full_name} asked about the bill of {full_day_text(bill.issued_on)} ({number}).",
        actor_id=member.id,
        member_id=None,
        account_ids=[bill.account_id],
        now=now,
    )
    announce(session, topic=TOPIC, account_ids=[bill.account_id], now=now)
