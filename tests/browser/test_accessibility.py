"""No page breaks a rule of accessibility that a program can check: wide and narrow, and each light and dark."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from smarthub_dash.pages import table
from tests.support.browsing import PATIENCE, sign_in
from tests.support.looking import faults_of
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}
PUBLIC = (*(page.ROUTE for page in table.PUBLIC), "/login?closed=1")
OF_MEMBERS = (
    "/home",
    "/usage",
    "/profile",
    "/profile/accounts",
    "/profile/household",
    *(page.ROUTE for page in table.SIGNED_IN),
    "/profile/accounts/link",
    "/notifications",
    "/notifications/contacts",
    "/notifications/contacts/add?kind=text",
    "/notifications/manage",
)


@pytest.mark.parametrize(
    ("first_name", "paths", "size", "color_scheme"),
    [
        ("", PUBLIC, WIDE, "light"),
        ("", PUBLIC, NARROW, "dark"),
        ("Ada", OF_MEMBERS, WIDE, "dark"),
        ("Ada", OF_MEMBERS, NARROW, "light"),
        ("Boone", OF_MEMBERS[:2], WIDE, "light"),
        ("Boone", OF_MEMBERS[:2], NARROW, "dark"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_every_page_keeps_the_rules_and_fits_its_width(
    sqlite_portal: Portal,
    browser: Browser,
    first_name: str,
    paths: tuple[str, ...],
    size: ViewportSize,
    color_scheme: Literal["light", "dark"],
) -> None:
    faults: list[str] = []
    # The policy of the pages forbids what axe does, which is what it is for.
    with browser.new_context(viewport=size, color_scheme=color_scheme, bypass_csp=True) as context:
        if first_name:
            sign_in(context, sqlite_portal, first_name)
        page = context.new_page()
        for path in paths:
            page.goto(sqlite_portal.url + path)
            expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
            if path in OF_MEMBERS[:5]:
                expect(page.locator(".presence")).to_have_attribute("data-state", "live", timeout=PATIENCE)
            faults += faults_of(page)

    assert faults == []
