"""An old key leaves the settings: what was printed or written down by it still opens, until that is taken away too."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from smarthub_dash.domain.members.operations.second_step import replace_recovery_codes
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind, bill_code_of, proven_account
from smarthub_dash.journeys.forget_old import KEYS_KEPT, forget_old
from smarthub_dash.journeys.reseal import forget_old_codes, reseal
from smarthub_dash.journeys.second_step import kept_of_recovery_code, use_recovery_code
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.put_away import sealer_of
from smarthub_dash.kit.records import PutAwayKey
from smarthub_dash.kit.sealing import Sealer
from tests.support.registering import BILL, NUMBER, add_unregistered
from tests.support.signing_in import add_ada

OLD, NEW, NEWER = (f"the key of {year}, long enough for a test" for year in ("last year", "this year", "next year"))
CODES = ("0123456789", "ABCDEFGHJK")


@pytest.fixture
def printed(database: Database, now: datetime) -> str:
    """The code on a bill that was printed by the old key."""
    add_unregistered(database, now=now)
    return bill_code_of(Sealer([OLD]), BILL)


@pytest.fixture
def ben(database: Database, now: datetime, printed: str) -> UUID:
    """A member with two recovery codes made by the old key."""
    member_id = add_ada(database, now, email="ben@cec.example")
    with database.unit_of_work() as session:
        kept = [kept_of_recovery_code(member_id, each, sealer=Sealer([OLD])) for each in CODES]
        replace_recovery_codes(session, member_id=member_id, code_hashes=kept, now=now)
    return member_id


def is_proved(session: Session, code: str, sealer: Sealer, now: datetime) -> bool:
    claim = AccountClaim(NUMBER, "Adams", FactKind.BILL_CODE, code)
    return proven_account(session, claim=claim, sealer=sealer, now=now) is not None


def is_taken(database: Database, member_id: UUID, code: str, *keys: str, now: datetime) -> bool:
    with database.unit_of_work() as session:
        return use_recovery_code(session, member_id=member_id, code=code, sealer=sealer_of(database, keys), now=now)


def test_without_being_put_away_an_old_key_takes_its_codes_along(
    database: Database, printed: str, ben: UUID, now: datetime
) -> None:
    with database.unit_of_work() as session:
        assert not is_proved(session, printed, sealer_of(database, [NEW]), now)
    assert not is_taken(database, ben, CODES[0], NEW, now=now)


def test_once_sealed_anew_codes_on_paper_open_without_the_old_key_at_hand(
    database: Database, printed: str, ben: UUID, now: datetime
) -> None:
    reseal(database, sealer=Sealer([NEW, OLD]), now=now)

    with database.unit_of_work() as session:
        assert is_proved(session, printed, sealer_of(database, [NEW]), now)
    assert is_taken(database, ben, CODES[0], NEW, now=now)
    assert not is_taken(database, ben, CODES[0], NEW, now=now)


def test_a_second_change_of_the_key_loses_nothing_either(
    database: Database, printed: str, ben: UUID, now: datetime
) -> None:
    reseal(database, sealer=Sealer([NEW, OLD]), now=now)
    reseal(database, sealer=Sealer([NEWER, NEW]), now=now)

    assert is_taken(database, ben, CODES[0], NEWER, now=now)
    assert not is_taken(database, ben, CODES[1], NEW, now=now)


def test_the_database_alone_does_not_hold_the_old_key_in_the_clear(database: Database, now: datetime) -> None:
    reseal(database, sealer=Sealer([NEW, OLD]), now=now)
    reseal(database, sealer=Sealer([NEW, OLD]), now=now)

    with database.reading() as session:
        (kept,) = session.exec(select(PutAwayKey)).all()
    assert OLD not in f"{kept.id}{kept.sealed_key}"
    assert Sealer([NEW]).opened(kept.sealed_key) == OLD


def test_after_a_leak_the_codes_of_the_old_key_open_nothing(
    database: Database, printed: str, ben: UUID, now: datetime
) -> None:
    reseal(database, sealer=Sealer([NEW, OLD]), now=now)

    assert forget_old_codes(database) == 1

    with database.unit_of_work() as session:
        assert not is_proved(session, printed, sealer_of(database, [NEW]), now)
    assert not is_taken(database, ben, CODES[0], NEW, now=now)


def test_a_key_goes_by_itself_once_nothing_on_paper_needs_it(
    database: Database, printed: str, ben: UUID, now: datetime
) -> None:
    put_away_at, later = now + timedelta(days=1), now + KEYS_KEPT + timedelta(days=2)
    reseal(database, sealer=Sealer([NEW, OLD]), now=put_away_at)

    assert forget_old(database, now=later).keys == 0
    for code in CODES:
        assert is_taken(database, ben, code, NEW, now=later)

    assert forget_old(database, now=put_away_at + KEYS_KEPT).keys == 0
    assert forget_old(database, now=later).keys == 1


def test_a_bill_is_printed_with_a_code_of_the_newest_key(database: Database, now: datetime) -> None:
    reseal(database, sealer=Sealer([NEW, OLD]), now=now)

    assert bill_code_of(sealer_of(database, [NEW]), BILL) == bill_code_of(Sealer([NEW]), BILL)
