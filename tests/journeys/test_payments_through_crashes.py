"""A process that pays is killed at every point; whoever comes after it ends in the same place: paid once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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


@pytest.mark.parametrize("does_member_click_again", [False, True])
@pytest.mark.parametrize("point", POINTS)
def test_a_payment_whose_process_was_killed_is_made_once(
    database: Database,
    database_address: str,
    simulator: ProcessorAtHand,
    zone: ZoneInfo,
    point: str,
    does_member_click_again: bool,
) -> None:
    started = datetime.now(UTC)
    ada = a_payer(database, owes=10_000, now=started)
    method = _real_card(database, simulator, ada, started)
    key = uuid4().hex
    died = _pay_and_die(database_address, simulator, point, ada, str(method), key)
    till = a_till(database, simulator.adapter(), zone)
    later = started + timedelta(minutes=2)

    if does_member_click_again:
        pay_accounts(till, member_id=ada.member_id, wish=a_wish(method, (ada.home, 10_000), key=key), now=later)
    settle_due(till, now=later)

    was_asked_for = does_member_click_again or point != POINTS[0]
    with database.reading() as session:
        charged = [line for each in session.exec(select(Tender.id)) for line in simulator.journal_of(str(each))]
    found = compare(till, made_from=started - timedelta(minutes=1), made_to=later)
    assert died == -signal.SIGKILL
    assert len(charged) == was_asked_for
    assert owed_by(database, ada.home) == (0 if was_asked_for else 10_000)
    assert [each for each in found.differences if each.tender_id is not None] == []
    with database.reading() as session:
        assert [fault for check in prove_payments(session) for fault in check.faults] == []
        assert prove_books(session).faults == ()


def test_a_click_after_the_crash_shows_the_payment_that_was_made(
    database: Database, database_address: str, simulator: ProcessorAtHand, zone: ZoneInfo
) -> None:
    started = datetime.now(UTC)
    ada = a_payer(database, owes=10_000, now=started)
    method = _real_card(database, simulator, ada, started)
    key = uuid4().hex
    _pay_and_die(database_address, simulator, "after charge", ada, str(method), key)
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


def _pay_and_die(address: str, simulator: ProcessorAtHand, point: str, payer: Payer, method: str, key: str) -> int:
    told = [address, str(simulator.port), point, str(payer.member_id), str(payer.home), method, key]
    command = [sys.executable, "-m", "tests.support.dying_payer", *told]
    return subprocess.run(command, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, timeout=120).returncode
