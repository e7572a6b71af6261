"""Load Home cold, warm and on a slow phone, on both sites in turn, and tell when its first amount and charts show."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext

from bench.report import Row, fact_row, limit_row, ratio_row
from bench.sites import Site
from bench.wire import listen

KB = 1_000


@dataclass(frozen=True, slots=True)
class Load:
    """
    One load of a page.

    Units: ms from the start of the navigation; bytes.
    """

    first_byte: float | None
    first_amount: float | None
    is_amount_true: bool
    charts: float | None
    shifts: float
    total_bytes: float
    library_bytes: float
    socket_bytes: float
    request_count: int


@dataclass(slots=True)
class Loads:
    """All loads of one site, by how they were made."""

    cold: list[Load] = field(default_factory=list)
    warm: list[Load] = field(default_factory=list)
    slow: list[Load] = field(default_factory=list)
    usage: list[Load] = field(default_factory=list)
    """Usage, cold."""


def measure(browser: Browser, *, portal: Site, yardstick: Site, rounds: int, slow_rounds: int) -> list[Row]:
    """Load both sites in turn, round after round, and return the rows of the table."""
    taken = {site.name: Loads() for site in (portal, yardstick)}
    _warm_up(browser, portal, yardstick)
    for number in range(rounds):
        order = (portal, yardstick) if number % 2 else (yardstick, portal)
        for site in order:
            loads = taken[site.name]
            context = site.context(browser)
            loads.cold.append(load(context, f"{site.base}/home", is_slow=False))
            loads.warm.append(load(context, f"{site.base}/home", is_slow=False))
            context.close()
            loads.usage.append(_load_apart(browser, site, "/usage", is_slow=False))
            if number < slow_rounds:
                loads.slow.append(_load_apart(browser, site, "/home", is_slow=True))
        print(f"  pages: round {number + 1} of {rounds}: " + ", ".join(_said(name, taken[name]) for name in taken))
    return rows(taken[portal.name], taken[yardstick.name])


def _warm_up(browser: Browser, *sites: Site) -> None:
    # The first load of a fresh server and a fresh browser belongs to neither site's figures.
    for site in sites:
        _load_apart(browser, site, "/home", is_slow=False)
        _load_apart(browser, site, "/usage", is_slow=False)


def _load_apart(browser: Browser, site: Site, path: str, *, is_slow: bool) -> Load:
    context = site.context(browser)
    try:
        return load(context, f"{site.base}{path}", is_slow=is_slow)
    finally:
        context.close()


def load(context: BrowserContext, url: str, *, is_slow: bool) -> Load:
    """Load a page in a tab of its own and close it."""
    page = context.new_page()
    wire = listen(page, is_slow=is_slow)
    page.goto(url, wait_until="commit", timeout=60_000)
    wire.settle(page, quiet_seconds=4.0 if is_slow else 2.0, limit_seconds=40 if is_slow else 10)
    quiet, limit = (1_000, 45_000) if is_slow else (500, 15_000)
    asked = [quiet, limit, url.endswith("/home")]
    seen = page.evaluate("([quiet, limit, hasAmount]) => __bench.loaded(quiet, limit, hasAmount)", asked)
    taken = Load(
        first_byte=seen["firstByte"],
        first_amount=seen["amount"],
        is_amount_true=bool(seen["isTrue"]),
        charts=seen["charts"],
        shifts=seen["shifts"],
        total_bytes=wire.total,
        library_bytes=wire.library_bytes(),
        socket_bytes=wire.socket_bytes,
        request_count=wire.request_count,
    )
    page.close()
    return taken


def rows(portal: Loads, yardstick: Loads) -> list[Row]:
    """Return the rows of Home."""
    return [
        _time("Home, cold: first amount", portal.cold, yardstick.cold, at_most=1.5, name="first_amount"),
        _time("Home, cold: first byte", portal.cold, yardstick.cold, at_most=None, name="first_byte"),
        _time("Home, cold: all charts", portal.cold, yardstick.cold, at_most=4.0, name="charts"),
        _size("Home, cold: without the chart library", portal.cold, yardstick.cold, below=180, has_library=False),
        _size("Home, cold: with the chart library", portal.cold, yardstick.cold, below=480, has_library=True),
        _limit("Home, cold: websocket, beside these", portal.cold, yardstick.cold, "socket_bytes", "kB", None, KB),
        _limit("Home, cold: requests", portal.cold, yardstick.cold, "request_count", "", 20, 1),
        _worst_shift("Home, cold", portal.cold, yardstick.cold),
        _time("Home, warm: first amount", portal.warm, yardstick.warm, at_most=1.3, name="first_amount"),
        _time("Home, slow 4G and 4x CPU: first amount", portal.slow, yardstick.slow, at_most=1.5, name="first_amount"),
        _time("Home, slow 4G and 4x CPU: all charts", portal.slow, yardstick.slow, at_most=None, name="charts"),
        _worst_shift("Home, slow 4G and 4x CPU", portal.slow, yardstick.slow),
        *_truths(portal),
        _time("Usage, cold: chart drawn", portal.usage, yardstick.usage, at_most=4.0, name="charts"),
        _size("Usage, cold: without the chart library", portal.usage, yardstick.usage, below=180, has_library=False),
        _size("Usage, cold: with the chart library", portal.usage, yardstick.usage, below=480, has_library=True),
        _limit("Usage, cold: requests", portal.usage, yardstick.usage, "request_count", "", 20, 1),
        _worst_shift("Usage, cold", portal.usage, yardstick.usage),
    ]


def _truths(portal: Loads) -> list[Row]:
    every = [*portal.cold, *portal.warm, *portal.slow]
    # A zero drawn before the figures arrive would win every race: the first amount must be on the finished page.
    true = sum(load.is_amount_true for load in every)
    went_live = sum(load.socket_bytes > 0 for load in every)
    return [
        fact_row(
            "Home: the first amount shown is one of the finished page's", _share(true, every), is_met=true == len(every)
        ),
        fact_row(
            "Home: the page went live while it was watched", _share(went_live, every), is_met=went_live == len(every)
        ),
    ]


def _worst_shift(where: str, portal: Sequence[Load], yardstick: Sequence[Load]) -> Row:
    # A page that jumps in one load of ten jumps: a median would hide it.
    ours, theirs = ([max(load.shifts for load in loads)] if loads else [] for loads in (portal, yardstick))
    return limit_row(f"{where}: layout shift (CLS), worst load", ours, unit="", below=0.02, yardstick=theirs)


def _share(count: int, every: Sequence[Load]) -> str:
    return f"{count} of {len(every)} loads"


def _values(loads: Sequence[Load], name: str) -> list[float]:
    return [value for load in loads if (value := getattr(load, name)) is not None]


def _time(measure: str, portal: Sequence[Load], yardstick: Sequence[Load], *, at_most: float | None, name: str) -> Row:
    missed = sum(getattr(load, name) is None for load in portal)
    note = f" ({missed} of {len(portal)} loads never showed it)" if missed else ""
    return ratio_row(measure + note, _values(portal, name), _values(yardstick, name), unit="ms", at_most=at_most)


def _limit(
    measure: str,
    portal: Sequence[Load],
    yardstick: Sequence[Load],
    name: str,
    unit: str,
    below: float | None,
    scale: float,
) -> Row:
    ours, theirs = ([value / scale for value in _values(loads, name)] for loads in (portal, yardstick))
    return limit_row(measure, ours, unit=unit, below=below, yardstick=theirs)


def _size(measure: str, portal: Sequence[Load], yardstick: Sequence[Load], *, below: float, has_library: bool) -> Row:
    def kilobytes(loads: Sequence[Load]) -> list[float]:
        return [(load.total_bytes - (0 if has_library else load.library_bytes)) / KB for load in loads]

    return limit_row(measure, kilobytes(portal), unit="kB", below=below, yardstick=kilobytes(yardstick))


def _said(name: str, loads: Loads) -> str:
    parts = [loads.cold[-1], loads.warm[-1], *loads.slow[-1:]]
    return f"{name} " + "/".join("–" if part.first_amount is None else f"{part.first_amount:.0f}" for part in parts)
