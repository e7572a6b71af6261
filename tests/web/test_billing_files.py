"""Bills and payments as files: the rows of who asks, and of nobody else."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.wiring import Wiring
from tests.support.billing import Household, a_household
from tests.support.doors import URL
from tests.web.conftest import ADA, PASSWORD

OPENED, BILLED = date(2026, 10, 6), datetime(2026, 11, 6, 9, tzinfo=UTC)
OURS = {"Origin": URL}


@pytest.fixture
def neighbor(parts: Wiring, zone: ZoneInfo) -> Household:
    """Somebody else with two accounts, of which Ada may see the first; its name begins like a formula."""
    other = a_household(parts.database, rate_codes=("CALLABYTE-100", "CALLABYTE-300"), opened_on=OPENED, read_day=6)
    run_bills(parts.database, on=BILLED.date(), now=BILLED, zone=zone, report=lambda _: None)
    with parts.database.unit_of_work() as session:
        member = member_of_email(session, email=ADA)
        assert member
        grant_account(
            session,
            member_id=member.id,
            account_id=other.account_ids[0],
            role=HouseholdRole.VIEWER,
            nickname="=HYPERLINK()",
            position=0,
            now=BILLED,
        )
    return other


@pytest.fixture
def ada(stranger: TestClient) -> TestClient:
    assert stranger.post("/sign-in", data={"email": ADA, "password": PASSWORD}, headers=OURS).status_code == 303
    return stranger


def test_a_viewer_gets_the_bills_of_what_they_may_see_and_no_formula(ada: TestClient, neighbor: Household) -> None:
    answer = ada.get("/billing/bills.csv")

    (row,) = csv.DictReader(StringIO(answer.text))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="bills-2026-11-17.csv"')
    assert (row["account"], row["issued_on"], row["state"]) == ("'=HYPERLINK()", "2026-11-06", "Due")


def test_an_account_of_somebody_else_is_not_found(ada: TestClient, parts: Wiring, neighbor: Household) -> None:
    with parts.database.reading() as session:
        hidden = session.get_one(Account, neighbor.account_ids[1]).account_number

    for name in ("bills", "payments", "capital-credits"):
        answer = ada.get(f"/billing/{name}.csv", params={"account": hidden})
        assert (answer.status_code, answer.text) == (404, "We could not find that account among yours.")


def test_without_a_session_there_is_no_file(stranger: TestClient) -> None:
    for name in ("bills", "payments", "capital-credits"):
        answer = stranger.get(f"/billing/{name}.csv", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fbilling")


def test_payments_without_any_are_a_head_and_nothing_else(ada: TestClient, neighbor: Household) -> None:
    text = ada.get("/billing/payments.csv").text

    assert text.splitlines() == ["account_number,account,provider,posted_on,what,paid_usd,state,receipt_number,about"]
