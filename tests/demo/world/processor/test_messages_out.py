"""The simulator tells its portal what changed, until it was heard; and does it badly on demand."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from smarthub_dash.demo.world.processor.faults import Call, Fault
from smarthub_dash.gateways.processor import MESSAGE_PATH, MessageForged
from smarthub_dash.kit.clock import SystemClock
from tests.support.ordering import an_order
from tests.support.simulators import ProcessorAtHand, running_simulator

PATIENCE = 20


@dataclass(slots=True)
class Listener:
    """A portal that only listens; it answers with `statuses` first, then well."""

    heard: list[tuple[bytes, str]] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def wait_until(self, is_so: Callable[[Sequence[tuple[bytes, str]]], bool]) -> None:
        """Wait until what was heard is as it should be."""
        with self.news:
            assert self.news.wait_for(lambda: is_so(self.heard), PATIENCE), self.heard

    def ids(self) -> list[str]:
        return [json.loads(body)["id"] for body, _ in self.heard]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def simulator(tmp_path: Path, listener: Listener) -> Iterator[ProcessorAtHand]:
    """A simulator of which the listener hears."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(listener))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with running_simulator(tmp_path, portal=f"http://127.0.0.1:{server.server_port}") as at_hand:
            yield at_hand
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_every_change_is_told_signed_again_until_it_is_heard(simulator: ProcessorAtHand, listener: Listener) -> None:
    listener.statuses = [500, 404]
    adapter = simulator.adapter()

    charge = adapter.charge(an_order("pm_card_visa"))
    listener.wait_until(lambda heard: len(heard) == 3)

    read = [adapter.message_in(body, signature=signed, now=SystemClock().now()) for body, signed in listener.heard]
    assert {message.object_ref for message in read} == {charge.charge_ref}
    assert len({message.message_id for message in read}) == 1
    assert listener.paths == {MESSAGE_PATH}


def test_messages_get_lost_come_twice_late_or_wrongly_signed_on_demand(
    simulator: ProcessorAtHand, listener: Listener
) -> None:
    adapter = simulator.adapter()

    simulator.plan(Call.MESSAGE, Fault.LOST)
    adapter.charge(an_order("pm_card_visa"))
    simulator.plan(Call.MESSAGE, Fault.DOUBLE)
    adapter.charge(an_order("pm_card_visa"))
    listener.wait_until(lambda heard: len(heard) == 2)
    simulator.plan(Call.MESSAGE, Fault.LATE, seconds=0.6)
    late = adapter.charge(an_order("pm_card_visa"))
    early = adapter.charge(an_order("pm_card_visa"))
    listener.wait_until(lambda heard: len(heard) == 4)
    simulator.plan(Call.MESSAGE, Fault.FORGED)
    adapter.charge(an_order("pm_card_visa"))
    listener.wait_until(lambda heard: len(heard) == 6)

    ids = listener.ids()
    told = [json.loads(body)["data"]["object"]["id"] for body, _ in listener.heard]
    assert ids[0] == ids[1]
    assert told[2:4] == [early.charge_ref, late.charge_ref]
    forged, signed = listener.heard[4:6]
    with pytest.raises(MessageForged):
        adapter.message_in(forged[0], signature=forged[1], now=SystemClock().now())
    adapter.message_in(signed[0], signature=signed[1], now=SystemClock().now())
    assert simulator.messages()[0]["fate"] == "lost"


def test_a_draft_tells_when_it_is_accepted_and_when_it_ends(simulator: ProcessorAtHand, listener: Listener) -> None:
    adapter = simulator.adapter()
    adapter.charge(an_order("pm_usBankAccount_insufficientFunds"))
    listener.wait_until(lambda heard: len(heard) == 1)

    simulator.forward(days=4)
    listener.wait_until(lambda heard: len(heard) == 2)

    kinds = [json.loads(body)["type"] for body, _ in listener.heard]
    assert kinds == ["payment_intent.processing", "payment_intent.payment_failed"]


def _handler_of(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with listener.news:
                status = listener.statuses.pop(0) if listener.statuses else 200
                listener.paths.add(self.path)
                listener.heard.append((body, self.headers["stripe-signature"]))
                listener.news.notify_all()
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's own name for it
            return

    return Handler
