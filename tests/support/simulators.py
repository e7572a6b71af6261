"""The simulated processor as a process of its own, and what a test can have it do."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from smarthub_dash.demo.world.processor.faults import Call, Fault
from smarthub_dash.demo.world.processor.start import API_KEY_PREFIX, is_up, running_processor, settings_for
from smarthub_dash.gateways.processor import Instrument, InstrumentKind
from smarthub_dash.gateways.processor.stripe import StripeProcessor, stripe_processor
from tests.support import processes

API_KEY = f"{API_KEY_PREFIX}of-the-tests"
MESSAGE_SECRET = "whsec_of_the_tests"
DRAFT_SECONDS = 4 * 86_400.0
ROUTING = "110000000"
CARD_FORM = {"expiry": "04 / 99", "cvc": "123", "holder": "Ada Whitfield", "zip": "65251"}
BANK_FORM = {"routing": ROUTING, "holder": "Ada Whitfield", "type": "checking", "agree": "yes"}


@dataclass(frozen=True, slots=True)
class ProcessorAtHand:
    """A simulator that answers."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def adapter(self, *, patience: float = 10.0) -> StripeProcessor:
        """Return the adapter that production runs, spoken to this simulator."""
        return stripe_processor(url=self.url, key=API_KEY, message_secrets=(MESSAGE_SECRET,), patience=patience)

    def settings(self) -> Mapping[str, str]:
        """Return what a portal's environment has to say to find it."""
        return settings_for(port=self.port, api_key=API_KEY, message_secret=MESSAGE_SECRET)

    def plan(self, on: Call, fault: Fault, *, times: int = 1, seconds: float = 5.0) -> None:
        """Let the next calls of a kind go wrong."""
        self._act("faults", {"on": on, "fault": fault, "times": times, "seconds": seconds})

    def forget_faults(self) -> None:
        """Let everything go well again."""
        httpx.delete(f"{self.url}/simulator/faults", headers=_OURS).raise_for_status()

    def forward(self, *, days: float) -> None:
        """Let days pass at the bank: drafts clear or come back."""
        self._act("forward", {"days": days})

    def send_back(self, charge_ref: str, *, code: str) -> None:
        """Let a bank send a draft back now, also one that had cleared."""
        self._act("return", {"charge_ref": charge_ref, "code": code})

    def stop_clock(self, now: datetime | None, *, search_lag: float = 0.0) -> None:
        """Let it be an instant over there, or real time again with None; let searches be behind by some seconds."""
        self._act("clock", {"now": now.isoformat() if now else None, "search_lag": search_lag})

    def journal(self) -> Sequence[Mapping[str, Any]]:
        """Return every charge, the oldest first."""
        return httpx.get(f"{self.url}/simulator/journal", headers=_OURS, timeout=30).json()["charges"]

    def journal_of(self, key: str) -> Sequence[Mapping[str, Any]]:
        """Return the charges of a key: at most one, if all is well."""
        return [line for line in self.journal() if line["key"] == key]

    def messages(self) -> Sequence[Mapping[str, Any]]:
        """Return every message and what became of it."""
        return httpx.get(f"{self.url}/simulator/messages", headers=_OURS, timeout=30).json()["messages"]

    def enter_card(self, page_url: str, number: str) -> httpx.Response:
        """Fill in an entry page with a card; a redirect leads back."""
        return httpx.post(f"{page_url}?kind=card", data={**CARD_FORM, "number": number})

    def enter_bank(self, page_url: str, number: str) -> httpx.Response:
        """Fill in an entry page with a bank account; a redirect leads back."""
        return httpx.post(f"{page_url}?kind=us_bank_account", data={**BANK_FORM, "account": number, "again": number})

    def answer_step(self, step_url: str, *, is_approved: bool) -> httpx.Response:
        """Answer what a card's bank asks; a redirect leads back."""
        return httpx.post(step_url, data={"answer": "approve" if is_approved else "refuse"})

    def instrument(self, kind: InstrumentKind, number: str, *, customer_ref: str = "") -> Instrument:
        """Enter a card or bank account as somebody would, and return what we are told of it."""
        adapter = self.adapter()
        customer_ref = customer_ref or adapter.customer(key=uuid4().hex, name="Ada", email="ada@example.com")
        page = adapter.entry_page(
            key=uuid4().hex, customer_ref=customer_ref, kinds=(kind,), return_url=self.url, cancel_url=self.url
        )
        fill_in = self.enter_card if kind is InstrumentKind.CARD else self.enter_bank
        fill_in(page.url, number)
        entered = adapter.entered(session_ref=page.session_ref)
        if entered is None:
            raise AssertionError(f"{number} was not taken")
        return entered

    def _act(self, name: str, asked: Mapping[str, object]) -> None:
        httpx.post(f"{self.url}/simulator/{name}", json=asked, headers=_OURS, timeout=60).raise_for_status()


@contextmanager
def running_simulator(folder: Path, *, portal: str = "", port: int = 0) -> Iterator[ProcessorAtHand]:
    """Run a simulator until the block ends; it tells a portal of changes if there is one."""
    at_hand = ProcessorAtHand(port or processes.free_port())
    others = {name: value for name, value in os.environ.items() if not name.startswith("SMARTHUB_")}
    with running_processor(
        data=folder,
        port=at_hand.port,
        portal=portal,
        environment={**others, **at_hand.settings()},
        draft_seconds=DRAFT_SECONDS,
        with_cast=False,
    ) as process:
        log = folder / "processor.log"
        log.touch()
        processes.wait_until(lambda: is_up(at_hand.port), process=process, log=log, seconds=30)
        yield at_hand


_OURS = {"authorization": f"Bearer {API_KEY}"}
