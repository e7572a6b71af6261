"""Whatever goes wrong on the way: nothing is charged twice, and what is not known is not guessed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from smarthub_dash.demo.world.processor.faults import Call, Fault
from smarthub_dash.gateways.processor import Charge, ChargeOrder, ChargeState, ProcessorAway
from smarthub_dash.gateways.processor.stripe import StripeProcessor, stripe_processor
from smarthub_dash.gateways.processor.stripe_wire import MOST_BYTES, StripeWire
from smarthub_dash.kit.database import Database, InsideTransaction
from tests.support import processes
from tests.support.ordering import an_order
from tests.support.simulators import ProcessorAtHand

HASTE = 0.4
"""How long the adapter waits here, in seconds; a fault lasts longer."""
NOT_DONE = (Fault.TIMEOUT_BEFORE, Fault.ERROR_BEFORE, Fault.BUSY)
DONE = (Fault.TIMEOUT_AFTER, Fault.ERROR_AFTER, Fault.GARBAGE, Fault.SLOW)


@pytest.mark.parametrize("fault", [*NOT_DONE, *DONE])
@pytest.mark.parametrize("token", ["pm_card_visa", "pm_usBankAccount_success"])
def test_nobody_can_say_at_first_and_afterwards_there_is_one_charge(
    simulator: ProcessorAtHand, fault: Fault, token: str
) -> None:
    order = an_order(token)
    simulator.plan(Call.CHARGE, fault, seconds=1.2)

    with pytest.raises(ProcessorAway):
        simulator.adapter(patience=HASTE).charge(order)
    settled = _settled(simulator, order)

    assert settled.state in (ChargeState.CLEARED, ChargeState.PENDING)
    assert [line["charge_ref"] for line in simulator.journal_of(order.key)] == [settled.charge_ref]


@pytest.mark.parametrize("fault", NOT_DONE)
def test_what_never_arrived_is_not_there_when_it_is_looked_up(simulator: ProcessorAtHand, fault: Fault) -> None:
    order = an_order("pm_card_visa")
    simulator.plan(Call.CHARGE, fault, seconds=1.2)

    with pytest.raises(ProcessorAway):
        simulator.adapter(patience=HASTE).charge(order)

    assert simulator.adapter().charge_of(key=order.key) is None


def test_an_error_after_the_work_stays_the_answer_to_its_key_and_a_look_up_tells_the_truth(
    simulator: ProcessorAtHand,
) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_visa")
    simulator.plan(Call.CHARGE, Fault.ERROR_AFTER)

    for _ in range(2):
        with pytest.raises(ProcessorAway):
            adapter.charge(order)

    found = adapter.charge_of(key=order.key)
    assert found is not None
    assert found.state is ChargeState.CLEARED


def test_the_same_order_at_the_same_time_from_everywhere_is_one_charge(simulator: ProcessorAtHand) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_visa")
    simulator.plan(Call.CHARGE, Fault.SLOW, seconds=0.3)

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: _answer(adapter, order), range(12)))

    charged = {answer.charge_ref for answer in answers if answer is not None}
    assert len(charged) == 1
    assert [line["charge_ref"] for line in simulator.journal_of(order.key)] == [*charged]


@pytest.mark.parametrize("fault", [Fault.TIMEOUT_AFTER, Fault.ERROR_AFTER, Fault.GARBAGE])
def test_a_refund_whose_answer_was_lost_is_one_refund(simulator: ProcessorAtHand, fault: Fault) -> None:
    adapter = simulator.adapter(patience=HASTE)
    charge = simulator.adapter().charge(an_order("pm_card_visa", cents=10_000))
    simulator.plan(Call.REFUND, fault, seconds=1.2)

    for _ in range(2):
        try:
            adapter.refund(key=f"refund of {charge.key}", charge_ref=charge.charge_ref, cents=4_000)
        except ProcessorAway:
            continue

    assert adapter.charge_now(charge_ref=charge.charge_ref).refunded_cents == 4_000


def test_a_processor_that_is_not_there_is_away() -> None:
    adapter = stripe_processor(url=f"http://127.0.0.1:{processes.free_port()}", key="sk", message_secrets=())

    with pytest.raises(ProcessorAway):
        adapter.charge(an_order("pm_card_visa"))


def test_a_wrong_key_of_the_account_is_no_decline(simulator: ProcessorAtHand) -> None:
    adapter = stripe_processor(url=simulator.url, key="sk_wrong", message_secrets=())

    with pytest.raises(ProcessorAway):
        adapter.charge(an_order("pm_card_visa"))


def test_a_connection_that_was_closed_meanwhile_is_opened_again(simulator: ProcessorAtHand) -> None:
    transport = DroppingTransport(httpx.HTTPTransport())
    wire = StripeWire(url=simulator.url, key=_key(simulator), transport=lambda: transport)
    order = an_order("pm_card_visa")

    charge = StripeProcessor(wire, message_secrets=()).charge(order)

    assert charge.state is ChargeState.CLEARED
    assert len(simulator.journal_of(order.key)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b"[]"),
        httpx.Response(200, content=b"{}"),
        httpx.Response(200, content=b'{"id": 7, "amount": "12", "status": "succeeded", "created": 1}'),
        httpx.Response(200, content=b'{"id": "pi_1", "amount": true, "status": "succeeded", "created": 1}'),
        httpx.Response(200, content=b'{"id": "pi_1", "amount": 1, "status": ["succeeded"], "created": "now"}'),
        httpx.Response(200, content=b'{"x": "' + b"x" * MOST_BYTES + b'"}'),
        httpx.Response(200, content=b"packed", headers={"content-encoding": "br"}),
        httpx.Response(402, content=b"{}"),
        httpx.Response(402, content=b'{"error": "card"}'),
        httpx.Response(400, content=b"\xff\xfe"),
        httpx.Response(418, content=b'{"error": {"type": "card_error"}}'),
    ],
    ids=str,
)
def test_an_answer_that_makes_no_sense_is_no_answer(answer: httpx.Response) -> None:
    wire = StripeWire(url="http://127.0.0.1", key="sk", transport=lambda: httpx.MockTransport(lambda _: answer))

    with pytest.raises(ProcessorAway):
        StripeProcessor(wire, message_secrets=()).charge(an_order("pm_card_visa"))


def test_nobody_calls_it_inside_a_transaction(simulator: ProcessorAtHand, database: Database) -> None:
    adapter, order = simulator.adapter(), an_order("pm_card_visa")

    with database.unit_of_work(), pytest.raises(InsideTransaction):
        adapter.charge(order)

    assert simulator.journal_of(order.key) == []


class DroppingTransport(httpx.BaseTransport):
    """Sends the first request, and loses its answer as a closed connection does."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self._lost = iter([True])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if next(self._lost, False):
            answer.read()
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        return answer


def _settled(simulator: ProcessorAtHand, order: ChargeOrder) -> Charge:
    """Do as the job does: look the order up, and charge it again only if it was never taken."""
    adapter = simulator.adapter()
    for answer in _tries(adapter, order):
        if answer is not None:
            return answer
    raise AssertionError("it was never settled")


def _tries(adapter: StripeProcessor, order: ChargeOrder) -> Iterator[Charge | None]:
    for _ in range(2_000):  # a slow one is under way for a second
        yield adapter.charge_of(key=order.key)
        yield _answer(adapter, order)


def _answer(adapter: StripeProcessor, order: ChargeOrder) -> Charge | None:
    try:
        return adapter.charge(order)
    except ProcessorAway:
        return None


def _key(simulator: ProcessorAtHand) -> str:
    return simulator.settings()["SMARTHUB_PROCESSOR_KEY"]
