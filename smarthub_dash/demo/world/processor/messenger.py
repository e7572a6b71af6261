"""Tells the portal what changed: signed messages, again and again until it answers that it heard."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx

from smarthub_dash.demo.world.processor.desk import Desk
from smarthub_dash.demo.world.processor.faults import Call, Fault, FaultPlan, Planned
from smarthub_dash.demo.world.processor.journal import WaitingMessage
from smarthub_dash.gateways.processor import SIGNATURE_HEADER
from smarthub_dash.gateways.processor.signatures import signature_of

AT_ONCE = 8
FIRST_DELAY, LONGEST_DELAY, MOST_TRIES = 0.5, 60.0, 40
LOOK_SECONDS = 0.5
"""How often the bank's time is looked at where nothing else happens."""


class Messenger:
    """Delivers what waits in the journal."""

    def __init__(self, desk: Desk, *, faults: FaultPlan, to: str, secret: str) -> None:
        self._desk = desk
        self._faults = faults
        self._to = to
        self._secret = secret
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to deliver."""
        self._news.set()

    async def run(self) -> None:
        """Deliver for ever."""
        if not self._to:
            return
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while True:
                self._news.clear()
                due = self._desk.journal.waiting(self._real_time(), count=AT_ONCE)
                if due:
                    await asyncio.gather(*(self._deliver(client, message) for message in due))
                else:
                    await self._rest()

    async def _rest(self) -> None:
        next_at = self._desk.journal.next_message_at()
        wait = LOOK_SECONDS if next_at is None else max(0.02, min(LOOK_SECONDS, next_at - self._real_time()))
        try:
            await asyncio.wait_for(self._news.wait(), wait)
        except TimeoutError:
            return

    async def _deliver(self, client: httpx.AsyncClient, message: WaitingMessage) -> None:
        fault = self._faults.take(Call.MESSAGE)
        kind = fault.fault if fault else None
        if kind is Fault.LOST:
            self._desk.journal.move_message(message.message_id, fate="lost", due_at=None)
            return
        if kind is Fault.LATE and fault is not None:
            again_at = self._real_time() + fault.seconds
            self._desk.journal.move_message(message.message_id, fate="late", due_at=again_at)
            return
        heard = [await self._send(client, message, signature) for signature in self._signatures(message, fault)]
        self._note(message, is_heard=heard[-1] and kind not in (Fault.FORGED, Fault.STALE))

    def _signatures(self, message: WaitingMessage, fault: Planned | None) -> Sequence[str]:
        body, at = message.body.encode(), self._desk.moment()
        right = signature_of(body, secret=self._secret, at=at)
        match fault.fault if fault else None:
            case Fault.DOUBLE:
                return (right, right)
            case Fault.FORGED:
                return (signature_of(body, secret="a guess", at=at),)
            case Fault.STALE:
                return (signature_of(body, secret=self._secret, at=at - timedelta(minutes=10)),)
            case _:
                return (right,)

    async def _send(self, client: httpx.AsyncClient, message: WaitingMessage, signature: str) -> bool:
        headers = {SIGNATURE_HEADER: signature, "content-type": "application/json; charset=utf-8"}
        try:
            answer = await client.post(self._to, content=message.body.encode(), headers=headers)
        except httpx.HTTPError:
            return False
        return answer.is_success

    def _note(self, message: WaitingMessage, *, is_heard: bool) -> None:
        if is_heard or message.tries + 1 >= MOST_TRIES:
            fate = "heard" if is_heard else "given up"
            self._desk.journal.move_message(message.message_id, fate=fate, due_at=None)
            return
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2**message.tries)
        self._desk.journal.move_message(message.message_id, fate="again", due_at=self._real_time() + delay)

    def _real_time(self) -> float:
        # Deliveries are spaced by the real clock, also where the processor's own was stopped.
        return self._desk.clock.now().timestamp()
