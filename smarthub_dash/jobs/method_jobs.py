"""The jobs of stored payment accounts: warn of cards that end, look after visits from which nobody came back."""

from smarthub_dash.journeys.hosted_entry import EntryDesk, look_after_visits
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.pay_once import let_go_of_once
from smarthub_dash.journeys.warn_of_expiry import warn_of_expiry
from smarthub_dash.kit.leases import Lease
from smarthub_dash.wiring import Wiring


def warn_of_cards(parts: Wiring, _lease: Lease) -> None:
    """Write to whoever has a card that ends soon."""
    warn_of_expiry(parts.database, moment=Moment(parts.clock.now(), parts.settings.zone))


def look_after_entries(parts: Wiring, _lease: Lease) -> None:
    """Keep what was entered at the processor by members who closed the window there; let go what was for once."""
    told = parts.settings
    if parts.processor is not None:
        desk = EntryDesk(parts.database, parts.processor, told.public_url, told.zone)
        look_after_visits(desk, now=parts.clock.now())
        let_go_of_once(parts.database, parts.processor, now=parts.clock.now())
