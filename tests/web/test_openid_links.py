"""Linking and unlinking an account at the demo's real provider: who may, and what they are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smarthub_dash.domain.members.records import OneTimeSecret, OpenIdentity
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journal.records import ActivityEntry
from smarthub_dash.journeys.linked_identities import LinkedIdentity, linked_identities
from smarthub_dash.kit.database import Database
from tests.support.providers import ISSUER
from tests.support.trusting import ADA, CLARA, LINK, OURS, PASSWORD, TrustingPortal, trusting_portal


@pytest.fixture
def portal(database: Database, now: datetime, tmp_path: Path) -> TrustingPortal:
    return trusting_portal(database, folder=tmp_path, now=now)


@pytest.mark.parametrize("path", ["/openid/start", "/openid/unlink"])
@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": ISSUER}], ids=str
)
def test_no_other_site_can_send_a_browser_off(portal: TrustingPortal, path: str, headers: dict[str, str]) -> None:
    client = portal.browser(ADA)

    answer = client.post(path, data={**LINK, "account": "x"}, headers=headers)

    assert answer.status_code == 403
    assert "refresh" not in answer.headers
    assert portal.rows(OneTimeSecret) == []
    assert client.get(path).status_code in (404, 405, 200)
    assert portal.rows(OneTimeSecret) == []


def test_a_member_links_an_account_and_signs_in_with_it_from_then_on(portal: TrustingPortal) -> None:
    clara = portal.browser(CLARA)

    answer = clara.get(portal.way_back(clara, "prairie-clara", form=LINK))

    assert answer.headers["location"] == "/profile/security?done=openid-linked"
    elsewhere = portal.browser()
    assert elsewhere.get(portal.way_back(elsewhere, "prairie-clara")).status_code == 303
    letters = [row.facts for row in portal.rows(Notice) if row.template == "credential_changed"]
    assert "Prairie ID account was linked" in letters[0]
    assert any("linked" in row.words for row in portal.rows(ActivityEntry))


def test_linking_twice_changes_and_tells_nothing(portal: TrustingPortal) -> None:
    ada = portal.browser(ADA)

    assert ada.get(portal.way_back(ada, form=LINK)).status_code == 303
    assert [row for row in portal.rows(Notice) if row.template == "credential_changed"] == []


def test_an_account_that_is_linked_to_somebody_else_is_not_taken_over(portal: TrustingPortal) -> None:
    clara = portal.browser(CLARA)

    answer = clara.get(portal.way_back(clara, "prairie-ada", form=LINK))

    assert (answer.status_code, "linked to another SmartHub sign-in" in answer.text) == (403, True)
    assert len(portal.rows(OpenIdentity)) == 1


def test_linking_needs_a_member_who_proved_it_a_moment_ago(portal: TrustingPortal) -> None:
    nobody, ada = portal.browser(), portal.browser(ADA)
    portal.clock.wait(timedelta(minutes=6))

    for form in (LINK, {"account": "x"}):
        path = "/openid/start" if form is LINK else "/openid/unlink"
        away = nobody.post(path, data=form, headers=OURS)
        asked = ada.post(path, data=form, headers=OURS)
        assert away.headers["location"] == "/login?next=%2Fprofile%2Fsecurity"
        assert asked.headers["location"] == "/confirm?next=%2Fprofile%2Fsecurity"


def test_what_one_member_began_another_cannot_finish(portal: TrustingPortal) -> None:
    browser = portal.browser(CLARA)
    back = portal.way_back(browser, "prairie-boone", form=LINK)
    browser.post("/sign-out", headers=OURS)
    browser.post("/sign-in", data={"email": ADA, "password": PASSWORD}, headers=OURS)

    assert browser.get(back).status_code == 403
    assert len(portal.rows(OpenIdentity)) == 1


def test_an_unlinked_account_signs_in_no_more_and_the_member_is_told(portal: TrustingPortal) -> None:
    ada = portal.browser(ADA)
    [linked] = linked_by_ada(portal)

    answer = ada.post("/openid/unlink", data={"account": linked.handle}, headers=OURS)

    assert answer.headers["location"] == "/profile/security?done=openid-unlinked"
    elsewhere = portal.browser()
    assert "not linked yet" in elsewhere.get(portal.way_back(elsewhere)).text
    assert any("unlinked" in row.facts for row in portal.rows(Notice))
    assert any("unlinked" in row.words for row in portal.rows(ActivityEntry))
    again = ada.post("/openid/unlink", data={"account": linked.handle}, headers=OURS)
    assert again.headers["location"] == "/profile/security"


def test_nobody_unlinks_what_is_anothers(portal: TrustingPortal) -> None:
    [linked] = linked_by_ada(portal)

    portal.browser(CLARA).post("/openid/unlink", data={"account": linked.handle}, headers=OURS)

    assert len(portal.rows(OpenIdentity)) == 1


def linked_by_ada(portal: TrustingPortal) -> Sequence[LinkedIdentity]:
    ada_id = portal.rows(OpenIdentity)[0].member_id
    return linked_identities(portal.parts.database, member_id=ada_id, issuer=ISSUER)
