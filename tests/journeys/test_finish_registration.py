"""Several who finish registering at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from smarthub_dash.domain.accounts.records import AccountGrant
from smarthub_dash.domain.members.records import Member, SignInSession
from smarthub_dash.journeys.entering import Visit
from smarthub_dash.journeys.finish_registration import AlreadyRegistered, LinkEnded, NewSignIn, finish_registration
from smarthub_dash.journeys.register import Application, apply_to_register
from smarthub_dash.kit.database import Database
from smarthub_dash.wiring import Wiring
from tests.support.doors import SetClock, wiring_of
from tests.support.due_jobs import letters
from tests.support.registering import EMAIL, NUMBER, PASSWORD, add_unregistered

ZIP_CODE = "65251"


@pytest.fixture
def parts(database: Database, now: datetime) -> Wiring:
    add_unregistered(database, now=now)
    return wiring_of(database, SetClock(now))


def asked(parts: Wiring, email: str = EMAIL, *, bill: str = "", zip_code: str = "") -> None:
    application = Application(NUMBER, "Adams", email, bill, zip_code, "")
    apply_to_register(parts.database, application=application, address="", sealer=parts.sealer, now=parts.clock.now())


def finished(parts: Wiring, token: str, zone: ZoneInfo) -> str:
    chosen = NewSignIn(token, "Frances Adams", PASSWORD, Visit("127.0.0.1", "a browser", is_kept=False))
    try:
        finish_registration(parts.database, chosen=chosen, zone=zone, now=parts.clock.now())
    except (LinkEnded, AlreadyRegistered) as refused:
        return type(refused).__name__
    return "done"


def count(parts: Wiring, table: type) -> int:
    with parts.database.reading() as session:
        return len(session.exec(select(table)).all())


def test_a_link_pressed_four_times_at_once_makes_one_member(parts: Wiring, zone: ZoneInfo) -> None:
    asked(parts, zip_code=ZIP_CODE)
    (letter,) = letters(parts)

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(lambda _: finished(parts, letter.token, zone), range(4)))

    assert outcomes.count("done") == 1
    assert (count(parts, Member), count(parts, SignInSession)) == (2, 1)


def test_two_links_to_one_address_at_once_make_one_member(parts: Wiring, zone: ZoneInfo) -> None:
    for _ in range(2):
        asked(parts, zip_code=ZIP_CODE)
    tokens = [letter.token for letter in letters(parts)]

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(lambda token: finished(parts, token, zone), tokens))

    assert len(tokens) == 2
    assert outcomes.count("done") == 1
    assert count(parts, Member) == 2


def both_finish(parts: Wiring, zone: ZoneInfo, *, bill: str = "", zip_code: str = "") -> list[str]:
    """Let two who know the same fact open their links at the same moment; tell what became of each."""
    for email in (EMAIL, "spouse@example.com"):
        asked(parts, email, bill=bill, zip_code=zip_code)
    tokens = [letter.token for letter in letters(parts)]
    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(lambda token: finished(parts, token, zone), tokens))


def test_two_who_hold_the_same_bill_both_own_the_account_and_the_first_is_told(parts: Wiring, zone: ZoneInfo) -> None:
    assert both_finish(parts, zone, bill="142.17") == ["done", "done"]
    assert count(parts, AccountGrant) == 2


def test_of_two_who_know_a_zip_code_only_one_owns_the_account(parts: Wiring, zone: ZoneInfo) -> None:
    assert both_finish(parts, zone, zip_code=ZIP_CODE) == ["LinkEnded", "done"]
    assert count(parts, AccountGrant) == 1
