"""The table: one row for each measure, with its target and whether it was met."""

import platform
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from tests.support.processes import PROJECT

HEADINGS = ("measure", "portal", "yardstick", "ratio", "target", "ok?")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, ready to be read."""

    measure: str
    portal: str
    yardstick: str = "–"
    ratio: str = "–"
    target: str = "–"
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        met = {True: "yes", False: "**no**", None: "–"}[self.is_met]
        return (self.measure, self.portal, self.yardstick, self.ratio, self.target, met)


def ratio_row(
    measure: str, portal: Sequence[float], yardstick: Sequence[float], *, unit: str, at_most: float | None
) -> Row:
    """Compare medians: the target is on the ratio."""
    if not portal or not yardstick:
        return Row(
            measure, _middle(portal, unit), _middle(yardstick, unit), "not measured", _at_most(at_most, ""), False
        )
    ratio = statistics.median(portal) / statistics.median(yardstick)
    is_met = None if at_most is None else ratio <= at_most
    return Row(measure, _middle(portal, unit), _middle(yardstick, unit), f"{ratio:.2f}", _at_most(at_most, ""), is_met)


def limit_row(
    measure: str, portal: Sequence[float], *, unit: str, below: float | None, yardstick: Sequence[float] = ()
) -> Row:
    """Hold the median of a figure against a limit of its own; the yardstick's is shown for comparison."""
    if not portal:
        return Row(measure, "not measured", target=_at_most(below, unit), is_met=False)
    ours = statistics.median(portal)
    theirs = statistics.median(yardstick) if yardstick else None
    beside = "–" if theirs is None else _number(theirs, unit)
    ratio = f"{ours / theirs:.2f}" if theirs else "–"
    is_met = None if below is None else ours <= below
    return Row(measure, _number(ours, unit), beside, ratio, _at_most(below, unit), is_met)


def fact_row(measure: str, said: str, *, is_met: bool | None) -> Row:
    """State a fact that is no number."""
    return Row(measure, said, is_met=is_met)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies, the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def markdown(rows: Sequence[Row], *, notes: Sequence[str]) -> str:
    """Write the table with the machine it was measured on."""
    lines = [f"Measured {time.strftime('%Y-%m-%d %H:%M')}: {machine()}", ""]
    lines += [f"| {' | '.join(HEADINGS)} |", "|---|---:|---:|---:|---:|---|"]
    lines += [f"| {' | '.join(row.cells)} |" for row in rows]
    if notes:
        lines += ["", *(f"- {note}" for note in notes)]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return what the figures were measured on and how busy it was."""
    load = " / ".join(f"{part:.1f}" for part in psutil.getloadavg())
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 2**30
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    told = f"commit {commit.stdout.strip() or 'unknown'}, Python {platform.python_version()}"
    return f"{told}, {cores} cores, {memory:.0f} GiB, load average {load}"


def _middle(values: Sequence[float], unit: str) -> str:
    return _number(statistics.median(values), unit) if values else "not measured"


def _number(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    if float(value).is_integer():
        digits = 0
    return f"{value:,.{digits}f} {unit}".strip()


def _at_most(limit: float | None, unit: str) -> str:
    return "–" if limit is None else f"≤ {limit:,g} {unit}".strip()
