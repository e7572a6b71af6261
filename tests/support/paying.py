"""A household that owes something, with payment accounts to pay it with, and a till with a processor in memory."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from smarthub_dash.domain.billing.operations.ledger import Transaction, post
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.domain.billing.rules.postings import late_charge_postings
from smarthub_dash.domain.payments.operations.methods import keep_customer
from smarthub_dash.domain.payments.records import StoredPaymentMethod
from smarthub_dash.domain.payments.rules import MethodKind, PaymentSource
from smarthub_dash.domain.payments.rules.tendering import Allotment
from smarthub_dash.gateways.processor import Processor
from smarthub_dash.journeys.pay_accounts import PaymentWish
from smarthub_dash.journeys.till import Till
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import Sealer
from tests.support.billing import Household, a_household

OPENED = date(2025, 1, 1)
URL = "https://portal.example"


@dataclass(frozen=True, slots=True)
class Payer:
    """A member with two accounts that owe something, a card and a bank account."""

    household: Household
    card: UUID
    bank: UUID

    @property
    def member_id(self) -> UUID:
        return self.household.member_id

    @property
    def home(self) -> UUID:
        return self.household.account_ids[0]

    @property
    def fiber(self) -> UUID:
        return self.household.account_ids[1]


def a_till(database: Database, processor: Processor, zone: ZoneInfo) -> Till:
    return Till(database, processor, Sealer(["x" * 48]), URL, zone)


def a_payer(database: Database, *, owes: int, now: datetime) -> Payer:
    """Store a member whose two accounts owe so many cents each."""
    household = a_household(database, rate_codes=("CEC-RES", "CALLABYTE-100"), opened_on=OPENED, read_day=1)
    for account_id in household.account_ids:
        let_owe(database, account_id=account_id, cents=owes, now=now)
    card = keep_token(database, member_id=household.member_id, kind=MethodKind.CARD, now=now)
    bank = keep_token(database, member_id=household.member_id, kind=MethodKind.BANK, now=now)
    return Payer(household, card, bank)


def let_owe(database: Database, *, account_id: UUID, cents: int, now: datetime) -> None:
    """Let an account owe so much, without a bill."""
    owed = Transaction(
        uuid4(), LedgerKind.CANCELLATION, {account_id: late_charge_postings(cents=cents)}, now.date(), "Owed before"
    )
    with database.unit_of_work() as session:
        post(session, transactions=[owed], now=now)


def keep_token(database: Database, *, member_id: UUID, kind: MethodKind, now: datetime, token: str = "") -> UUID:
    """Store a payment account with a token, of its own if none is given."""
    method = StoredPaymentMethod(
        member_id=member_id,
        kind=kind,
        token=token or f"pm_{uuid4().hex}",
        brand="Visa" if kind is MethodKind.CARD else "Test Bank",
        account_type="" if kind is MethodKind.CARD else "checking",
        last_four="4242",
        added_at=now,
    )
    with database.unit_of_work() as session:
        session.add(method)
        keep_customer(session, member_id=member_id, customer_ref=f"cus_{member_id.hex}")
        session.flush()
        return method.id


def a_wish(paid_with: UUID, *amounts: tuple[UUID, int], key: str = "") -> PaymentWish:
    """Return a wish to pay so much to each account, under a key of its own if none is given."""
    allotments = tuple(Allotment(account_id, cents) for account_id, cents in amounts)
    return PaymentWish(key or uuid4().hex, PaymentSource.PORTAL, allotments, paid_with)


def owed_by(database: Database, account_id: UUID) -> int:
    with database.reading() as session:
        return balances(session, account_ids=[account_id])[account_id]
