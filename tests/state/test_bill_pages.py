"""Billing & Payments, one bill, one request: whatever a socket claims, each shows only what is the member's."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from smarthub_dash.domain.service.records import ServiceRequest
from smarthub_dash.journeys.ask_about_bill import ask_about_bill
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.journeys.view_bill import WantedBill
from smarthub_dash.journeys.view_bills import bills_request_of, view_bills
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.wiring import Wiring
from state import bill, billing, guard, request
from state.bill import BillState, read_bill_page
from state.billing import read_billing
from state.request import RequestState
from tests.support.apart import run_apart
from tests.support.billing import Household, a_household
from tests.support.doors import SetClock, wiring_of
from tests.support.tabs import signed_in_as

OPENED, BILLED = date(2026, 9, 6), datetime(2026, 11, 6, 9, tzinfo=UTC)
NOT_YOURS = "We could not find that bill among yours."


@pytest.fixture
def database(sqlite_address: str) -> Iterator[Database]:
    opened = open_database(sqlite_address)
    yield opened
    opened.close()


@pytest.fixture
def parts(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    made = wiring_of(database, SetClock(now))
    for module in (bill, billing, request):
        monkeypatch.setattr(module, "wiring", lambda: made)
    return made


@pytest.fixture
def ada(database: Database) -> Household:
    return _billed(database, "CALLABYTE-300")


@pytest.fixture
def clara(database: Database) -> Household:
    return _billed(database, "CALLABYTE-100")


def _billed(database: Database, code: str) -> Household:
    made = a_household(database, rate_codes=(code,), opened_on=OPENED, read_day=6)
    zone = ZoneInfo("America/Chicago")
    run_bills(database, on=BILLED.date(), now=BILLED, zone=zone, report=lambda _: None)
    return made


def newest_of(parts: Wiring, whose: Household) -> str:
    now, zone = parts.clock.now(), parts.settings.zone
    scope = scope_for(parts.database, member_id=whose.member_id, now=now, zone=zone)
    found = view_bills(parts.database, scope=scope, request=bills_request_of({}), now=now, zone=zone)
    return found.bills[0].bill.bill_number


def called(parts: Wiring, state: Any, member_id: UUID, handler: str, *arguments: Any) -> Any:
    """Run a handler as a member whose event the guard has let through; return what it answers."""
    return _as(parts, member_id, lambda: type(state).event_handlers[handler].fn(state, *arguments))


def shown(parts: Wiring, kind: type, member_id: UUID, path: str, *, account: str = "") -> Any:
    """Return a state after its tab claimed to be at a path."""
    state = kind(_reflex_internal_init=True)
    _as(parts, member_id, lambda: state._show(path, account) if kind is BillState else state._show(path))
    return state


def _as(parts: Wiring, member_id: UUID, act: Callable[[], Any]) -> Any:
    async def call() -> Any:
        guard._current.set(signed_in_as(member_id, parts, session_hash="session"))
        return await act()

    return run_apart(call())


def test_a_bill_opens_for_its_member_with_the_figures_of_the_first_page(parts: Wiring, ada: Household) -> None:
    number = newest_of(parts, ada)

    state = shown(parts, BillState, ada.member_id, f"/bills/{number}")

    scope = scope_for(parts.database, member_id=ada.member_id, now=parts.clock.now(), zone=parts.settings.zone)
    first = read_bill_page(parts, scope, WantedBill(number), parts.clock.now())
    assert (state.trouble, state.number) == ("", number)
    assert [field.name for field in fields(first) if getattr(state, field.name) != getattr(first, field.name)] == []


@pytest.mark.parametrize("path", ["/bills/{}", "/bills/{}/", "/bills/' OR 1=1", "/bills/", "/home", ""])
def test_a_stranger_who_claims_to_be_at_a_bill_is_told_nothing(
    parts: Wiring, ada: Household, clara: Household, path: str
) -> None:
    state = shown(parts, BillState, clara.member_id, path.format(newest_of(parts, ada)))

    assert state.trouble == NOT_YOURS
    assert (state.title, state.number, state.services, state.ledger) == ("", "", [], [])


def test_the_newest_bill_is_found_by_its_account_and_only_by_its_members(
    parts: Wiring, ada: Household, clara: Household
) -> None:
    number = newest_of(parts, ada)
    account = shown(parts, BillState, ada.member_id, f"/bills/{number}").account_number

    newest = shown(parts, BillState, ada.member_id, "/bills/newest", account=account)
    strangers = [
        shown(parts, BillState, clara.member_id, "/bills/newest", account=claimed)
        for claimed in (account, "", "' OR 1=1", "x" * 9_000)
    ]

    assert newest.number == number
    assert [(each.trouble, each.number) for each in strangers] == [(NOT_YOURS, "")] * 4


@pytest.mark.parametrize("form", [{}, {"words": 7}, {"words": ["Why?"]}, None, "words", {"words": "x" * 9_000}])
def test_a_form_that_no_page_of_ours_sends_asks_nothing(parts: Wiring, ada: Household, form: Any) -> None:
    state = shown(parts, BillState, ada.member_id, f"/bills/{newest_of(parts, ada)}")

    called(parts, state, ada.member_id, "ask", form)

    assert state.mend
    with parts.database.reading() as session:
        assert session.exec(select(ServiceRequest)).all() == []


def test_a_question_leads_to_its_request_and_a_double_click_to_the_same(parts: Wiring, ada: Household) -> None:
    state = shown(parts, BillState, ada.member_id, f"/bills/{newest_of(parts, ada)}")

    answers = [called(parts, state, ada.member_id, "ask", {"words": "Why is it higher?"}) for _ in range(2)]

    assert all("/report/R2611-" in str(answer) for answer in answers)
    with parts.database.reading() as session:
        assert len(session.exec(select(ServiceRequest)).all()) == 1


def test_a_stranger_neither_asks_about_a_bill_nor_follows_or_adds(
    parts: Wiring, ada: Household, clara: Household
) -> None:
    bill_number, now = newest_of(parts, ada), parts.clock.now()
    number = ask_about_bill(
        parts.database,
        member_id=ada.member_id,
        bill_number=bill_number,
        words="Why?",
        now=now,
        zone=parts.settings.zone,
    )
    asking = shown(parts, BillState, clara.member_id, f"/bills/{bill_number}")
    asking.number = bill_number
    following = shown(parts, RequestState, clara.member_id, f"/report/{number}")

    called(parts, asking, clara.member_id, "ask", {"words": "Let me see."})
    called(parts, following, clara.member_id, "add", {"words": "Let me see."})

    assert asking.mend == NOT_YOURS
    assert following.trouble == following.mend == "We could not find that request among yours."
    assert following.steps == []


def test_the_list_of_a_stranger_holds_none_of_it(parts: Wiring, ada: Household, clara: Household) -> None:
    scope = scope_for(parts.database, member_id=clara.member_id, now=parts.clock.now(), zone=parts.settings.zone)

    shown = str(read_billing(parts, scope, bills_request_of({}), parts.clock.now()))

    assert newest_of(parts, clara) in shown
    assert newest_of(parts, ada) not in shown
