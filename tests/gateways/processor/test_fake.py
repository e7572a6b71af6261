"""The processor in memory behaves as the port says, so that tests of journeys may trust it."""

from datetime import datetime

import pytest

from smarthub_dash.gateways.processor import ChargeOrder, ChargeState, InstrumentKind, MessageForged, ProcessorAway
from smarthub_dash.gateways.processor.fake import SIGNATURE, FakeProcessor, Outcome
from smarthub_dash.kit.database import Database, InsideTransaction


def order(key: str = "k1", *, token: str = "pm_1", kind: InstrumentKind = InstrumentKind.CARD) -> ChargeOrder:
    return ChargeOrder(key, 14_217, token, "cus_1", kind, "SmartHub", "https://portal.example/back")


def test_an_order_is_charged_once_for_its_key(now: datetime) -> None:
    fake = FakeProcessor(now)

    first, second = fake.charge(order()), fake.charge(order())

    assert first == second == fake.charge_of(key="k1")
    assert list(fake.charges_of(made_from=now, made_to=now.replace(hour=23))) == [first]


@pytest.mark.parametrize(
    ("kind", "state"), [(InstrumentKind.CARD, ChargeState.CLEARED), (InstrumentKind.BANK, ChargeState.PENDING)]
)
def test_a_card_clears_and_a_draft_is_accepted(now: datetime, kind: InstrumentKind, state: ChargeState) -> None:
    assert FakeProcessor(now).charge(order(kind=kind)).state is state


def test_what_becomes_of_a_token_can_be_told(now: datetime) -> None:
    fake = FakeProcessor(now, outcomes={"pm_1": Outcome(ChargeState.DECLINED, "insufficient_funds")})

    assert fake.charge(order()).code == "insufficient_funds"


def test_a_call_fails_before_its_work_or_after_it(now: datetime) -> None:
    before, after = FakeProcessor(now, fails_with=ProcessorAway()), FakeProcessor(now)
    after.loses_answers_with = ProcessorAway()

    for fake in (before, after):
        with pytest.raises(ProcessorAway):
            fake.charge(order())

    assert (len(before.charges), len(after.charges)) == (0, 1)


def test_nobody_calls_it_inside_a_transaction(now: datetime, database: Database) -> None:
    fake = FakeProcessor(now)

    with database.reading(), pytest.raises(InsideTransaction):
        fake.charge(order())
    fake.charge(order())

    assert len(fake.orders) == 1


def test_a_message_is_read_if_it_is_signed(now: datetime) -> None:
    fake = FakeProcessor(now)
    body = fake.message("pi_1", message_id="evt_1")

    assert fake.message_in(body, signature=SIGNATURE, now=now).object_ref == "pi_1"
    with pytest.raises(MessageForged):
        fake.message_in(body, signature="", now=now)
