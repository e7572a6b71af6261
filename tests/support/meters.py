"""Put meters into a database: what an import finds there."""

from datetime import date

from smarthub_dash.domain.accounts.records import Account, ServiceAgreement, ServiceLocation
from smarthub_dash.domain.accounts.rules import Provider, ServiceKind
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.kit.database import Database

HOUR = 3_600


def add_meter(
    database: Database,
    meter_number: str,
    *,
    interval_seconds: int = HOUR,
    unit: QuantityUnit = QuantityUnit.WH,
    read_day: int = 20,
) -> Account:
    """Add a meter with an account, a service location and an agreement of its own; return the account."""
    account = Account(
        account_number=meter_number,
        provider=Provider.CEC,
        name_on_account="ADA ADAMS",
        opened_on=date(2020, 1, 1),
        read_day=read_day,
    )
    location = ServiceLocation(
        location_number=meter_number, street="1408 Bluff Street", city="Fulton", state="MO", zip_code="65251"
    )
    with database.unit_of_work() as session:
        session.add_all([account, location])
        session.flush()
        agreement = ServiceAgreement(
            account_id=account.id,
            service_location_id=location.id,
            kind=ServiceKind.ELECTRIC,
            rate_code="A",
            started_on=date(2020, 1, 1),
        )
        session.add(agreement)
        session.flush()
        point = UsagePoint(
            service_agreement_id=agreement.id,
            account_id=account.id,
            meter_number=meter_number,
            unit=unit,
            interval_seconds=interval_seconds,
            installed_on=date(2020, 1, 1),
        )
        session.add(point)
    return account
