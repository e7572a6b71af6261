"""A thousand open tabs on one worker: what they weigh, and what a new read for each costs."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, WebSocket

from bench.children import Child, commit, importing, running
from bench.crowd import Crowd, add_crowd, import_history
from bench.report import Row, fact_row, limit_row, percentile
from bench.servers import family_of
from bench.sites import Site
from smarthub_dash.kit.database import open_database
from smarthub_dash.settings import settings

TICK_SECONDS = 5.0
ARRIVE_SECONDS = 2.0
"""How long the tabs are waited for at least, however long the commit took."""
QUIET_SECONDS = 20.0
INTERVAL = 900
HISTORY_DAYS = 15
BEHIND_SECONDS = 8 * 3_600
"""The history ends this long ago, so that every tick can deliver an interval that is new and not in the future."""


@dataclass(frozen=True, slots=True)
class Boot:
    """How a real tab opened its page: where it connected and what it sent first."""

    address: str
    packet: str


def measure(browser: Browser, portal: Site, *, tabs: int, ticks: int) -> list[Row]:
    """Open the tabs, tick, and return the rows of the table."""
    crowd = populate(portal, tabs)
    boot = boot_of(browser, portal)
    time.sleep(3)
    empty = _memory(portal)
    with (
        running("bench.tabs") as swarm,
        importing(portal.database, "add", list(crowd.account_numbers)) as importer,
    ):
        opened = json.loads(swarm.ask(json.dumps(_order(portal, boot, crowd))))
        print(f"  swarm: {opened['open']} of {tabs} tabs open {opened['fault']}", flush=True)
        if opened["open"] < tabs:
            raise RuntimeError(f"only {opened['open']} of {tabs} tabs opened: {opened['fault']}")
        time.sleep(3)
        open_memory = _memory(portal)
        _tick(swarm, importer, count=5)
        full = _memory(portal)
        quiet = _load(portal, QUIET_SECONDS)
        swarm.ask("count")
        before = _busy(portal)
        seen = _tick(swarm, importer, count=ticks)
        # By the time that the ticks should have taken: ticks that come late on a busy machine must not look cheaper.
        busy = (_busy(portal) - before) / (ticks * TICK_SECONDS) * 100
    print(f"  swarm: memory {empty / 1e6:.0f}, {open_memory / 1e6:.0f}, {full / 1e6:.0f} MB; quiet {quiet:.1f} %")
    return [
        limit_row(
            f"{tabs:,} tabs: memory each, when open", [(open_memory - empty) / tabs / 1e3], unit="kB", below=None
        ),
        limit_row(
            f"{tabs:,} tabs: memory each, after five updates", [(full - empty) / tabs / 1e3], unit="kB", below=250
        ),
        limit_row(f"{tabs:,} tabs: a core, when nothing happens", [quiet], unit="%", below=None),
        limit_row(f"{tabs:,} tabs: a core, a new read for each every 5 s", [busy], unit="%", below=5),
        *_arrivals(tabs, seen),
    ]


def populate(portal: Site, tabs: int) -> Crowd:
    """Add a member with an account, a meter and a history for every tab."""
    now = datetime.now(UTC)
    database = open_database(portal.database)
    name = f"swarm{int(now.timestamp())}"
    crowd = add_crowd(database, name=name, members=tabs, accounts_each=1, interval_seconds=INTERVAL, now=now)
    count = import_history(
        database,
        meter_numbers=crowd.meter_numbers,
        seconds=INTERVAL,
        days=HISTORY_DAYS,
        end_epoch=int(now.timestamp()) - BEHIND_SECONDS,
        now=now,
        zone=settings().zone,
    )
    database.close()
    print(f"  swarm: {tabs} members added, with {count:,} reads, in {(datetime.now(UTC) - now).seconds} s", flush=True)
    return crowd


def boot_of(browser: Browser, portal: Site) -> Boot:
    """
    Open Home in a browser once and return what its tab sent to connect.

    :raises RuntimeError: if the page opened no socket
    """
    context = portal.context(browser)
    page = context.new_page()
    found: list[Boot] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda sent: _note(found, socket.url, sent))

    page.on("websocket", listen)
    page.goto(f"{portal.base}/home", wait_until="commit", timeout=60_000)
    page.evaluate("() => __bench.loaded(1000, 20000)")
    page.wait_for_timeout(500)
    context.close()
    if not found:
        raise RuntimeError("Home opened no websocket, or sent no packet to connect")
    return found[0]


def _note(found: list[Boot], address: str, sent: str | bytes) -> None:
    if isinstance(sent, str) and sent.startswith("40/_event"):
        found.append(Boot(address, sent))


def _order(portal: Site, boot: Boot, crowd: Crowd) -> dict[str, Any]:
    if portal.cookies is None:
        raise RuntimeError("nobody is signed in at the portal")
    # The session cookie is the one that no script may read.
    name = next(cookie["name"] for cookie in portal.cookies["cookies"] if cookie["httpOnly"])
    cookies = [f"{name}={token}" for token in crowd.tokens]
    return {"address": boot.address, "packet": boot.packet, "origin": portal.base, "cookies": cookies}


def _tick(swarm: Child, importer: Child, *, count: int) -> list[dict[str, Any]]:
    """Deliver a read for every account, every five seconds; return what the tabs saw of each delivery."""
    seen = []
    for _ in range(count):
        started = time.monotonic()
        committed = commit(importer)
        time.sleep(max(ARRIVE_SECONDS, TICK_SECONDS - (time.monotonic() - started)))
        counted = json.loads(swarm.ask("count"))
        seen.append({**counted, "took": counted["newest_at"] - committed})
    return seen


def _arrivals(tabs: int, seen: Sequence[dict[str, Any]]) -> list[Row]:
    least = min(tick["updated"] for tick in seen)
    took = [tick["took"] * 1_000 for tick in seen if tick["updated"]]
    size = sum(tick["characters"] for tick in seen) / max(1, sum(tick["updates"] for tick in seen))
    rows = [fact_row(f"{tabs:,} tabs: every tab saw every tick", f"{least} of {tabs} at least", is_met=least >= tabs)]
    if took:
        rows.append(
            limit_row(f"{tabs:,} tabs: commit to the last tab, p95", [percentile(took, 0.95)], unit="ms", below=None)
        )
    rows.append(limit_row(f"{tabs:,} tabs: one update", [size], unit="characters", below=None))
    return rows


def _memory(portal: Site) -> int:
    return sum(process.memory_info().rss for process in family_of(portal.pid))


def _busy(portal: Site) -> float:
    """Return the processor time that the portal's processes have used. Units: seconds."""
    times = [process.cpu_times() for process in family_of(portal.pid)]
    return sum(taken.user + taken.system for taken in times)


def _load(portal: Site, seconds: float) -> float:
    before = _busy(portal)
    time.sleep(seconds)
    return (_busy(portal) - before) / seconds * 100
