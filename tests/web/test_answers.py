"""Where a form may lead, and who may send one."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request

from smarthub_dash.settings import Settings
from smarthub_dash.web.answers import is_from_here, is_short_form, own_path

HOST = "portal.example"
SLASHES = st.text(alphabet="/\\:.@?#%[]\t\n\r 25cCf\u2044\uff0fevil", max_size=20)


@given(st.one_of(st.text(), SLASHES, SLASHES.map(lambda text: "/" + text)))
@example("//evil.example")
@example("/\\evil.example")
@example("/%5cevil.example")
@example("/\t/evil.example")
@example("///[")
@example("javascript:alert(1)")
def test_no_path_ever_leaves_the_site(typed: str) -> None:
    path = own_path(typed)

    # As a browser reads it: backslashes are slashes, tabs and line ends are not there.
    as_read = path.replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n")))
    assert as_read.startswith("/")
    assert not as_read.startswith("//")
    assert urlsplit(urljoin(f"https://{HOST}/login", as_read)).netloc == HOST
    assert path.isprintable()


@pytest.mark.parametrize("path", ["/home", "/usage?account=0041877001&view=year", "/billing/pay", "/a%20b"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize("typed", [None, "", "home", "https://evil.example/", "//evil.example", "/\u2028"])
def test_anything_else_leads_home(typed: str | None) -> None:
    assert own_path(typed) == "/home"
    assert own_path(typed, otherwise="/usage") == "/usage"


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://portal.example", True),
        ("https://portal.example:8443", False),
        ("http://portal.example", False),
        ("https://portal.example.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_our_own_origin_may_send_forms(origin: str, is_ours: bool) -> None:
    settings = Settings(public_url="https://portal.example")

    assert is_from_here(_request(origin=origin), settings) is is_ours


def test_a_form_without_an_origin_is_foreign() -> None:
    assert not is_from_here(_request(), Settings(public_url="https://portal.example"))


@pytest.mark.parametrize(
    ("length", "is_short"), [("0", True), ("16384", True), ("16385", False), ("-1", False), ("²", False), ("", False)]
)
def test_a_form_must_say_that_it_is_short(length: str, is_short: bool) -> None:
    assert is_short_form(_request(content_length=length)) is is_short


def _request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs})
