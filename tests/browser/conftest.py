"""What every test of a browser is watched for: card and bank numbers in what goes to a portal and comes from it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.number_scan import watch


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    """The browser, each of whose windows is watched; what was found is told when all tests are over."""
    found: list[str] = []
    opened = browser.new_context

    def watched(**options: Any) -> BrowserContext:
        context = opened(**options)
        watch(context, found)
        return context

    browser.new_context = watched
    yield browser
    assert found == []
