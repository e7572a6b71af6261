"""An account that nobody has registered, and what a visitor types to do so."""

from datetime import date, datetime
from uuid import UUID

from httpx import Response
from sqlmodel import Session, select
from starlette.testclient import TestClient

from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL
from tests.support.due_jobs import letters
from tests.support.meters import add_meter

OURS = {"Origin": URL}
NUMBER, BILL = "0081560001", "2611-AAAAA-00001"
EMAIL, ADA = "frances@example.com", "ada@cec.example"
RIGHT = {"account_number": NUMBER, "name": "Adams", "email": EMAIL, "zip_code": "65251"}
PASSWORD = "mulberry fence post"
CHOSEN = {"full_name": "Frances Adams", "password": PASSWORD, "again": PASSWORD}


def add_unregistered(database: Database, *, now: datetime) -> None:
    """Add an account with a bill of $142.17, and a member Ada who has nothing to do with it."""
    account = add_meter(database, NUMBER)
    with database.unit_of_work() as session:
        add_bill(session, account_id=account.id)
        add_member(session, email=ADA, full_name="Ada Adams", role=MemberRole.MEMBER, password="p" * 20, now=now)


def add_bill(session: Session, *, account_id: UUID) -> None:
    """Add a bill of $142.17, printed last Saturday."""
    session.add(
        Statement(
            bill_number=BILL,
            account_id=account_id,
            start_on=date(2026, 10, 14),
            end_on=date(2026, 11, 14),
            issued_on=date(2026, 11, 14),
            due_on=date(2026, 11, 28),
            previous_cents=0,
            charges_cents=14_217,
            billed_cents=14_217,
        )
    )


def told(client: TestClient, form: dict[str, str]) -> tuple[int, str]:
    """Send the form and return the status and the page that the browser ends at."""
    answer = client.post("/register", data=form, headers=OURS)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"])
    return page.status_code, page.text


def token_of(client: TestClient, parts: Wiring, form: dict[str, str] = RIGHT) -> str:
    """Apply, and return what the link of the letter carries."""
    told(client, form)
    return letters(parts)[-1].token


def finished(client: TestClient, token: str, **other: str) -> Response:
    """Choose a password by the link."""
    return client.post("/register/password", data={**CHOSEN, "token": token, **other}, headers=OURS)


def count(parts: Wiring, table: type) -> int:
    """Return how many rows a table has."""
    with parts.database.reading() as session:
        return len(session.exec(select(table)).all())
