"""What the cast is made of: members, accounts, places and meters as frozen values."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from smarthub_dash.demo import modelled, replay
from smarthub_dash.demo.modelled import FiberLoad, Load
from smarthub_dash.domain.accounts.rules import HouseholdRole, Provider, ServiceKind
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.domain.payments.rules import MethodKind
from smarthub_dash.domain.usage.rules import QuantityUnit


class RealYear(Enum):
    """Marks the meter that replays the real year."""

    REPLAY = auto()


@dataclass(frozen=True, slots=True)
class CastLocation:
    """A service location."""

    location_number: str
    street: str
    city: str
    zip_code: str
    tax_jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class CastMeter:
    """A meter or a fiber terminal, and what turns it."""

    meter_number: str
    interval_seconds: int
    source: Load | RealYear
    has_received: bool = False

    @property
    def is_modelled(self) -> bool:
        return not isinstance(self.source, RealYear)

    @property
    def unit(self) -> QuantityUnit:
        return QuantityUnit.MB if isinstance(self.source, FiberLoad) else QuantityUnit.WH

    @property
    def source_note(self) -> str:
        if not self.is_modelled:
            return replay.SOURCE_NOTE
        return modelled.FIBER_NOTE if self.unit is QuantityUnit.MB else modelled.SOURCE_NOTE


@dataclass(frozen=True, slots=True)
class CastRider:
    """What an account takes besides its rate from its first day, as the rate's file names it."""

    code: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class CastAccount:
    """An account with its one service agreement, and how its bills are paid."""

    account_number: str
    nickname: str
    read_day: int
    rate_code: str
    location: CastLocation
    meter: CastMeter
    pays_after_days: int
    """How long after a bill its payment arrives."""
    joins_budget: bool = False
    """Whether budget billing begins for it as soon as it has a year of bills."""
    falls_behind: bool = False
    """Whether the bills of the last month are left unpaid."""
    is_on_auto_pay: bool = False
    """Whether its owner signed it up, with their default payment account; until then it was paid on its due dates."""
    riders: tuple[CastRider, ...] = ()

    @property
    def kind(self) -> ServiceKind:
        return ServiceKind.INTERNET if self.meter.unit is QuantityUnit.MB else ServiceKind.ELECTRIC

    @property
    def provider(self) -> Provider:
        return Provider.CALLABYTE if self.kind is ServiceKind.INTERNET else Provider.CEC


@dataclass(frozen=True, slots=True)
class CastShare:
    """An account of somebody else's that its owner shares."""

    account_number: str
    nickname: str
    """What whoever may see it calls it."""
    role: HouseholdRole
    lasts_days: int | None = None
    """From the day of the building; without it the access has no end."""


@dataclass(frozen=True, slots=True)
class CastMethod:
    """A payment account that a member entered at the processor before the demo began; both know it by its token."""

    token: str
    kind: MethodKind
    brand: str
    """Of a card; of a bank account the name of the bank."""
    last_four: str
    account_type: str = ""
    expires_after_days: int | None = None
    """From the day of the building: the month of that day is printed on the card."""
    nickname: str = ""

    def expiry(self, today: date) -> tuple[int, int] | None:
        """Return the year and month printed on a card; None for what does not expire."""
        if self.expires_after_days is None:
            return None
        day = today + timedelta(days=self.expires_after_days)
        return day.year, day.month


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the cast, with the accounts this member owns in the member's order, and those that others share."""

    first_name: str
    full_name: str
    blurb: str
    """Who this is, in words for the sign-in page."""
    accounts: tuple[CastAccount, ...] = ()
    role: MemberRole = MemberRole.MEMBER
    shares: tuple[CastShare, ...] = ()
    methods: tuple[CastMethod, ...] = ()
    """Stored payment accounts, the default first."""
    is_paperless: bool = False
    wants_large_print: bool = False

    @property
    def email(self) -> str:
        return f"{self.first_name.lower()}@example.com"

    @property
    def customer_ref(self) -> str:
        """By which name the processor knows the member."""
        return f"cus_demo_{self.first_name.lower()}"
