"""The session cookie: found among whatever a browser sends along, and readable by no script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.responses import Response

from smarthub_dash.kit.secrets import new_token
from smarthub_dash.settings import Settings
from smarthub_dash.web.cookies import cookie_name, drop_token, set_token, token_in

PLAIN = Settings(public_url="http://localhost:3000")
SECURE = Settings(public_url="https://portal.example")
# Cookies are shared by all ports of a host, so those of any other program on it come along.
foreign = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=";"), max_size=30)


def headers_of(cookie: str) -> Headers:
    return Headers({"cookie": cookie})


@given(st.lists(foreign), st.lists(foreign))
def test_the_token_is_found_among_any_other_cookies(before: list[str], after: list[str]) -> None:
    token = new_token()
    mine = [each for each in (*before, *after) if not each.startswith("smarthub=")]
    cookie = "; ".join([*mine[: len(before)], f"smarthub={token}", *mine[len(before) :]])

    assert token_in(headers_of(cookie), PLAIN) == token


@pytest.mark.parametrize("cookie", ["", "smarthub=", "smarthub", "other=1", "smarthub=" + "x" * 129])
def test_without_a_token_there_is_none(cookie: str) -> None:
    assert token_in(headers_of(cookie), PLAIN) is None


def test_over_https_only_a_cookie_that_this_host_set_is_read() -> None:
    assert cookie_name(SECURE).startswith("__Host-")
    assert token_in(headers_of("smarthub=planted"), SECURE) is None


def test_no_script_reads_the_cookie_and_no_other_site_sends_it() -> None:
    answer = Response()
    set_token(answer, "token", SECURE)

    parts = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= set(parts)
    assert not any(part.startswith("domain") for part in parts)


def test_signing_out_takes_the_same_cookie_away() -> None:
    answer = Response()
    drop_token(answer, SECURE)

    assert answer.headers["set-cookie"].startswith('__Host-smarthub=""; ')
    assert "max-age=0" in answer.headers["set-cookie"].lower()
