"""
Make the README's screenshots: a fresh demo co-op, served as it is for members, seen by a real browser.

Run it by `.venv/bin/python .ci/screenshots.py`, after `make test` has set everything up.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from smarthub_dash.demo.build import build_demo  # noqa: E402
from smarthub_dash.kit.database import open_database  # noqa: E402
from smarthub_dash.migrations import migrate  # noqa: E402
from smarthub_dash.settings import settings  # noqa: E402
from tests.support.browser import choose_driver, launch_arguments  # noqa: E402
from tests.support.portal import running_portal  # noqa: E402

IMAGES = PROJECT / "docs" / "images"
# Name, who looks, where, and how wide the window is.
SHOTS = (
    ("home", "Boone", "/home", 1280),
    ("usage", "Ada", "/usage?range=bill", 1280),
    ("home-phone", "Ada", "/home", 390),
)


def main() -> None:
    """Write every screenshot."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/demo.db"
        database = open_database(address)
        migrate(database)
        build_demo(database, now=datetime.now(UTC), zone=settings().zone, report=lambda words, share: None)
        database.close()
        choose_driver()
        with running_portal(folder=Path(folder), database_address=address) as portal, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_arguments())
            for name, who, path, width in SHOTS:
                shoot(browser, portal.url, name=name, who=who, path=path, width=width)
            browser.close()


def shoot(browser: Browser, url: str, *, name: str, who: str, path: str, width: int) -> None:
    """Write what one of the cast sees."""
    page = browser.new_context(viewport={"width": width, "height": 820}, color_scheme="light").new_page()
    page.goto(f"{url}/login")
    page.get_by_role("button", name=f"Explore as {who}").click()
    page.goto(url + path)
    page.locator("[data-live]").wait_for()
    if path.startswith("/usage"):
        page.locator('[data-chart][data-drawn="true"]').wait_for()
    page.screenshot(path=IMAGES / f"{name}.png")
    print(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
