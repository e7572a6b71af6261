"""The two sites under measure: the portal as it is served, and the yardstick."""

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState
from playwright.sync_api import TimeoutError as WaitedTooLong

from bench.servers import SCRATCH, serving
from bench.yardstick import store
from tests.support.processes import PROJECT, free_port

STAND_IN = "stand-in"
"""As a portal command: serve a second yardstick in the portal's place, to try the bench itself."""
START_SECONDS = 600.0
"""The first start of a portal builds its front end and the demo co-op."""


@dataclass(frozen=True, slots=True)
class Site:
    """One of the two that are compared: where it answers, who is signed in, which account is live there."""

    name: str
    base: str
    pid: int
    database: str
    """The address of its database, where the importer of the live part writes."""
    cookies: StorageState | None = None
    account_number: str = "100200301"

    def context(self, browser: Browser) -> BrowserContext:
        """Open a browser context that is signed in and has nothing in its cache."""
        context = browser.new_context(storage_state=self.cookies, viewport={"width": 1280, "height": 900})
        context.add_init_script(path=Path(__file__).with_name("probe.js"))
        return context


@contextmanager
def yardstick(name: str) -> Iterator[Site]:
    """Serve the yardstick from a database made anew; the name tells two of them apart."""
    path = SCRATCH / f"{name}.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    store.build(path)
    port = free_port()
    base = f"http://localhost:{port}"
    served = ("--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws")
    command = [PROJECT / ".venv/bin/granian", *served, "bench.yardstick.server:app"]
    env = {"YARDSTICK_DATABASE": str(path)}
    with serving(command, env=env, url=f"{base}/home", limit_seconds=30, log=SCRATCH / f"{name}.log") as pid:
        yield Site(name, base, pid, f"yardstick:{path}")


@contextmanager
def portal(command: str, *, name: str, database_url: str, fresh: bool) -> Iterator[Site]:
    """Serve the portal by its command from a data folder of the bench's own; nobody is signed in yet."""
    if command == STAND_IN:
        with yardstick(name) as site:
            yield site
        return
    folder = SCRATCH / name
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    base = f"http://localhost:{port}"
    env = {"SMARTHUB_DATA": str(folder), "SMARTHUB_PUBLIC_URL": base, "SMARTHUB_DATABASE_URL": database_url}
    served = [part.replace("{port}", str(port)) for part in shlex.split(command)]
    log = SCRATCH / f"{name}.log"
    with serving(served, env=env, url=f"{base}/login", limit_seconds=START_SECONDS, log=log) as pid:
        yield Site(name, base, pid, database_url or f"sqlite:///{folder / 'smarthub.db'}")


def signed_in(site: Site, browser: Browser, *, member: str) -> Site:
    """Sign in as one of the cast the way a visitor does; return the site with the cookie and the first live account."""
    if site.database.startswith("yardstick:"):
        return site
    context = replace(site, cookies=None).context(browser)
    try:
        page = context.new_page()
        page.goto(f"{site.base}/login")
        _press_explore(page, member)
        page.wait_for_url("**/home*", timeout=30_000)
        live = page.locator("[data-live-key]").first
        number = live.get_attribute("data-live-key", timeout=30_000) or ""
        cookies = StorageState(cookies=context.storage_state()["cookies"], origins=[])
        return replace(site, cookies=cookies, account_number=number)
    finally:
        context.close()


def _press_explore(page: Page, member: str) -> None:
    try:
        page.get_by_role("button", name=f"Explore as {member}").first.click(timeout=15_000)
    except WaitedTooLong:
        # A portal that is not in demo mode has no such button.
        page.fill("input[name=email]", f"{member.lower()}@example.com", timeout=5_000)
        page.fill("input[name=password]", os.environ.get("BENCH_PASSWORD", ""))
        page.keyboard.press("Enter")
