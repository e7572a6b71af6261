"""What the simulator answered it still knows when it is started again, on the same journal."""

from pathlib import Path

from smarthub_dash.demo.world.processor.faults import Call, Fault
from smarthub_dash.gateways.processor import ChargeState
from tests.support.ordering import an_order
from tests.support.simulators import running_simulator


def test_keys_charges_and_the_banks_time_outlive_the_process(tmp_path: Path) -> None:
    card, draft = an_order("pm_card_visa"), an_order("pm_usBankAccount_insufficientFunds")
    with running_simulator(tmp_path) as before:
        adapter = before.adapter()
        charged, accepted = adapter.charge(card), adapter.charge(draft)
        before.forward(days=3)

    with running_simulator(tmp_path) as after:
        adapter = after.adapter()
        again = adapter.charge(card)
        after.forward(days=1)
        returned = adapter.charge_now(charge_ref=accepted.charge_ref)

    assert again == charged
    assert (returned.state, returned.code) == (ChargeState.RETURNED, "R01")


def test_faults_end_when_they_were_planned_to(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as simulator:
        adapter = simulator.adapter()
        simulator.plan(Call.LOOK_UP, Fault.SLOW, times=2, seconds=0)

        assert [adapter.charge_of(key="never") for _ in range(3)] == [None] * 3
