"""The newest printed bill of everyone who is served and has not registered: what a visitor of the demo can register."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from smarthub_dash.demo.cast import UNREGISTERED
from smarthub_dash.domain.accounts.records import Account, AccountGrant, ServiceAgreement, ServiceLocation
from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.queries import newest_bills_on_paper
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.sealing import Sealer


@dataclass(frozen=True, slots=True)
class PrintedBill:
    """What stands on paper."""

    provider: Provider
    name_on_account: str
    street: str
    place: str
    account_number: str
    bill_number: str
    charges_cents: Cents
    code: str


def printed_bills(database: Database, *, sealer: Sealer) -> Sequence[PrintedBill]:
    """Return the newest bill of each account that nobody has registered yet."""
    # no scope: these accounts are made up, and in nobody's scope
    numbers = [account.account_number for person in UNREGISTERED for account in person.accounts]
    taken = select(AccountGrant.account_id).where(col(AccountGrant.revoked_at).is_(None))
    with database.reading() as session:
        rows = session.exec(
            select(Account, ServiceLocation)
            .join(ServiceAgreement, col(ServiceAgreement.account_id) == col(Account.id))
            .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
            .where(col(Account.account_number).in_(numbers), col(Account.id).not_in(taken))
            .order_by(col(Account.account_number))
        ).all()
        return tuple(bill for account, place in rows for bill in _newest(session, account, place, sealer))


def _newest(session: Session, account: Account, place: ServiceLocation, sealer: Sealer) -> Sequence[PrintedBill]:
    # no scope: as above
    newest = newest_bills_on_paper(session, account_number=account.account_number)[:1]
    return [
        PrintedBill(
            provider=account.provider,
            name_on_account=account.name_on_account,
            street=place.street,
            place=f"{place.city}, {place.state} {place.zip_code}",
            account_number=account.account_number,
            bill_number=bill.bill_number,
            charges_cents=bill.charges_cents,
            code=bill_code_of(sealer, bill.bill_number),
        )
        for bill in newest
    ]
