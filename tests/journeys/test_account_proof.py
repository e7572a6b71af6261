"""Whoever holds a bill proves its account; whoever does not learns nothing, not even by the work it takes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, update

from smarthub_dash.domain.accounts.operations import grant_account
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.accounts.rules import OWNING, HouseholdRole
from smarthub_dash.domain.billing.records import Statement
from smarthub_dash.journeys.account_proof import AccountClaim, FactKind, bill_code_of, proven_account
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import Sealer
from tests.support.meters import add_meter
from tests.support.signing_in import add_ada
from tests.support.sql import counted

OLD_KEY, KEY = "the key of last year, which sealed", "the key of this year, which seals now"
SEALER = Sealer([KEY])
NEWEST, BEFORE, OLD = "2611-AAAAA-00001", "2610-BBBBB-00002", "2609-CCCCC-00003"
CLAIM = AccountClaim("0041877001", "Adams", FactKind.BILL_AMOUNT, "$142.17")


@pytest.fixture
def account_id(database: Database) -> UUID:
    account = add_meter(database, "0041877001")
    with database.unit_of_work() as session:
        for number, month, charges in ((OLD, 9, 9_900), (BEFORE, 10, 8_150), (NEWEST, 11, 14_217)):
            session.add(
                Statement(
                    bill_number=number,
                    account_id=account.id,
                    start_on=date(2026, month - 1, 14),
                    end_on=date(2026, month, 14),
                    issued_on=date(2026, month, 14),
                    due_on=date(2026, month, 28),
                    previous_cents=1_000,
                    charges_cents=charges,
                    billed_cents=charges,
                )
            )
    return account.id


def proved(database: Database, claim: AccountClaim, now: datetime, *, sealer: Sealer = SEALER) -> UUID | None:
    with database.unit_of_work() as session:
        return proven_account(session, claim=claim, sealer=sealer, now=now)


def owner_of(database: Database, account_id: UUID, now: datetime, *, role: HouseholdRole = HouseholdRole.OWNER) -> None:
    member_id = add_ada(database, now)
    with database.unit_of_work() as session:
        grant_account(session, member_id=member_id, account_id=account_id, role=role, nickname="", position=0, now=now)


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        (FactKind.BILL_AMOUNT, "142.17"),
        (FactKind.BILL_AMOUNT, "142,17"),
        (FactKind.BILL_AMOUNT, "$152.17"),
        (FactKind.BILL_AMOUNT, "81.50"),
        (FactKind.SERVICE_ZIP, "65251"),
        (FactKind.SERVICE_ZIP, "65251-0042"),
        (FactKind.BILL_CODE, bill_code_of(SEALER, NEWEST)),
        (FactKind.BILL_CODE, bill_code_of(SEALER, BEFORE).lower()),
    ],
)
def test_number_name_and_a_second_fact_prove_the_account(
    database: Database, now: datetime, account_id: UUID, kind: FactKind, fact: str
) -> None:
    claim = AccountClaim(" 00418-770 01", "ADAMS", kind, fact)

    assert proved(database, claim, now) == account_id


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CLAIM, account_number="0041877002"),
        replace(CLAIM, account_number=""),
        replace(CLAIM, name="Whitfield"),
        replace(CLAIM, name=""),
        replace(CLAIM, fact="142.18"),
        replace(CLAIM, fact="99.00"),
        replace(CLAIM, fact=""),
        replace(CLAIM, fact="-0.01"),
        replace(CLAIM, fact_kind=FactKind.SERVICE_ZIP, fact="65252"),
        replace(CLAIM, fact_kind=FactKind.SERVICE_ZIP, fact=""),
        replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=""),
        replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=bill_code_of(SEALER, OLD)),
        replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=bill_code_of(SEALER, "")),
    ],
)
def test_anything_wrong_proves_nothing_and_takes_the_same_statements(
    database: Database, now: datetime, account_id: UUID, wrong: AccountClaim
) -> None:
    with counted(database.engine) as statements:
        found = proved(database, wrong, now)

    assert found is None
    assert len(statements) == 2


def test_of_an_account_that_has_an_owner_a_zip_code_proves_nothing_and_nothing_tells_so(
    database: Database, now: datetime, account_id: UUID
) -> None:
    by_zip = replace(CLAIM, fact_kind=FactKind.SERVICE_ZIP, fact="65251")
    with counted(database.engine) as before:
        assert proved(database, by_zip, now) == account_id
    owner_of(database, account_id, now)

    with counted(database.engine) as statements:
        assert proved(database, by_zip, now) is None

    assert statements == before
    assert proved(database, CLAIM, now) == account_id
    assert proved(database, replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=bill_code_of(SEALER, NEWEST)), now)


@pytest.mark.parametrize("role", [role for role in HouseholdRole if role not in OWNING])
def test_whoever_only_looks_on_does_not_make_it_owned(
    database: Database, now: datetime, account_id: UUID, role: HouseholdRole
) -> None:
    owner_of(database, account_id, now, role=role)

    assert proved(database, replace(CLAIM, fact_kind=FactKind.SERVICE_ZIP, fact="65251"), now) == account_id


def test_a_closed_account_is_not_claimed(database: Database, now: datetime, account_id: UUID, today: date) -> None:
    with database.unit_of_work() as session:
        session.exec(update(Account).where(col(Account.id) == account_id).values(closed_on=today))

    assert proved(database, CLAIM, now) is None


def test_an_account_without_a_bill_is_proved_by_its_zip_only(database: Database, now: datetime) -> None:
    account = add_meter(database, "77")
    claim = AccountClaim("77", "Adams", FactKind.SERVICE_ZIP, "65251")

    assert proved(database, claim, now) == account.id
    for fact in ("0", "-0.01", "0.00"):
        assert proved(database, replace(claim, fact_kind=FactKind.BILL_AMOUNT, fact=fact), now) is None


def test_a_code_proves_once_and_a_wrong_name_does_not_use_it_up(
    database: Database, now: datetime, account_id: UUID
) -> None:
    claim = replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=bill_code_of(SEALER, NEWEST))

    assert proved(database, replace(claim, name="Whitfield"), now) is None
    assert proved(database, claim, now) == account_id
    assert proved(database, claim, now + timedelta(seconds=1)) is None


def test_a_code_is_not_used_up_by_a_transaction_that_fails(database: Database, now: datetime, account_id: UUID) -> None:
    claim = replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=bill_code_of(SEALER, NEWEST))

    with pytest.raises(RuntimeError), database.unit_of_work() as session:
        assert proven_account(session, claim=claim, sealer=SEALER, now=now)
        raise RuntimeError("the rest of it failed")

    assert proved(database, claim, now) == account_id


def test_a_code_printed_with_the_key_before_is_still_good(database: Database, now: datetime, account_id: UUID) -> None:
    printed = bill_code_of(Sealer([OLD_KEY]), NEWEST)
    claim = replace(CLAIM, fact_kind=FactKind.BILL_CODE, fact=printed)

    assert proved(database, claim, now) is None
    assert proved(database, claim, now, sealer=Sealer([KEY, OLD_KEY])) == account_id


def test_a_code_has_eight_signs_that_do_not_look_alike() -> None:
    codes = [bill_code_of(SEALER, f"2611-{number}") for number in range(200)]

    assert len(set(codes)) == 200
    assert all(len(code) == 8 and set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for code in codes)
