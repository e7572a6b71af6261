"""A bill as PDF: for who may see the account, and for nobody else."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.money import money_text
from smarthub_dash.wiring import Wiring
from tests.support.billing import a_household
from tests.support.doors import SEALER, URL
from tests.support.paper import text_of

ADA, PASSWORD = "ada@cec.example", "correct horse battery"
OURS = {"Origin": URL}


@pytest.fixture
def bill(parts: Wiring, zone: ZoneInfo) -> Statement:
    """A bill of an account that somebody else owns, and Ada may see."""
    owner = a_household(parts.database, rate_codes=("CALLABYTE-100",), opened_on=date(2026, 10, 6), read_day=6)
    at = datetime(2026, 11, 6, 9, tzinfo=UTC)
    run_bills(parts.database, on=at.date(), now=at, zone=zone, report=lambda _: None)
    with parts.database.unit_of_work() as session:
        _grant(session, owner.account_ids[0], HouseholdRole.VIEWER, at)
        return session.exec(select(Statement)).one()


@pytest.fixture
def ada(stranger: TestClient) -> TestClient:
    """A browser in which Ada just signed in."""
    assert stranger.post("/sign-in", data={"email": ADA, "password": PASSWORD}, headers=OURS).status_code == 303
    return stranger


def _grant(session: Session, account_id: UUID, role: HouseholdRole, at: datetime) -> None:
    member = member_of_email(session, email=ADA)
    assert member
    grant_account(
        session, member_id=member.id, account_id=account_id, role=role, nickname="", position=0, ends_on=None, now=at
    )


def _revoke(parts: Wiring, account_id: UUID) -> None:
    with parts.database.unit_of_work() as session:
        member = member_of_email(session, email=ADA)
        assert member
        session.get_one(AccountGrant, (member.id, account_id)).revoked_at = parts.clock.now()


def test_a_bill_is_shown_in_the_browser_and_kept_nowhere(ada: TestClient, bill: Statement) -> None:
    answer = ada.get(f"/bills/{bill.bill_number}.pdf")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == f'inline; filename="bill-{bill.bill_number}.pdf"'
    assert money_text(bill.charges_cents) in text_of(answer.content)


def test_it_is_downloaded_and_printed_large_if_asked_for(ada: TestClient, bill: Statement) -> None:
    kept = ada.get(f"/bills/{bill.bill_number}.pdf", params={"download": "1"})
    large = ada.get(f"/bills/{bill.bill_number}.pdf", params={"print": "large"})

    assert kept.headers["content-disposition"].startswith("attachment;")
    assert len(large.content) != len(kept.content)


def test_who_may_merely_see_a_bill_does_not_find_the_code_that_would_make_them_its_owner(
    ada: TestClient, bill: Statement
) -> None:
    said = text_of(ada.get(f"/bills/{bill.bill_number}.pdf").content)

    code = bill_code_of(SEALER, bill.bill_number)
    assert code not in said.replace("-", "")
    assert "Register" not in said


def test_a_foreign_bill_an_unknown_one_and_nonsense_get_the_same_answer(
    ada: TestClient, parts: Wiring, bill: Statement
) -> None:
    _revoke(parts, bill.account_id)

    foreign, unknown, nonsense = (
        ada.get(f"/bills/{number}.pdf") for number in (bill.bill_number, "2611-00000-00000", 'x"; evil=1')
    )

    assert {each.status_code for each in (foreign, unknown, nonsense)} == {404}
    assert foreign.content == unknown.content == nonsense.content
    headers = [{name: value for name, value in each.headers.items() if name != "date"} for each in (foreign, unknown)]
    assert headers[0] == headers[1]
    assert foreign.headers["cache-control"] == "no-store"


def test_nobody_else_gets_it(stranger: TestClient, bill: Statement) -> None:
    answer = stranger.get(f"/bills/{bill.bill_number}.pdf")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2Fbills%2F")


def test_another_site_cannot_have_it_fetched(ada: TestClient, bill: Statement) -> None:
    answer = ada.get(f"/bills/{bill.bill_number}.pdf", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
