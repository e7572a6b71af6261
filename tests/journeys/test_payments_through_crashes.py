"""A process that pays is killed at every point; whoever comes after it ends in the same place: paid once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select, update

from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.domain.payments.records import ProcessorCustomer, Tender
from smarthub_dash.domain.payments.rules import MethodKind, TenderState
from smarthub_dash.gateways.processor import InstrumentKind
from smarthub_dash.journeys.pay_accounts import pay_accounts
from smarthub_dash.journeys.reconcile import compare
from smarthub_dash.journeys.settle_tenders import settle_due
from smarthub_dash.kit.database import Database
from tests.support.dying_payer import POINTS
from tests.support.paying import Payer, a_payer, a_till, a_wish, keep_token, owed_by
from tests.support.processes import PROJECT
from tests.support.simulators import ProcessorAtHand, running_simulator

CARD = "4242424242424242"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessorAtHand]:
    """A processor in a process of its own."""
    with running_simulator(tmp_path_factory.mktemp("processor")) as at_hand:
        yield at_hand


@dataclass(frozen=True, slots=True)
class Dying:
    """Who begins processes that pay and die."""

    asks: IO[str]
    answers: IO[str]

    def pay(self, address: str, simulator: ProcessorAtHand, point: str, payer: Payer, method: UUID, key: str) -> int:
        """Let one pay until it dies; return the signal by which it ended."""
        told = [address, str(simulator.port), point, str(payer.member_id), str(payer.home), str(method), key]
        self.asks.write(f"{json.dumps(told)}\n")
        self.asks.flush()
        return int(self.answers.readline())


@pytest.fixture(scope="module")
def dying() -> Iterator[Dying]:
    """A process that has loaded the portal, and begins others."""
    command = [sys.executable, "-m", "tests.support.dying_payer"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Dying(process.stdin, process.stdout)
        process.stdin.close()


@pytest.mark.parametrize("does_member_click_again", [False, True])
@pytest.mark.parametrize("point", POINTS)
def test_a_payment_whose_process_was_killed_is_made_once(
    database: Database,
    database_address: str,
    simulator: ProcessorAtHand,
    dying: Dying,
    zone: ZoneInfo,
    point: str,
    does_member_click_again: bool,
) -> None:
    started = datetime.now(UTC)
    ada = a_payer(database, owes=10_000, now=started)
    method = _real_card(database, simulator, ada, started)
    key = uuid4().hex
    died = dying.pay(database_address, simulator, point, ada, method, key)
    till = a_till(database, simulator.adapter(), zone)
    later = started + timedelta(minutes=2)

    if does_member_click_again:
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(method, (ada.home, 10_000), key=key), now=later)
    settle_due(till, now=later)

    was_asked_for = does_member_click_again or point != POINTS[0]
    with database.reading() as session:
        charged = [line for each in session.exec(select(Tender.id)) for line in simulator.journal_of(str(each))]
    found = compare(till, made_from=started - timedelta(minutes=1), made_to=later)
    assert died == signal.SIGKILL
    assert len(charged) == was_asked_for
    assert owed_by(database, ada.home) == (0 if was_asked_for else 10_000)
    assert [each for each in found.differences if each.tender_id is not None] == []
    with database.reading() as session:
        assert [fault for check in prove_payments(session) for fault in check.faults] == []
        assert prove_books(session).faults == ()


def test_a_click_after_the_crash_shows_the_payment_that_was_made(
    database: Database, database_address: str, simulator: ProcessorAtHand, dying: Dying, zone: ZoneInfo
) -> None:
    started = datetime.now(UTC)
    ada = a_payer(database, owes=10_000, now=started)
    method = _real_card(database, simulator, ada, started)
    key = uuid4().hex
    dying.pay(database_address, simulator, "after charge", ada, method, key)
    till = a_till(database, simulator.adapter(), zone)
    settle_due(till, now=started + timedelta(minutes=2))

    again = pay_accounts(till, member_id=ada.member_id, wish=a_wish(method, (ada.home, 10_000), key=key), now=started)

    assert again.state is TenderState.CLEARED


def _real_card(database: Database, simulator: ProcessorAtHand, payer: Payer, now: datetime) -> UUID:
    """Let a member enter a card at the processor; return it as it is stored."""
    customer_ref = simulator.adapter().customer(key=uuid4().hex, name="Ada", email="ada@example.com")
    token = simulator.instrument(InstrumentKind.CARD, CARD, customer_ref=customer_ref).token
    with database.unit_of_work() as session:
        session.exec(update(ProcessorCustomer).values(customer_ref=customer_ref))
    return keep_token(database, member_id=payer.member_id, kind=MethodKind.CARD, now=now, token=token)
