"""Riders, cities, both services and rounding up reach the bill from the database."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from smarthub_dash.domain.accounts.records import ServiceAgreement, ServiceLocation, ServiceRider
from smarthub_dash.domain.billing.queries import ChargeView, balances, charges_of, statements_of
from smarthub_dash.domain.billing.queries.proof import prove_books
from smarthub_dash.domain.billing.rules import LedgerBook
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.periods import Period
from tests.support.billing import Household, a_household, measure_days
from tests.support.sql import counted

OPENED = date(2025, 7, 10)
BILLED = date(2025, 8, 10)
NOON = datetime(2025, 8, 10, 17, tzinfo=UTC)


@pytest.fixture
def boone(database: Database, zone: ZoneInfo) -> Household:
    """A house of 30 kWh a day, and a fiber line elsewhere."""
    household = a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100"), opened_on=OPENED, read_day=10)
    measure_days(
        database, account_id=household.account_ids[0], within=Period(OPENED, BILLED), wh_a_day=30_000, zone=zone
    )
    return household


def agreement_of(session: Session, account_id: UUID) -> ServiceAgreement:
    return session.exec(select(ServiceAgreement).where(col(ServiceAgreement.account_id) == account_id)).one()


def lines(database: Database, zone: ZoneInfo, household: Household, which: int) -> list[ChargeView]:
    run_bills(database, on=BILLED, now=NOON, zone=zone, report=lambda _: None)
    with database.reading() as session:
        assert prove_books(session).faults == ()
        scope = household.scope(session, today=BILLED).only(household.account_ids[which])
        (bill,) = statements_of(session, scope=scope, since=OPENED)
        return list(charges_of(session, scope=scope, bill_number=bill.bill_number))


def take(
    database: Database, account_id: UUID, code: str, *, started_on: date, ended_on: date | None, count: int
) -> None:
    with database.unit_of_work() as session:
        agreement = agreement_of(session, account_id)
        session.add(
            ServiceRider(
                service_agreement_id=agreement.id,
                rider_code=code,
                started_on=started_on,
                ended_on=ended_on,
                quantity=count,
            )
        )


def test_a_light_is_billed_for_the_days_on_which_it_was_there(
    database: Database, zone: ZoneInfo, boone: Household
) -> None:
    take(database, boone.account_ids[0], "LIGHT", started_on=date(2025, 7, 26), ended_on=None, count=2)
    take(database, boone.account_ids[0], "FLOODLIGHT", started_on=date(2025, 1, 1), ended_on=OPENED, count=1)

    found = {line.label: line.cents for line in lines(database, zone, boone, 0) if line.kind == "rider"}

    # Two lights at 9.75 for 15 of 31 days: 19.50 x 15/31 = 9.435, so 9.44; the floodlight was gone before.
    assert found == {"Security light, LED": 944}


def test_a_city_s_tax_falls_due_within_it_only(database: Database, zone: ZoneInfo, boone: Household) -> None:
    with database.unit_of_work() as session:
        agreement = agreement_of(session, boone.account_ids[0])
        session.get_one(ServiceLocation, agreement.service_location_id).tax_jurisdiction = "fulton"

    within = [line.label for line in lines(database, zone, boone, 0) if line.kind == "tax"]
    outside = [line.label for line in lines(database, zone, boone, 1) if line.kind == "tax"]

    assert any("Fulton" in label for label in within)
    assert not any("Fulton" in label or "Auxvasse" in label for label in outside)
    assert not any("Holts" in label for label in within)


def test_who_has_both_services_at_one_place_pays_less(database: Database, zone: ZoneInfo, boone: Household) -> None:
    with database.unit_of_work() as session:
        house, fiber = (agreement_of(session, account_id) for account_id in boone.account_ids)
        fiber.service_location_id = house.service_location_id

    found = [line.cents for line in lines(database, zone, boone, 1) if line.kind == "discount"]

    assert found == [-500]


def test_services_at_two_places_are_not_both_services(database: Database, zone: ZoneInfo, boone: Household) -> None:
    assert "discount" not in {line.kind for line in lines(database, zone, boone, 1)}


def test_rounding_up_ends_on_whole_dollars_and_is_not_ours(
    database: Database, zone: ZoneInfo, boone: Household
) -> None:
    take(database, boone.account_ids[0], "ROUND-UP", started_on=OPENED, ended_on=None, count=1)

    found = lines(database, zone, boone, 0)

    # The worked example of the bill run costs 134.71.
    assert (found[-1].kind, found[-1].cents, sum(line.cents for line in found)) == ("donation", 29, 13_500)
    with database.reading() as session:
        given = balances(session, account_ids=boone.account_ids[:1], book=LedgerBook.DONATION)
    assert list(given.values()) == [-29]


def test_a_line_names_the_version_of_its_rate(database: Database, zone: ZoneInfo, boone: Household) -> None:
    assert {line.rate_from for line in lines(database, zone, boone, 0)} == {date(2020, 1, 1)}


def test_the_statements_of_a_batch_do_not_grow_with_its_accounts(
    database: Database, zone: ZoneInfo, boone: Household
) -> None:
    with counted(database.engine) as few:
        run_bills(database, on=BILLED, now=NOON, zone=zone, report=lambda _: None)
    a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100") * 6, opened_on=OPENED, read_day=10)
    with counted(database.engine) as many:
        run_bills(database, on=BILLED, now=NOON, zone=zone, report=lambda _: None)

    # What is inserted is one statement for all rows of a table; who has missing reads costs one more.
    assert len(many) <= len(few) + 2
