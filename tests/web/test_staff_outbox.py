"""The letters that did not arrive, as staff see them; nobody else does."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import col, select, update
from starlette.testclient import TestClient

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.notices.operations import post_notice, settle_delivery
from smarthub_dash.domain.notices.records import Delivery
from smarthub_dash.domain.notices.rules import Address, Channel, DeliveryState
from smarthub_dash.wiring import Wiring
from tests.support.doors import SEALER, SetClock, visitor, wiring_of

FORM = {"email": "ada@cec.example", "password": "correct horse battery"}
HOSTILE = "<b>550</b> no such mailbox"


@pytest.fixture
def failed(parts: Wiring, now: datetime) -> None:
    """A letter with a code, which the mail server refused."""
    with parts.database.unit_of_work() as session:
        post_notice(
            session,
            key="1",
            template="sign_in_code",
            facts={"name": "Ada", "minutes": "10"},
            to=[Address(Channel.EMAIL, "gone@cec.example")],
            member_id=None,
            sealed_link=SEALER.seal("314159"),
            now=now,
        )
        delivery_id = session.exec(select(Delivery.id)).one()
        settle_delivery(session, delivery_id=delivery_id, state=DeliveryState.FAILED, failure=HOSTILE, now=now)


def signed_in(stranger: TestClient, parts: Wiring, role: MemberRole) -> TestClient:
    with parts.database.unit_of_work() as session:
        session.exec(update(Member).where(col(Member.email) == FORM["email"]).values(role=role))
    stranger.post("/sign-in", data=FORM, headers={"Origin": parts.settings.public_url})
    return stranger


def test_staff_read_to_whom_about_what_and_why_and_never_what_it_opened(
    stranger: TestClient, parts: Wiring, failed: None
) -> None:
    page = signed_in(stranger, parts, MemberRole.STAFF).get("/staff/outbox").text

    assert "gone@cec.example" in page
    assert "&lt;b&gt;550&lt;/b&gt;" in page
    assert "314159" not in page


def test_members_go_home_and_strangers_sign_in(stranger: TestClient, parts: Wiring, failed: None) -> None:
    assert stranger.get("/staff/outbox").headers["location"] == "/login?next=/staff/outbox"
    assert signed_in(stranger, parts, MemberRole.MEMBER).get("/staff/outbox").headers["location"] == "/home"


def test_without_any_the_page_says_so(stranger: TestClient, parts: Wiring) -> None:
    assert "Every letter arrived" in signed_in(stranger, parts, MemberRole.STAFF).get("/staff/outbox").text


def test_production_has_it_as_well_without_a_way_to_the_demo(parts: Wiring, folder: Path, clock: SetClock) -> None:
    told = {"mode": "production", "public_url": "https://portal.example", "secret_key": "k" * 32}
    of_production = wiring_of(parts.database, clock, settings=told)
    production = signed_in(visitor(of_production, folder), of_production, MemberRole.STAFF)

    page = production.get("/staff/outbox")

    assert page.status_code == 200
    assert "/demo/outbox" not in page.text
