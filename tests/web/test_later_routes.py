"""The page of paying later: a schedule is shown, agreed to by a tick, kept on the page, and canceled."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update
from starlette.testclient import TestClient

from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.wiring import Wiring
from tests.support.doors import URL, SetClock, visitor
from tests.support.paying import let_owe
from tests.support.registering import add_bill
from tests.support.sharing import add_household

PAGE = "/billing/later"
OURS = {"Origin": URL}


@pytest.fixture
def boone(parts: Wiring, folder: Path, clock: SetClock) -> TestClient:
    """Boone, whose bill of $142.17 is three days past due."""
    now = clock.now()
    _, (home,) = add_household(parts.database, "Boone", meters=["1"], now=now)
    with parts.database.unit_of_work() as session:
        add_bill(session, account_id=home)
        past = now.date() - timedelta(days=3)
        session.exec(update(Statement).where(col(Statement.account_id) == home).values(due_on=past))
    let_owe(parts.database, account_id=home, cents=142_17, now=now)
    browser = visitor(parts, folder)
    form = {"email": "boone@cec.example", "password": "correct horse battery"}
    assert browser.post("/sign-in", data=form, headers=OURS).status_code == 303
    return browser


def fields(page: str) -> dict[str, str]:
    form = page.split(f'action="{PAGE}/plan"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', form))


def test_a_plan_is_shown_agreed_to_kept_on_the_page_and_canceled(boone: TestClient) -> None:
    assert "3 installments" in boone.get(PAGE).text
    shown = boone.get(f"{PAGE}?plan=1&installments=3").text
    form = fields(shown)

    unticked = boone.post(f"{PAGE}/plan", data=form, headers=OURS)
    agreed = boone.post(f"{PAGE}/plan", data={**form, "agreed": "yes"}, headers=OURS)
    kept = boone.get(agreed.headers["location"]).text
    canceled = boone.post(f"{PAGE}/plan/cancel", data={"account": "1"}, headers=OURS)

    assert "$35.55" in shown
    assert (unticked.status_code, agreed.status_code) == (422, 303)
    assert "Payment plan: 0 of 4 payments made." in kept
    assert 'href="/billing/pay?pay=1:35.55"' in kept
    assert "canceled" in boone.get(canceled.headers["location"]).text
    assert boone.post(f"{PAGE}/plan", data={"cents": "-1"}, headers=OURS).status_code == 422
    assert boone.post(f"{PAGE}/plan", data=form, headers={"Origin": "https://elsewhere.example"}).status_code == 403
