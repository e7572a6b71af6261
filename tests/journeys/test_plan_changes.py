"""A plan that changes within a month: the bill has both plans by their days, and the chart sums to it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from smarthub_dash.domain.accounts.records import ServiceAgreement
from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.billing.queries import charges_of, statements_of
from smarthub_dash.journeys.run_bills import run_bills
from smarthub_dash.kit.database import Database
from tests.support.billing import a_household

OPENED, ON = date(2026, 4, 1), date(2026, 5, 1)
CHANGED = date(2026, 4, 13)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_month_with_two_plans_is_one_bill_by_their_days(database: Database, zone: ZoneInfo) -> None:
    ada = a_household(database, rate_codes=("CALLABYTE-100",), opened_on=OPENED, read_day=1)
    _change_plan(database, ada.account_ids[0], "CALLABYTE-300")

    summary = run_bills(database, on=ON, now=NOW, zone=zone, report=lambda _words: None)

    with database.reading() as session:
        scope = ada.scope(session, today=ON)
        (bill,) = statements_of(session, scope=scope, since=OPENED)
        lines = charges_of(session, scope=scope, bill_number=bill.bill_number)
    assert summary.refusals == ()
    # April has 30 days: 12 of the slower plan, 18 of the faster one; the router's parts are 2.78 and 6.95 less 2.78.
    assert [(line.label, line.quantity_text, line.cents) for line in lines] == [
        ("Fiber 100 Mbps, up and down", "12 of 30 days", 2598),  # 64.95 x 12/30
        ("Wi-Fi router", "12 of 30 days", 278),
        ("Sales tax on equipment", "$2.78", 16),
        ("Fiber 300 Mbps, up and down", "18 of 30 days", 4797),  # 79.95 x 18/30
        ("Wi-Fi router", "18 of 30 days", 417),
        ("Sales tax on equipment", "$4.17", 24),
    ]
    assert bill.charges_cents == sum(line.cents for line in lines) == 8130


def _change_plan(database: Database, account_id, rate_code: str) -> None:
    with database.unit_of_work() as session:
        old = session.exec(select(ServiceAgreement).where(col(ServiceAgreement.account_id) == account_id)).one()
        old.ended_on = CHANGED
        session.add(
            ServiceAgreement(
                account_id=account_id,
                service_location_id=old.service_location_id,
                kind=ServiceKind.INTERNET,
                rate_code=rate_code,
                started_on=CHANGED,
            )
        )
