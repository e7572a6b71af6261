"""How the demo's internet lines do, modelled: what a speed test measures, and when a line fails. No line was tested."""

import numpy as np

from smarthub_dash.demo.noise import bell, chance
from smarthub_dash.demo.redating import HOUR, Integers
from smarthub_dash.domain.insights.rules.line_quality import MeasuredSpeed, Stretch

DAY = 24 * HOUR
FAILURES_A_DAY = 1 / 24


def speed_tests(terminal: str, mbps: int, *, start_epoch: int, end_epoch: int) -> tuple[MeasuredSpeed, ...]:
    """Return the tests of a line in `[start_epoch, end_epoch)`: one a day, at an hour that differs."""
    days = np.arange(start_epoch // DAY, end_epoch // DAY + 1, dtype=np.int64)
    at = days * DAY + (chance(f"{terminal}/test", days) * DAY).astype(np.int64)
    is_busy = chance(f"{terminal}/busy", days) < 0.07
    down, up = (
        mbps * 1_000 * np.clip(0.955 + 0.016 * bell(f"{terminal}/{way}", days) - share * is_busy, 0.2, 0.985)
        for way, share in (("tested down", 0.3), ("tested up", 0.1))
    )
    answer = 6 + 5 * chance(f"{terminal}/answer", days) + 9 * is_busy
    rows = zip(at.tolist(), np.rint(down).tolist(), np.rint(up).tolist(), np.rint(answer).tolist(), strict=True)
    return tuple(MeasuredSpeed(when, *map(int, told)) for when, *told in rows if start_epoch <= when < end_epoch)


def failures(terminal: str, *, start_epoch: int, end_epoch: int) -> tuple[Stretch, ...]:
    """Return the failures of a line that lie wholly in `[start_epoch, end_epoch)`: few, and most of them short."""
    days = np.arange(start_epoch // DAY - 1, end_epoch // DAY + 1, dtype=np.int64)
    days = days[chance(f"{terminal}/failure", days) < FAILURES_A_DAY]
    starts = days * DAY + (chance(f"{terminal}/failure at", days) * DAY).astype(np.int64) // 60 * 60
    minutes = np.rint(4 * np.exp(4.2 * chance(f"{terminal}/failure for", days) ** 2)).astype(np.int64)
    found = zip(starts.tolist(), (starts + 60 * minutes).tolist(), strict=True)
    return tuple(Stretch(start, end) for start, end in found if start >= start_epoch and end <= end_epoch)


def share_up(terminal: str, starts: Integers, seconds: int) -> np.ndarray:
    """Return which share of some intervals a line was up: what is down carries nothing. Shape: as the starts."""
    up = np.ones(len(starts))
    if len(starts):
        for each in failures(terminal, start_epoch=int(starts[0]) - DAY, end_epoch=int(starts[-1]) + DAY):
            lost = np.minimum(starts + seconds, each.end_epoch) - np.maximum(starts, each.start_epoch)
            up -= np.clip(lost, 0, seconds) / seconds
    return np.clip(up, 0, 1)
