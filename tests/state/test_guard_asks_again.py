"""The guard's other questions: is the proof fresh, where to come back to, how fast, and at what price."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select, update

from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole
from smarthub_dash.journeys.kept_forms import kept_form
from smarthub_dash.kit.database import open_database
from smarthub_dash.wiring import Wiring
from state.frame import FrameState
from state.guard import FRESHLY, REPORTS_A_MINUTE, TOO_FAST
from state.pace import Pace
from tests.support.doors import SetClock, wiring_of
from tests.support.guarding import INTERNAL, LOOK_FOR, answers, leads_to, session_of
from tests.support.sql import counted
from tests.support.states import HANDLERS

PAGE = "/usage?account=0041877001&unit=money"
BACK = "next=%2Fusage%3Faccount%3D0041877001%26unit%3Dmoney"
REPORT = next(name for name in INTERNAL if name.endswith(".handle_frontend_exception"))


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def parts(sqlite_address: str, clock: SetClock) -> Iterator[Wiring]:
    database = open_database(sqlite_address)
    yield wiring_of(database, clock)
    database.close()


@pytest.fixture
def token(parts: Wiring, now: datetime) -> str:
    return session_of(parts.database, MemberRole.MEMBER, now)


def test_whoever_is_signed_out_comes_back_to_the_same_page(parts: Wiring) -> None:
    (update,) = answers(parts, [LOOK_FOR], "ended", path=PAGE)

    assert leads_to(update) == f"/login?ended=1&{BACK}"


@pytest.mark.parametrize("path", ["https://evil.example", "", "x" * 5_000, 7, None, ["/home"]])
def test_a_page_that_is_none_is_not_come_back_to(parts: Wiring, path: str) -> None:
    (update,) = answers(parts, [LOOK_FOR], "ended", path=path)

    assert leads_to(update) == "/login?ended=1"


def test_what_needs_a_fresh_proof_is_refused_without_one_and_done_with_one(
    parts: Wiring, clock: SetClock, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HANDLERS[LOOK_FOR], FRESHLY, True, raising=False)
    assert answers(parts, [LOOK_FOR], token) == [None]

    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    (stale,) = answers(parts, [LOOK_FOR], token, path=PAGE)
    assert leads_to(stale) == f"/confirm?{BACK}"

    # Noted by another worker: this one still remembers the old proof.
    with parts.database.unit_of_work() as session:
        session.exec(update(SignInSession).values(proved_at=clock.now()))
    assert answers(parts, [LOOK_FOR], token) == [None]


def test_a_form_that_was_sent_without_a_fresh_proof_is_kept_for_when_its_sender_comes_back(
    parts: Wiring, clock: SetClock, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HANDLERS[LOOK_FOR], FRESHLY, True, raising=False)
    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    form = {"email": "ben@example.com", "account-1": True, "account-2": False, "password": "never", "odd": [1]}

    (asked,) = answers(parts, [LOOK_FOR], token, path="/profile/household?x=1", payload={"form": form})
    (without,) = answers(parts, [LOOK_FOR], token, path="/profile/household?x=1", payload={"form": "none"})

    back = parse_qs(urlsplit(leads_to(asked)).query)["next"][0]
    assert back.startswith("/profile/household?kept=")
    with parts.database.reading() as session:
        member_id = session.exec(select(Member.id)).one()
    found = kept_form(
        parts.database,
        member_id=member_id,
        page="/profile/household",
        token=back.partition("kept=")[2],
        sealer=parts.sealer,
        now=clock.now(),
    )
    assert found == {"email": "ben@example.com", "account-1": "on"}
    assert leads_to(without) == "/confirm?next=%2Fprofile%2Fhousehold%3Fx%3D1"


def test_an_event_costs_no_statement_while_its_session_is_remembered_and_else_one(
    parts: Wiring, clock: SetClock, token: str
) -> None:
    with counted(parts.database.engine) as statements:
        answers(parts, [LOOK_FOR] * 10, token)
        assert len(statements) == 1
        clock.wait(parts.sessions.MOMENT)
        answers(parts, [LOOK_FOR] * 10, token)
    assert len(statements) == 2


def test_a_flood_of_events_is_dropped_in_words(parts: Wiring, token: str) -> None:
    *first, last = answers(parts, [LOOK_FOR] * (parts.settings.events_at_once + 1), token)

    assert first == [None] * parts.settings.events_at_once
    assert last
    assert last.delta == TOO_FAST


def test_pages_may_open_while_clicks_are_too_fast(parts: Wiring, token: str) -> None:
    hydrate = next(name for name in INTERNAL if name.endswith(".hydrate"))

    update = answers(parts, [*[LOOK_FOR] * 100, hydrate], token)

    assert update[-1] is None


def test_the_words_of_a_flood_reach_a_var_that_every_page_shows() -> None:
    ((name, values),) = TOO_FAST.items()

    assert name == FrameState.get_full_name()
    assert [each.removesuffix("_rx_state_") for each in values] == ["too_fast"]


def test_a_page_may_complain_of_its_scripts_a_few_times_a_minute(parts: Wiring, token: str) -> None:
    update = answers(parts, [REPORT] * (REPORTS_A_MINUTE + 3), token)

    assert [each is None for each in update] == [True] * REPORTS_A_MINUTE + [False] * 3


def test_a_bucket_fills_again_and_one_key_takes_nothing_from_another(now: datetime) -> None:
    pace = Pace(per_second=20, at_once=3)
    assert [pace.is_kept("ada", now=now) for _ in range(4)] == [True, True, True, False]

    assert pace.is_kept("clara", now=now)
    assert not pace.is_kept("ada", now=now + timedelta(milliseconds=40))
    assert pace.is_kept("ada", now=now + timedelta(milliseconds=60))
    assert not pace.is_kept("ada", now=now - timedelta(hours=1))
    assert [pace.is_kept("ada", now=now + timedelta(days=1)) for _ in range(4)] == [True, True, True, False]
