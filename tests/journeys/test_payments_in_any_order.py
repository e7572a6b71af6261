"""
Whatever happens in whatever order, each payment is made once, the books sum, and the processor's say the same.

Members pay, click twice and come back; answers get lost, processes die, messages come twice, late or never; banks take
drafts back; staff give money back.
"""

import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select, update

from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.queries.proof.transactions import balanced_transactions
from smarthub_dash.domain.payments.queries.proof import prove_payments
from smarthub_dash.domain.payments.records import Refund, StoredPaymentMethod, Tender
from smarthub_dash.domain.payments.rules import UNSETTLED, MethodState, RefundState
from smarthub_dash.gateways.processor import ChargeState, ProcessorAway
from smarthub_dash.gateways.processor.fake import SIGNATURE, FakeProcessor, Outcome
from smarthub_dash.journeys.give_back import RefundWish, give_back, send_due_refunds
from smarthub_dash.journeys.hear_processor import hear_processor
from smarthub_dash.journeys.pay_accounts import PaymentWish, pay_accounts
from smarthub_dash.journeys.reconcile import compare, reconcile
from smarthub_dash.journeys.settle_tenders import settle_due
from smarthub_dash.kit.clock import local_day
from smarthub_dash.kit.database import open_database
from smarthub_dash.kit.errors import Refused
from tests.support.paying import Payer, a_payer, a_till, a_wish, owed_by

OWED = 10_000
STARTED = datetime(2026, 11, 2, 15, tzinfo=UTC)
ZONE = ZoneInfo("America/Chicago")


class Killed(BaseException):
    """The process died here."""


ACCIDENTS = st.sampled_from(["", "", "", "away", "lost", "killed before", "killed after"])
OUTCOMES = st.sampled_from(
    [
        None,
        None,
        None,
        Outcome(ChargeState.DECLINED, "insufficient_funds"),
        Outcome(ChargeState.NEEDS_STEP),
        Outcome(ChargeState.UNKNOWN),
    ]
)


class Payments(RuleBasedStateMachine):
    """One household, its bills, and everything that may happen to its payments."""

    template: Path
    payer: Payer
    folder: Path

    wishes = Bundle("wishes")
    messages = Bundle("messages")

    @initialize()
    def begin(self) -> None:
        self.file = Path(shutil.copy(self.template, self.folder / f"{uuid4().hex}.db"))
        self.now = STARTED
        self.database = open_database(f"sqlite:///{self.file}")
        self.processor = FakeProcessor(self.now)
        self.till = a_till(self.database, self.processor, ZONE)
        self.references = 0

    @rule(
        target=wishes,
        at=st.integers(0, 1),
        cents=st.sampled_from([1, 2_500, 6_000, OWED]),
        is_card=st.booleans(),
        is_both=st.booleans(),
        accident=ACCIDENTS,
        outcome=OUTCOMES,
    )
    def pay(
        self, at: int, cents: int, is_card: bool, is_both: bool, accident: str, outcome: Outcome | None
    ) -> PaymentWish:
        self._put_the_bank_account_right()
        accounts = self.payer.household.account_ids
        amounts = [(accounts[at], cents)] + ([(accounts[1 - at], 1_000)] if is_both else [])
        wish = a_wish(self.payer.card if is_card else self.payer.bank, *amounts)
        self.processor.outcomes = {self._token(wish): outcome} if outcome else {}
        self._pay(wish, accident)
        return wish

    @rule(wish=wishes, accident=ACCIDENTS)
    def click_again(self, wish: PaymentWish, accident: str) -> None:
        self._pay(wish, accident)

    @rule(minutes=st.sampled_from([0, 1, 45, 60 * 30]), accident=ACCIDENTS)
    def the_job_looks_after_what_is_open(self, minutes: int, accident: str) -> None:
        self._pass(timedelta(minutes=minutes))
        with self._accident(accident), suppress(ProcessorAway):
            send_due_refunds(self.till, now=self.now)
            settle_due(self.till, now=self.now)

    @rule(target=messages, data=st.data())
    def something_changes_at_the_processor(self, data: st.DataObject):
        waiting = [key for key, charge in self.processor.charges.items() if charge.state in _NEXT]
        if not waiting:
            return multiple()
        key = data.draw(st.sampled_from(waiting))
        state, code = data.draw(st.sampled_from(_NEXT[self.processor.charges[key].state]))
        if state is ChargeState.RETURNED and key not in self._drafts():
            return multiple()
        charge = self.processor.settle(key, state, code=code)
        return self.processor.message(charge.charge_ref, message_id=f"evt_{uuid4().hex}")

    @rule(message=messages, accident=ACCIDENTS)
    def a_message_comes(self, message: bytes, accident: str) -> None:
        with self._accident(accident), suppress(ProcessorAway):
            hear_processor(self.till, body=message, signature=SIGNATURE, now=self.now)

    @rule(message=consumes(messages))
    def a_message_is_lost(self, message: bytes) -> None:
        pass

    @rule(data=st.data(), cents=st.sampled_from([1, 900, None]), is_repeated=st.booleans(), accident=ACCIDENTS)
    def staff_give_back(self, data: st.DataObject, cents: int | None, is_repeated: bool, accident: str) -> None:
        receipts = self._receipts()
        if not receipts:
            return
        receipt, number = data.draw(st.sampled_from(receipts))
        self.references += not is_repeated
        by_account = None if cents is None else {number: cents}
        wish = RefundWish(receipt, f"ref {self.references}", "Paid twice", by_account)
        with self._accident(accident), suppress(Refused):
            give_back(self.till, wish=wish, asked_by=None, now=self.now)

    @invariant()
    def the_books_are_in_order(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.reading() as session:
            checks = (balanced_transactions(session), *prove_payments(session))
        assert [fault for check in checks for fault in check.faults] == []

    @invariant()
    def nobody_paid_more_than_was_owed(self) -> None:
        if hasattr(self, "database"):
            assert all(owed_by(self.database, account_id) >= 0 for account_id in self.payer.household.account_ids)

    @invariant()
    def a_key_never_stands_for_two_orders(self) -> None:
        if hasattr(self, "database"):
            assert len({order.key for order in self.processor.orders}) == len(set(self.processor.orders))

    def teardown(self) -> None:
        if not hasattr(self, "database"):
            return
        self._let_everything_come_to_its_end()
        self._expect_the_processor_says_the_same()
        self.database.close()
        for each in self.folder.glob(f"{self.file.name}*"):
            each.unlink()

    def _let_everything_come_to_its_end(self) -> None:
        for key, charge in self.processor.charges.items():
            if charge.state is ChargeState.UNKNOWN:
                self.processor.settle(key, ChargeState.DECLINED, code="generic_decline")
        for _ in range(4):
            self._pass(timedelta(hours=21))
            settle_due(self.till, now=self.now)
            send_due_refunds(self.till, now=self.now)
        # A draft that came back long after it had cleared, and its message was lost: only laying side by side finds it.
        for day in {local_day(charge.made_at, ZONE) for charge in self.processor.charges.values()}:
            reconcile(self.till, day=day, now=self.now)

    def _expect_the_processor_says_the_same(self) -> None:
        found = compare(self.till, made_from=STARTED - timedelta(days=1), made_to=self.now + timedelta(days=1))
        assert found.differences == ()
        self.the_books_are_in_order()
        self.nobody_paid_more_than_was_owed()
        with self.database.reading() as session:
            assert prove_books(session).faults == ()
            assert session.exec(select(Tender.id).where(col(Tender.state).in_(UNSETTLED))).all() == []
            assert session.exec(select(Refund.id).where(col(Refund.state) == RefundState.OPEN)).all() == []

    def _pay(self, wish: PaymentWish, accident: str) -> None:
        with self._accident(accident), suppress(Refused):
            pay_accounts(self.till, member_id=self.payer.member_id, wish=wish, now=self.now)

    def _put_the_bank_account_right(self) -> None:
        with self.database.unit_of_work() as session:
            session.exec(update(StoredPaymentMethod).values(state=MethodState.ACTIVE))

    def _accident(self, accident: str) -> "_Accident":
        return _Accident(self.processor, accident)

    def _pass(self, time: timedelta) -> None:
        self.now += time
        self.processor.now = self.now

    def _token(self, wish: PaymentWish) -> str:
        with self.database.reading() as session:
            return session.get_one(StoredPaymentMethod, wish.paid_with).token

    def _drafts(self) -> set[str]:
        return {order.key for order in self.processor.orders if order.kind == "bank"}

    def _receipts(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            return _receipts_of(session)


def _receipts_of(session) -> list[tuple[str, str]]:
    from smarthub_dash.domain.accounts.records import Account
    from smarthub_dash.domain.payments.records import Payment, PaymentEvent

    rows = session.exec(
        select(PaymentEvent.receipt_number, Account.account_number)
        .join(Tender, col(Tender.event_id) == col(PaymentEvent.id))
        .join(Payment, col(Payment.tender_id) == col(Tender.id))
        .join(Account, col(Account.id) == col(Payment.account_id))
        .order_by(col(PaymentEvent.made_at), col(Payment.cents))
    )
    return [(receipt, number) for receipt, number in rows]


_NEXT = {
    ChargeState.PENDING: [(ChargeState.CLEARED, ""), (ChargeState.RETURNED, "R01"), (ChargeState.RETURNED, "R02")],
    ChargeState.CLEARED: [(ChargeState.RETURNED, "R10")],
    ChargeState.NEEDS_STEP: [(ChargeState.CLEARED, ""), (ChargeState.DECLINED, "authentication_required")],
    ChargeState.UNKNOWN: [(ChargeState.CLEARED, ""), (ChargeState.DECLINED, "generic_decline")],
}


class _Accident:
    """What goes wrong at the processor, or with us while we ask it; over when the block ends."""

    def __init__(self, processor: FakeProcessor, accident: str) -> None:
        self._processor, self._accident = processor, accident

    def __enter__(self) -> None:
        before = {"away": ProcessorAway("no answer"), "killed before": Killed()}
        after = {"lost": ProcessorAway("the answer was lost"), "killed after": Killed()}
        self._processor.fails_with = before.get(self._accident)
        self._processor.loses_answers_with = after.get(self._accident)

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: object) -> bool:
        self._processor.fails_with = self._processor.loses_answers_with = None
        return kind is Killed


@pytest.fixture(scope="module")
def machine(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> type[Payments]:
    """The machine, with a household that is copied for each run."""
    folder = tmp_path_factory.mktemp("payments")
    template = Path(shutil.copy(migrated_sqlite, folder / "template.db"))
    database = open_database(f"sqlite:///{template}")
    payer = a_payer(database, owes=OWED, now=STARTED)
    database.close()
    return type("ThesePayments", (Payments,), {"template": template, "folder": folder, "payer": payer})


@pytest.mark.parametrize("part", range(2))
def test_in_any_order_each_payment_is_made_once_and_all_books_agree(machine: type[Payments], part: int) -> None:
    # Ninety in all, of many steps: what goes wrong goes wrong between several acts.
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=45, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
