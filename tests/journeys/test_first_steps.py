"""The 1-2-3 says what a member really switched on, and nothing of what others did."""

from datetime import datetime
from uuid import UUID

import pytest

from smarthub_dash.domain.billing.records import PaperlessEnrollment
from smarthub_dash.domain.members.operations.registering import choose_bill_format
from smarthub_dash.domain.members.operations.second_step import choose_app_codes
from smarthub_dash.domain.members.records import Passkey
from smarthub_dash.domain.members.rules import BillFormat
from smarthub_dash.journeys.first_steps import FirstSteps, first_steps
from smarthub_dash.journeys.open_dashboard import scope_for
from smarthub_dash.kit.database import Database
from tests.support.sharing import ZONE, Neighbors, neighbors


@pytest.fixture
def them(database: Database, now: datetime) -> Neighbors:
    return neighbors(database, now)


def steps_of(them: Neighbors, member_id: UUID) -> FirstSteps:
    scope = scope_for(them.database, member_id=member_id, now=them.now, zone=ZONE)
    return first_steps(them.database, member_id=member_id, scope=scope)


def test_a_new_member_has_switched_nothing_on(them: Neighbors) -> None:
    assert steps_of(them, them.ada) == FirstSteps(
        has_paperless=False, has_passkey=False, has_two_step=False, account_count=2
    )


def test_paperless_counts_as_it_was_chosen_at_registering_or_for_one_account(them: Neighbors) -> None:
    clara = steps_of(them, them.clara)
    with them.database.unit_of_work() as session:
        choose_bill_format(session, member_id=them.ada, bill_format=BillFormat.PAPERLESS)
        (account_id,) = them.sees(them.clara)
        session.add(PaperlessEnrollment(account_id=account_id, member_id=them.clara, started_at=them.now))

    assert not clara.has_paperless
    assert steps_of(them, them.ada).has_paperless
    assert steps_of(them, them.clara).has_paperless
    assert not steps_of(them, them.boone).has_paperless


def test_paperless_that_was_ended_does_not_count(them: Neighbors) -> None:
    with them.database.unit_of_work() as session:
        (account_id,) = them.sees(them.clara)
        session.add(
            PaperlessEnrollment(account_id=account_id, member_id=them.clara, started_at=them.now, ended_at=them.now)
        )

    assert not steps_of(them, them.clara).has_paperless


def test_a_passkey_or_a_second_step_makes_ready_for_any_device(them: Neighbors) -> None:
    with them.database.unit_of_work() as session:
        session.add(
            Passkey(member_id=them.ada, credential_id=b"key", public_key=b"half", name="Phone", created_at=them.now)
        )
        choose_app_codes(session, member_id=them.clara, sealed_key="sealed", step=0)

    assert steps_of(them, them.ada).has_passkey
    assert steps_of(them, them.clara).has_two_step
    assert all(steps_of(them, each).is_ready_anywhere for each in (them.ada, them.clara))
    assert not steps_of(them, them.boone).is_ready_anywhere
