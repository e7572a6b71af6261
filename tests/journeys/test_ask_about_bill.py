"""A question on a bill: one request however often it is pressed, for the household's eyes and nobody else's."""

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import AccountScope, HouseholdRole, NotYours
from smarthub_dash.domain.service.rules import (
    LONGEST_WORDS,
    MOST_A_DAY,
    NothingAsked,
    RequestOver,
    RequestState,
    StepKind,
    TooManyRequests,
    WordsTooLong,
)
from smarthub_dash.journal.activity import activity_on
from smarthub_dash.journeys.ask_about_bill import (
    add_to_request,
    answer_request,
    ask_about_bill,
    follow_request,
)
from smarthub_dash.journeys.download_archive import write_archive
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER
from tests.support.letters import posted
from tests.support.registering import BILL
from tests.support.sharing import ZONE, Neighbors, neighbors

WHY = "Why is the energy higher\nthan last year?"


@pytest.fixture
def them(database: Database, now: datetime) -> Neighbors:
    return neighbors(database, now)


def ask(them: Neighbors, *, words: str = WHY, by=None, later: timedelta = timedelta()) -> str:
    return ask_about_bill(
        them.database,
        member_id=by or them.ada,
        bill_number=BILL,
        words=words,
        now=them.now + later,
        zone=ZONE,
    )


def scope(them: Neighbors, member_id, today: date) -> AccountScope:
    with them.database.reading() as session:
        return scope_of(session, member_id=member_id, today=today)


def test_a_question_has_a_number_a_timeline_a_letter_and_a_line_in_the_log(them: Neighbors, today: date) -> None:
    number = ask(them)

    followed = follow_request(them.database, scope=scope(them, them.ada, today), request_number=number)
    assert (followed.request.bill_number, followed.request.state) == (BILL, RequestState.RECEIVED)
    assert [(step.kind, step.by_name, step.words) for step in followed.steps] == [(StepKind.RECEIVED, "Ada Adams", WHY)]
    (letter,) = posted(them.database, SEALER, template="request_received")
    assert letter.address == "ada@cec.example"
    with them.database.reading() as session:
        (noted,) = activity_on(session, account_ids=[followed.request.account_id], most=5)
    assert number in noted.words
    assert "energy" not in noted.words


def test_pressed_twice_or_in_two_tabs_it_is_one_request(them: Neighbors) -> None:
    first, second = ask(them), ask(them, words=f"  {WHY} ", later=timedelta(seconds=1))

    assert first == second
    assert len(posted(them.database, SEALER, template="request_received")) == 1
    assert ask(them, later=timedelta(days=2)) != first


def test_clara_can_neither_ask_nor_read_nor_add(them: Neighbors, today: date) -> None:
    number = ask(them)

    with pytest.raises(NotYours):
        ask(them, by=them.clara)
    with pytest.raises(NotYours):
        follow_request(them.database, scope=scope(them, them.clara, today), request_number=number)
    with pytest.raises(NotYours):
        add_to_request(
            them.database, member_id=them.clara, request_number=number, words="Tell me.", now=them.now, zone=ZONE
        )


def test_a_viewer_may_report_and_follow_what_others_asked(them: Neighbors, today: date) -> None:
    number = ask(them)
    account_id = follow_request(
        them.database, scope=scope(them, them.ada, today), request_number=number
    ).request.account_id
    with them.database.unit_of_work() as session:
        grant_account(
            session,
            member_id=them.clara,
            account_id=account_id,
            role=HouseholdRole.VIEWER,
            nickname="",
            position=5,
            now=them.now,
        )

    add_to_request(them.database, member_id=them.clara, request_number=number, words="Me too.", now=them.now, zone=ZONE)

    followed = follow_request(them.database, scope=scope(them, them.clara, today), request_number=number)
    assert [step.words for step in followed.steps] == [WHY, "Me too."]
    assert followed.may_add


def test_an_answer_moves_it_on_once_and_a_done_request_takes_no_more_words(them: Neighbors, today: date) -> None:
    number = ask(them)

    moved = [
        answer_request(
            them.database, request_number=number, state=RequestState.DONE, words="It was a cold month.", now=them.now
        )
        for _ in range(2)
    ]

    assert moved == [True, False]
    followed = follow_request(them.database, scope=scope(them, them.ada, today), request_number=number)
    assert [(step.kind, step.by_name) for step in followed.steps][-1] == (StepKind.STATE, "")
    assert not followed.may_add
    with pytest.raises(RequestOver):
        add_to_request(
            them.database, member_id=them.ada, request_number=number, words="But why?", now=them.now, zone=ZONE
        )


def test_words_that_cannot_be_read_are_refused_and_nothing_is_kept(them: Neighbors) -> None:
    with pytest.raises(NothingAsked):
        ask(them, words=" \n\u200b ")
    with pytest.raises(WordsTooLong):
        ask(them, words="x" * (LONGEST_WORDS + 1))
    assert posted(them.database, SEALER, template="request_received") == []


def test_a_program_that_asks_all_day_is_stopped(them: Neighbors) -> None:
    for at in range(MOST_A_DAY):
        ask(them, words=f"Question {at}")

    with pytest.raises(TooManyRequests):
        ask(them, words="One more")
    # What was asked before is found again, not counted again.
    assert ask(them, words="Question 0")


def test_what_is_added_twice_in_a_row_is_said_once(them: Neighbors, today: date) -> None:
    number = ask(them)
    for _ in range(2):
        add_to_request(
            them.database, member_id=them.ada, request_number=number, words="Any news?", now=them.now, zone=ZONE
        )

    followed = follow_request(them.database, scope=scope(them, them.ada, today), request_number=number)

    assert [step.words for step in followed.steps] == [WHY, "Any news?"]


def test_the_archive_has_what_was_asked_for_the_household_and_for_nobody_else(them: Neighbors) -> None:
    number = ask(them)
    found = {}
    for member_id in (them.ada, them.clara):
        file = BytesIO()
        write_archive(them.database, member_id=member_id, to=file, now=them.now, zone=ZONE)
        with ZipFile(file) as archive:
            found[member_id] = [row["request_number"] for row in json.loads(archive.read("requests.json"))]

    assert found == {them.ada: [number], them.clara: []}
