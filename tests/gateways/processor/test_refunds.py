"""Giving back: a part or all of it, once for its key; what has not settled is voided."""

from uuid import uuid4

from smarthub_dash.gateways.processor import ChargeState
from tests.support.ordering import an_order
from tests.support.simulators import ProcessorAtHand


def test_a_card_gets_back_a_part_once_for_the_key(simulator: ProcessorAtHand) -> None:
    adapter, key = simulator.adapter(), uuid4().hex
    charge = adapter.charge(an_order("pm_card_visa", cents=10_000))

    first, again = (adapter.refund(key=key, charge_ref=charge.charge_ref, cents=4_000) for _ in range(2))

    assert first == again
    assert (first.is_done, first.cents, first.code) == (True, 4_000, "")
    assert adapter.charge_now(charge_ref=charge.charge_ref).refunded_cents == 4_000


def test_more_than_is_left_is_refused_with_a_code(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    charge = adapter.charge(an_order("pm_card_visa", cents=10_000))
    adapter.refund(key=uuid4().hex, charge_ref=charge.charge_ref, cents=9_999)

    refused = adapter.refund(key=uuid4().hex, charge_ref=charge.charge_ref, cents=2)

    assert (refused.is_done, refused.code) == (False, "charge_already_refunded")


def test_a_draft_on_its_way_is_voided_as_a_whole_and_never_returned(simulator: ProcessorAtHand) -> None:
    adapter, key = simulator.adapter(), uuid4().hex
    charge = adapter.charge(an_order("pm_usBankAccount_insufficientFunds"))

    first, again = (adapter.refund(key=key, charge_ref=charge.charge_ref, cents=charge.cents) for _ in range(2))
    simulator.forward(days=9)
    after = adapter.charge_now(charge_ref=charge.charge_ref)

    assert first == again
    assert first.is_done
    assert (after.state, after.refunded_cents) == (ChargeState.CLEARED, charge.cents)


def test_of_a_draft_on_its_way_no_part_is_given_back(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    charge = adapter.charge(an_order("pm_usBankAccount_success"))

    refused = adapter.refund(key=uuid4().hex, charge_ref=charge.charge_ref, cents=charge.cents - 1)

    assert refused.code == "payment_intent_unexpected_state"


def test_a_bank_takes_its_time_to_give_back(simulator: ProcessorAtHand) -> None:
    adapter, key = simulator.adapter(), uuid4().hex
    charge = adapter.charge(an_order("pm_usBankAccount_success"))
    simulator.forward(days=4)

    under_way = adapter.refund(key=key, charge_ref=charge.charge_ref, cents=charge.cents)

    simulator.forward(days=4)
    done = adapter.refund(key=key, charge_ref=charge.charge_ref, cents=charge.cents)

    assert (under_way.is_done, under_way.code) == (False, "")
    assert (done.is_done, done.refund_ref) == (True, under_way.refund_ref)


def test_what_a_bank_took_back_is_not_given_back_as_well(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    charge = adapter.charge(an_order("pm_usBankAccount_dispute"))
    simulator.forward(days=4)
    simulator.forward(days=4)

    assert adapter.refund(key=uuid4().hex, charge_ref=charge.charge_ref, cents=1).code == "charge_disputed"


def test_a_step_that_nobody_takes_can_be_called_off(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    charge = adapter.charge(an_order("pm_card_authenticationRequired"))

    called_off = [adapter.call_off(key="step", charge_ref=charge.charge_ref) for _ in range(2)]
    simulator.answer_step(charge.step_url, is_approved=True)
    after = adapter.charge_now(charge_ref=charge.charge_ref)

    assert called_off == [after, after]
    assert (after.state, after.code) == (ChargeState.DECLINED, "canceled")


def test_what_cleared_meanwhile_stays_when_it_is_called_off(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    charge = adapter.charge(an_order("pm_card_authenticationRequired"))
    simulator.answer_step(charge.step_url, is_approved=True)

    stands = adapter.call_off(key=uuid4().hex, charge_ref=charge.charge_ref)

    assert (stands.state, stands.refunded_cents) == (ChargeState.CLEARED, 0)
