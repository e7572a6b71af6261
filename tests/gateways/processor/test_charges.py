"""Charging through the adapter that production runs, over HTTP, at a processor in another process."""

from datetime import datetime, timedelta

import pytest

from smarthub_dash.gateways.processor import Charge, ChargeOrder, ChargeState, ProcessorAway
from tests.support.ordering import BANK, CARD, an_order
from tests.support.simulators import ProcessorAtHand


def order_for(simulator: ProcessorAtHand, number: str, *, is_card: bool = False) -> ChargeOrder:
    """Return an order of what somebody entered on the hosted page."""
    customer_ref = simulator.adapter().customer(key=f"member {number}", name="Ada", email="ada@example.com")
    kind = CARD if is_card else BANK
    entered = simulator.instrument(kind, number, customer_ref=customer_ref)
    made = an_order(entered.token, customer_ref=customer_ref)
    return ChargeOrder(
        *(made.key, made.cents, entered.token, customer_ref, kind, made.description, made.return_url),
        mandate_ref=entered.mandate_ref,
    )


def standing(charge: Charge | None) -> tuple[ChargeState, str]:
    assert charge is not None
    return charge.state, charge.code


def test_a_card_is_charged_once_for_its_key(simulator: ProcessorAtHand) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_visa")

    charged = [adapter.charge(order) for _ in range(3)]

    assert {charge.charge_ref for charge in charged} == {charged[0].charge_ref}
    assert charged[0] == adapter.charge_of(key=order.key) == adapter.charge_now(charge_ref=charged[0].charge_ref)
    assert (charged[0].state, charged[0].cents, charged[0].key) == (ChargeState.CLEARED, 14_217, order.key)
    assert len(simulator.journal_of(order.key)) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
    ],
)
def test_a_declined_card_is_an_answer_with_a_code(simulator: ProcessorAtHand, number: str, code: str) -> None:
    adapter, order = simulator.adapter(), order_for(simulator, number, is_card=True)

    assert standing(adapter.charge(order)) == (ChargeState.DECLINED, code)
    assert standing(adapter.charge(order)) == standing(adapter.charge_of(key=order.key))
    assert simulator.journal_of(order.key)[0]["status"] == "requires_payment_method"


@pytest.mark.parametrize(("is_approved", "state"), [(True, ChargeState.CLEARED), (False, ChargeState.DECLINED)])
def test_a_step_of_the_cards_bank_decides(simulator: ProcessorAtHand, is_approved: bool, state: ChargeState) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_authenticationRequired")
    asked = adapter.charge(order)

    back = simulator.answer_step(asked.step_url, is_approved=is_approved)
    simulator.answer_step(asked.step_url, is_approved=not is_approved)

    assert asked.state is ChargeState.NEEDS_STEP
    assert back.headers["location"].startswith(f"{order.return_url}?payment_intent={asked.charge_ref}")
    assert adapter.charge_now(charge_ref=asked.charge_ref).state is state
    assert adapter.charge(order).state is state  # and not what was answered to this key at first


def test_where_nobody_is_there_to_take_a_step_the_card_is_declined(simulator: ProcessorAtHand) -> None:
    order = an_order("pm_card_authenticationRequired", is_attended=False)

    assert standing(simulator.adapter().charge(order)) == (ChargeState.DECLINED, "authentication_required")


@pytest.mark.parametrize(
    ("number", "ends"),
    [
        ("000123456789", (ChargeState.CLEARED, "")),
        ("000222222227", (ChargeState.RETURNED, "R01")),
        ("000111111116", (ChargeState.RETURNED, "R02")),
        ("000666666661", (ChargeState.RETURNED, "R03")),
        ("000333333335", (ChargeState.RETURNED, "R07")),
        ("000444444440", (ChargeState.RETURNED, "R16")),
        ("000000000009", (ChargeState.PENDING, "")),
    ],
)
def test_a_draft_is_accepted_at_once_and_ends_when_the_bank_has_spoken(
    simulator: ProcessorAtHand, number: str, ends: tuple[ChargeState, str]
) -> None:
    adapter, order = simulator.adapter(), order_for(simulator, number)

    accepted = adapter.charge(order)
    simulator.forward(days=3.9)
    still = adapter.charge_now(charge_ref=accepted.charge_ref)
    simulator.forward(days=0.2)

    assert (accepted.state, still.state) == (ChargeState.PENDING, ChargeState.PENDING)
    assert standing(adapter.charge_now(charge_ref=accepted.charge_ref)) == ends
    assert standing(adapter.charge_of(key=order.key)) == ends


def test_a_draft_may_come_back_after_it_cleared(simulator: ProcessorAtHand) -> None:
    adapter, order = simulator.adapter(), an_order("pm_usBankAccount_dispute")

    accepted = adapter.charge(order)
    simulator.forward(days=4)
    cleared = adapter.charge_now(charge_ref=accepted.charge_ref)
    simulator.forward(days=4)

    assert cleared.state is ChargeState.CLEARED
    assert standing(adapter.charge_now(charge_ref=accepted.charge_ref)) == (ChargeState.RETURNED, "R10")


def test_a_bank_can_send_back_whatever_it_likes(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    accepted = adapter.charge(an_order("pm_usBankAccount_success"))

    simulator.send_back(accepted.charge_ref, code="R08")

    assert standing(adapter.charge_now(charge_ref=accepted.charge_ref)) == (ChargeState.RETURNED, "R08")


def test_a_blocked_bank_account_is_declined_and_nothing_is_kept(simulator: ProcessorAtHand) -> None:
    adapter, order = simulator.adapter(), order_for(simulator, "000777777771")

    refused = adapter.charge(order)

    assert (refused.state, refused.charge_ref) == (ChargeState.DECLINED, "")
    assert adapter.charge_of(key=order.key) is None


def test_a_token_is_worth_nothing_to_anybody_else_and_nothing_once_forgotten(simulator: ProcessorAtHand) -> None:
    adapter = simulator.adapter()
    ours, other = (adapter.customer(key=f"{name} of tokens", name=name, email="") for name in ("Ada", "Boone"))
    entered = simulator.instrument(CARD, "4242424242424242", customer_ref=ours)

    stolen = adapter.charge(an_order(entered.token, customer_ref=other))
    adapter.forget(token=entered.token)
    adapter.forget(token=entered.token)
    gone = adapter.charge(an_order(entered.token, customer_ref=ours))

    assert standing(stolen) == standing(gone) == (ChargeState.DECLINED, "resource_missing")


@pytest.mark.parametrize(("cents", "code"), [(49, "amount_too_small"), (100_000_000, "amount_too_large")])
def test_what_the_processor_does_not_charge_is_declined(simulator: ProcessorAtHand, cents: int, code: str) -> None:
    assert standing(simulator.adapter().charge(an_order("pm_card_visa", cents=cents))) == (ChargeState.DECLINED, code)


def test_a_key_is_good_for_one_order_only(simulator: ProcessorAtHand) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_visa")
    adapter.charge(order)

    with pytest.raises(ProcessorAway):
        adapter.charge(an_order("pm_card_visa", key=order.key, cents=order.cents + 1))

    assert [line["cents"] for line in simulator.journal_of(order.key)] == [order.cents]


def test_a_search_that_is_behind_never_leads_to_a_second_charge(simulator: ProcessorAtHand, now: datetime) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_visa")
    simulator.stop_clock(now, search_lag=60)
    charged = adapter.charge(order)

    looked_up = adapter.charge_of(key=order.key)
    again = adapter.charge(order)
    simulator.stop_clock(now + timedelta(seconds=61), search_lag=60)

    assert looked_up is None
    assert charged == again == adapter.charge_of(key=order.key)


@pytest.mark.parametrize("key", ["it's", "back\\slash", 'quoted"', "a' OR metadata['key']:'b", "ümlaut &=%"])
def test_odd_keys_are_found_and_find_nothing_else(simulator: ProcessorAtHand, key: str) -> None:
    adapter = simulator.adapter()
    first = adapter.customer(key=key, name="Ada", email="ada@example.com")

    assert adapter.customer(key=key, name="Ada", email="ada@example.com") == first
    assert adapter.customer(key=f"{key}.", name="Ada", email="ada@example.com") != first


def test_the_charges_of_a_time_come_page_by_page(simulator: ProcessorAtHand, now: datetime) -> None:
    adapter = simulator.adapter()
    day = now + timedelta(days=400)
    simulator.stop_clock(day)
    made = [adapter.charge(an_order("pm_card_visa")).charge_ref for _ in range(205)]
    simulator.stop_clock(day + timedelta(days=1))
    adapter.charge(an_order("pm_card_visa"))

    found = list(adapter.charges_of(made_from=day, made_to=day + timedelta(days=1)))

    assert [charge.charge_ref for charge in found] == made[::-1]
    assert list(adapter.charges_of(made_from=day + timedelta(seconds=1), made_to=day + timedelta(days=1))) == []
