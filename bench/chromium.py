"""The browser that measures."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import launch_arguments


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run one headless browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        try:
            yield browser
        finally:
            browser.close()
