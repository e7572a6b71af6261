"""Chance that can be asked again: a number drawn from a name and a counter, the same in any order."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from smarthub_dash.demo.redating import Integers

Floats = NDArray[np.float64]


def chance(name: str, counters: Integers) -> Floats:
    """
    Draw one number in [0, 1) for each counter; the same name and counter always draw the same.

    Source: the finalizer of SplitMix64 (Steele, Lea and Flood, 2014), over counters in place of a state.
    """
    mixed = counters.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(_seed_of(name))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2**53


def bell(name: str, counters: Integers) -> Floats:
    """Draw from a bell curve of mean 0 and deviation 1, cut at 3.5."""
    # Four even draws are near enough to a bell for a household, and never throw an outlier.
    draws = sum(chance(f"{name}/{draw}", counters) for draw in range(4))
    return (draws - 2.0) * np.sqrt(3.0)


def drift(name: str, epochs: Integers, step: int) -> Floats:
    """
    Draw a number in [0, 1) every `step` seconds and go straight from one to the next.

    Units: epoch seconds.
    """
    before, within = np.divmod(epochs, step)
    share = within / step
    return chance(name, before) * (1.0 - share) + chance(name, before + 1) * share


def _seed_of(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
