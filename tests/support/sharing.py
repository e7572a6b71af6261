"""A household for tests: Ada and her two accounts, Clara, a stranger, and what they see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import HouseholdRole
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.invitations import Wish, invite_person
from smarthub_dash.kit.database import Database
from tests.support.doors import SEALER, URL
from tests.support.households import add_household
from tests.support.letters import posted
from tests.support.registering import add_bill

HOME, FIBER, CLARAS = "1", "2", "3"
ZONE = ZoneInfo("America/Chicago")


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Ada owns HOME, whose newest bill is of $142.17, and FIBER, Clara owns CLARAS, Boone owns nothing yet."""

    database: Database
    now: datetime
    ada: UUID
    boone: UUID
    clara: UUID

    @property
    def moment(self) -> Moment:
        return Moment(self.now, ZONE)

    def sees(self, member_id: UUID, *, today: date | None = None) -> dict[UUID, HouseholdRole]:
        """Return what a member may see, with the roles."""
        with self.database.reading() as session:
            return dict(scope_of(session, member_id=member_id, today=today or self.moment.today).roles)

    def invite(
        self,
        email: str,
        accounts: Sequence[str] = (HOME,),
        *,
        role: HouseholdRole = HouseholdRole.VIEWER,
        ends_on: date | None = None,
        by: UUID | None = None,
    ) -> str:
        """Invite somebody; return the token of the letter."""
        wish = Wish(email, tuple(accounts), role, ends_on)
        before = {each.token for each in posted(self.database, SEALER, template="invited")}
        invite_person(
            self.database,
            member_id=by or self.ada,
            wish=wish,
            sealer=SEALER,
            public_url=URL,
            moment=self.moment,
        )
        # Several are posted in one instant: the newest is the one that was not there.
        (token,) = {each.token for each in posted(self.database, SEALER, template="invited")} - before
        return token


def neighbors(database: Database, now: datetime) -> Neighbors:
    """Add Ada, Boone and Clara."""
    ada, (home, _) = add_household(database, "Ada", meters=[HOME, FIBER], now=now)
    with database.unit_of_work() as session:
        add_bill(session, account_id=home)
    boone, _ = add_household(database, "Boone", meters=[], now=now)
    clara, _ = add_household(database, "Clara", meters=[CLARAS], now=now)
    return Neighbors(database, now, ada, boone, clara)
