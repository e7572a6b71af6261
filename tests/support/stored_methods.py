"""Members with stored payment accounts, entered at a processor in memory."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.records import Account
from smarthub_dash.domain.payments.queries.methods import preferred_methods
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.gateways.processor import Instrument, InstrumentKind
from smarthub_dash.gateways.processor.fake import FakeProcessor
from smarthub_dash.journeys.hosted_entry import EntryDesk, EntryWish, come_back, leave_to_add
from smarthub_dash.journeys.stored_methods import KeptMethod, stored_methods
from smarthub_dash.kit.database import Database
from tests.support.doors import URL
from tests.support.sharing import ZONE, Neighbors, neighbors

PAGE = "/profile/payment-accounts"
VISA = Instrument("pm_visa", InstrumentKind.CARD, "visa", "", "4242", 2028, 4)
CHECKING = Instrument("pm_bank", InstrumentKind.BANK, "Fulton Bank", "checking", "6789", None, None, "mandate_1")


def wish(kind: MethodKind, *, is_agreed: bool = True, back: str = PAGE) -> EntryWish:
    """Return the wish to enter something, made from a fixed place."""
    return EntryWish(kind, back, is_agreed, "203.0.113.7", "Firefox")


@dataclass(frozen=True, slots=True)
class Wallets:
    """Neighbors of `sharing`, and the processor at which they enter what they pay with."""

    them: Neighbors
    processor: FakeProcessor

    @property
    def database(self) -> Database:
        return self.them.database

    @property
    def now(self) -> datetime:
        return self.them.now

    @property
    def today(self) -> date:
        return self.them.moment.today

    @property
    def desk(self) -> EntryDesk:
        return EntryDesk(self.database, self.processor, URL, ZONE)

    def leave(self, kind: InstrumentKind, *, back: str = PAGE, by: UUID | None = None) -> str:
        """Leave for the processor's page; return the token of the way back."""
        asked = wish(MethodKind(kind.value), back=back)
        leave_to_add(self.desk, member_id=by or self.them.ada, wish=asked, now=self.now)
        return list(self.processor.ways_back.values())[-1].partition("visit=")[2]

    def enter(self, token: str, instrument: Instrument) -> None:
        """Enter something on the page from which a way leads back."""
        page = next(ref for ref, back in self.processor.ways_back.items() if back.endswith(token))
        self.processor.enter(page, instrument)

    def add(self, instrument: Instrument, *, by: UUID | None = None) -> UUID:
        """Enter something at the processor, and come back with it."""
        token = self.leave(instrument.kind, by=by)
        self.enter(token, instrument)
        back = come_back(self.desk, token=token, member_id=by or self.them.ada, now=self.now)
        assert back.method_id is not None
        return back.method_id

    def seen(self, member_id: UUID | None = None) -> tuple[KeptMethod, ...]:
        """Return a member's stored payment accounts."""
        asked = member_id or self.them.ada
        return stored_methods(self.database, member_id=asked, moment=self.them.moment).methods

    def account_id(self, number: str) -> UUID:
        """Return the id of an account."""
        with self.database.reading() as session:
            return session.exec(select(Account.id).where(col(Account.account_number) == number)).one()

    def preferred(self) -> dict[UUID, UUID]:
        """Return with what Ada pays each of her accounts."""
        with self.database.reading() as session:
            scope = scope_of(session, member_id=self.them.ada, today=self.today)
            found = preferred_methods(session, scope=scope, today=self.today)
        return {account_id: method.method_id for account_id, method in found.items()}


def wallets(database: Database, now: datetime) -> Wallets:
    """Add the neighbors and their processor."""
    return Wallets(neighbors(database, now), FakeProcessor(now))
