"""Signing in with the demo's real provider, through the portal's own door."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from smarthub_dash.domain.members.records import Member, OneTimeSecret, OpenIdentity, SignInSession
from smarthub_dash.domain.members.rules import SignInMethod, TwoStep
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.kit.database import Database
from tests.support.doors import visitor
from tests.support.providers import ISSUER, client_of
from tests.support.trusting import ADA, OURS, START, TrustingPortal, trusting_portal


@pytest.fixture
def portal(database: Database, now: datetime, tmp_path: Path) -> TrustingPortal:
    return trusting_portal(database, folder=tmp_path, now=now)


def test_the_sign_in_page_offers_the_provider_where_there_is_one(portal: TrustingPortal) -> None:
    page = portal.browser().get("/login?next=/usage").text
    assert "Sign in with Prairie ID" in page
    assert 'action="/openid/start"' in page

    without = visitor(replace(portal.parts, identity=None), portal.folder)
    assert "Prairie ID" not in without.get("/login").text
    assert without.post("/openid/start", data=START, headers=OURS).status_code in (404, 405)


def test_whoever_is_linked_comes_back_signed_in_where_they_wanted_to_go(portal: TrustingPortal) -> None:
    client = portal.browser()

    answer = client.get(portal.way_back(client))

    assert (answer.status_code, answer.headers["location"]) == (303, "/billing")
    assert client.get("/session").status_code == 200
    [held] = portal.rows(SignInSession)
    assert (held.method, held.is_kept) == (SignInMethod.OPENID, False)
    assert all("openid" not in name for name in client.cookies)
    assert portal.rows(OpenIdentity)[0].used_at == portal.clock.now()


def test_the_page_that_leaves_goes_by_itself_and_by_a_link(portal: TrustingPortal) -> None:
    left = portal.browser().post("/openid/start", data=START, headers=OURS)

    assert left.headers["refresh"].startswith(f"0; url={ISSUER}/authorize?")
    assert left.headers["cache-control"] == "no-store"
    assert "Go on to Prairie ID" in left.text
    assert "form-action 'self'" in left.headers["content-security-policy"]
    cookie = left.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/openid", "max-age=600"))


def test_nothing_that_opens_the_way_lies_in_the_database_or_in_the_address(portal: TrustingPortal) -> None:
    client = portal.browser()
    left = client.post("/openid/start", data=START, headers=OURS)
    address = httpx.URL(left.headers["refresh"].removeprefix("0; url="))
    half = next(value for name, value in client.cookies.items() if "openid" in name)

    [kept] = portal.rows(OneTimeSecret)
    assert half not in str(address)
    assert half not in kept.body
    assert address.params["state"] not in kept.body + kept.secret_hash
    assert address.params["nonce"] not in kept.body


def test_a_way_back_works_once(portal: TrustingPortal) -> None:
    client = portal.browser()
    back = portal.way_back(client)
    cookies = dict(client.cookies)
    assert client.get(back).status_code == 303

    replayed = portal.browser()
    replayed.cookies.update(cookies)
    for browser in (client, replayed):
        again = browser.get(back)
        assert again.status_code == 403
        assert "used before" in again.text
    assert "set-cookie" not in client.get(back).headers
    assert len(portal.rows(SignInSession)) == 1


def test_a_way_back_is_nothing_in_another_browser_and_stays_good_in_its_own(portal: TrustingPortal) -> None:
    client = portal.browser()
    back = portal.way_back(client)

    stolen = portal.browser().get(back)

    assert stolen.status_code == 403
    assert portal.rows(SignInSession) == []
    assert client.get(back).status_code == 303


def test_a_browser_with_a_way_of_its_own_cannot_take_anothers(portal: TrustingPortal) -> None:
    client, thief = portal.browser(), portal.browser()
    back = portal.way_back(client)
    portal.way_back(thief)
    name = next(name for name in client.cookies if "openid" in name)
    thief.cookies.set(name, next(value for kept, value in thief.cookies.items() if "openid" in kept))

    assert thief.get(back).status_code == 403
    assert portal.rows(SignInSession) == []


def test_ways_of_two_tabs_do_not_meet(portal: TrustingPortal) -> None:
    client = portal.browser()
    one, other = portal.way_back(client), portal.way_back(client, form={**START, "next": "/usage"})

    assert client.get(other).headers["location"] == "/usage"
    assert client.get(one).headers["location"] == "/billing"


def test_a_browser_keeps_a_handful_of_ways_and_no_more(portal: TrustingPortal) -> None:
    client = portal.browser()
    for _ in range(20):
        client.post("/openid/start", data=START, headers=OURS)

    assert len([name for name in client.cookies if "openid" in name]) <= 7


def test_a_way_back_after_ten_minutes_is_refused_calmly(portal: TrustingPortal) -> None:
    client = portal.browser()
    back = portal.way_back(client)
    portal.clock.wait(timedelta(minutes=10))

    answer = client.get(back)

    assert answer.status_code == 403
    assert "ten minutes" in answer.text
    assert "/login" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=x",
        "?state=x&code=y",
        "?code=" + "c" * 9_000,
        "?state=%00&code=%ff",
        "?error=access_denied&state=<i>",
    ],
    ids=["nothing", "state", "both", "long", "odd bytes", "error"],
)
def test_a_way_back_that_was_never_begun_gets_a_calm_page(portal: TrustingPortal, query: str) -> None:
    answer = portal.browser().get("/openid/callback" + query)

    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text
    assert "<i>" not in answer.text
    assert "/token" not in portal.transport.asked


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"iss": "https://evil.example"}, "could not be verified"),
        ({"iss": ""}, "could not be verified"),
        ({"code": "made up"}, "could not be verified"),
        ({"code": ""}, "could not say who you are"),
        ({"error": "access_denied"}, "did not go on"),
        ({"error": "server_error"}, "could not say who you are"),
    ],
    ids=str,
)
def test_a_way_back_that_was_tampered_with_signs_nobody_in_and_is_used_up(
    portal: TrustingPortal, changed: Mapping[str, str], said: str
) -> None:
    client = portal.browser()
    back = httpx.URL(portal.way_back(client))

    answer = client.get(str(back.copy_merge_params(changed)))

    assert (answer.status_code, said in answer.text) == (403, True)
    assert client.get(str(back)).status_code == 403
    assert portal.rows(SignInSession) == []


def test_canceling_at_the_provider_is_no_fault(portal: TrustingPortal) -> None:
    client = portal.browser()

    answer = client.get(portal.way_back(client, subject=""))

    assert "did not go on at Prairie ID" in answer.text


@pytest.mark.parametrize("subject", ["prairie-clara", "prairie-boone"], ids=["same e-mail as a member", "nobody here"])
def test_who_is_not_linked_is_told_how_and_not_whether_the_email_is_known(portal: TrustingPortal, subject: str) -> None:
    client = portal.browser()

    answer = client.get(portal.way_back(client, subject=subject))

    assert answer.status_code == 403
    assert "not linked yet" in answer.text
    assert "example.com" not in answer.text
    assert client.get("/session").status_code == 401
    assert len(portal.rows(OpenIdentity)) == 1


def test_the_answer_to_who_is_not_linked_is_the_same_for_a_members_email_and_a_strangers(
    portal: TrustingPortal,
) -> None:
    texts = set()
    for subject in ("prairie-clara", "prairie-boone"):
        client = portal.browser()
        texts.add(client.get(portal.way_back(client, subject=subject)).text)

    assert len(texts) == 1


def test_our_second_step_is_not_asked_and_a_new_device_is_told_of(portal: TrustingPortal) -> None:
    with portal.parts.database.unit_of_work() as session:
        ada = session.exec(select(Member).where(Member.email == ADA)).one()
        ada.two_step = TwoStep.EMAIL
    for agent in ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"):
        client = portal.browser()
        client.headers["user-agent"] = agent
        assert client.get(portal.way_back(client)).headers["location"] == "/billing"

    assert [row.template for row in portal.rows(Notice)][-1] == "new_device"


def test_a_closed_sign_in_stays_closed(portal: TrustingPortal) -> None:
    with portal.parts.database.unit_of_work() as session:
        ada = session.exec(select(Member).where(Member.email == ADA)).one()
        ada.closed_at = portal.clock.now()
    client = portal.browser()

    answer = client.get(portal.way_back(client))

    assert (answer.status_code, "closed" in answer.text) == (403, True)
    assert portal.rows(SignInSession) == []


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/" + "x" * 5_000])
def test_coming_back_never_leads_away(portal: TrustingPortal, wanted: str) -> None:
    client = portal.browser()
    if len(wanted) > 4_000:
        assert client.post("/openid/start", data={**START, "next": wanted}, headers=OURS).status_code in (200, 400)
        return

    assert client.get(portal.way_back(client, form={**START, "next": wanted})).headers["location"] == "/home"


def test_a_provider_that_is_away_is_said_calmly(portal: TrustingPortal) -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away", request=request)

    parts = replace(portal.parts, identity=client_of(httpx.MockTransport(fails)))
    answer = visitor(parts, portal.folder).post("/openid/start", data=START, headers=OURS)

    assert answer.status_code == 503
    assert "your password works as always" in answer.text
