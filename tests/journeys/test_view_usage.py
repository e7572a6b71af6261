"""Viewing usage: few statements however many accounts, nothing of a stranger's, and no address that fails."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.accounts.rules import NotYours
from smarthub_dash.domain.members.records import Member
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.journeys.usage_ranges import Span
from smarthub_dash.journeys.view_usage import UNITS, NoAccounts, choose_unit, request_of, view_usage
from smarthub_dash.kit.database import Database
from tests.support.households import add_household, deliver_hour
from tests.support.sql import counted

LONG = "x" * 10_000
ODD_QUERIES: tuple[dict[str, str], ...] = (
    {"range": "foo", "at": "2026-99-99", "unit": "x"},
    {"range": "", "at": "", "unit": "", "account": ""},
    {"at": "0001-01-01", "range": "year"},
    {"at": "0001-01-01", "range": "week"},
    {"at": "9999-12-31", "range": "year", "unit": "money"},
    {"at": "9999-12-31", "range": "day"},
    {"at": "2026-W01-1"},
    {"at": "20261117  "},
    {"at": "\x00" * 10, "range": "\x00", "unit": "\x00"},
    {"at": LONG, "range": LONG, "unit": LONG, LONG: LONG},
    {"range": "DAY"},
    {"range": "Span.DAY"},
)
# Of its own: who may see what. Then the accounts, and the bars; a range in dollars also asks what its bills do.
MOST_STATEMENTS = {
    (Span.YEAR, "quantity"): 4,
    (Span.YEAR, "money"): 4,
    (Span.BILL, "quantity"): 4,
    (Span.BILL, "money"): 11,
    (Span.WEEK, "quantity"): 4,
    (Span.WEEK, "money"): 17,
    (Span.DAY, "quantity"): 4,
    (Span.DAY, "money"): 12,
}


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize(("span", "unit"), MOST_STATEMENTS)
def test_the_number_of_statements_does_not_grow_with_the_accounts(
    database: Database, now: datetime, zone: ZoneInfo, count: int, span: Span, unit: str
) -> None:
    meters = [f"{number:02}" for number in range(count)]
    member_id, _ = add_household(database, "Ada", meters=meters, now=now)
    for meter in meters:
        deliver_hour(database, meter, quantity=500, now=now)
    request = request_of({"range": span.value, "unit": unit}, usual_unit="quantity")

    with counted(database.engine) as statements:
        scope = scope_for(database, member_id=member_id, now=now, zone=zone)
        view = view_usage(database, scope=scope, request=request, now=now, zone=zone)

    assert len(statements) <= MOST_STATEMENTS[span, unit]
    assert len(view.accounts) == count
    assert sum(bar.quantity or 0 for bar in view.bars) == 500


def test_the_first_account_is_shown_where_none_is_asked_for(database: Database, now: datetime, zone: ZoneInfo) -> None:
    member_id, account_ids = add_household(database, "Ada", meters=["8", "5"], now=now)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    first = view_usage(database, scope=scope, request=request_of({}, usual_unit="quantity"), now=now, zone=zone)
    second = view_usage(
        database, scope=scope, request=request_of({"account": "5"}, usual_unit="quantity"), now=now, zone=zone
    )

    assert [first.account.account_id, second.account.account_id] == account_ids
    assert second.scope.account_ids == (account_ids[1],)


@pytest.mark.parametrize("number", ["2", "no such account", "1' OR '1'='1", "1\x00", LONG])
def test_an_account_of_someone_else_is_refused_in_the_words_of_one_that_is_not_there(
    database: Database, now: datetime, zone: ZoneInfo, number: str
) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=now)
    add_household(database, "Clara", meters=["2"], now=now)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)
    request = request_of({"account": number}, usual_unit="quantity")

    with pytest.raises(NotYours, match="could not find that account among yours"):
        view_usage(database, scope=scope, request=request, now=now, zone=zone)


def test_whoever_has_no_account_is_told_so(database: Database, now: datetime, zone: ZoneInfo) -> None:
    member_id, _ = add_household(database, "Morgan", meters=[], now=now)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    with pytest.raises(NoAccounts):
        view_usage(database, scope=scope, request=request_of({}, usual_unit="quantity"), now=now, zone=zone)


@pytest.mark.parametrize("query", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
def test_an_odd_address_shows_something_near(
    database: Database, now: datetime, zone: ZoneInfo, today: date, query: dict[str, str]
) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=now)
    scope = scope_for(database, member_id=member_id, now=now, zone=zone)

    view = view_usage(database, scope=scope, request=request_of(query, usual_unit="money"), now=now, zone=zone)

    assert view.range.held_on <= today
    assert view.bars


@given(query=st.dictionaries(st.sampled_from(["account", "range", "at", "unit", "x"]), st.text()))
def test_no_address_fails_to_be_read(query: dict[str, str]) -> None:
    request = request_of(query, usual_unit="quantity")

    assert request.span in Span
    assert request.unit in UNITS


def test_the_unit_of_the_last_visit_is_kept(database: Database, now: datetime) -> None:
    member_id, _ = add_household(database, "Ada", meters=["1"], now=now)

    choose_unit(database, member_id=member_id, unit="money")

    with database.reading() as session:
        assert session.get_one(Member, member_id).usage_unit == "money"
