"""One simulator for these tests; each finds it without faults and in real time."""

from collections.abc import Iterator

import pytest

from tests.support.simulators import ProcessorAtHand, running_simulator


@pytest.fixture(scope="session")
def simulator_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessorAtHand]:
    """A simulator in a process of its own."""
    with running_simulator(tmp_path_factory.mktemp("processor")) as at_hand:
        yield at_hand


@pytest.fixture
def simulator(simulator_process: ProcessorAtHand) -> ProcessorAtHand:
    """The simulator as a test begins with it."""
    simulator_process.forget_faults()
    simulator_process.stop_clock(None)
    return simulator_process
