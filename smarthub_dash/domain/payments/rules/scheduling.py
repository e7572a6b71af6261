"""For which days a payment can be put down, and what is paid when its day has come."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

MOST_DAYS_AHEAD = 90
"""Who agreed to pay forgets it after a season; what is further off is Auto Pay's."""


class DayUnsuitable(Refused):
    """A payment cannot be put down for that day."""


def scheduled_day(typed: date, *, today: date) -> date:
    """
    Return the day for which a payment is put down.

    :raises DayUnsuitable: if it is not after today, or too far off
    """
    if typed <= today:
        raise DayUnsuitable("Choose a day after today, or pay today.")
    if typed > today + timedelta(days=MOST_DAYS_AHEAD):
        raise DayUnsuitable(f"Choose a day within the next {MOST_DAYS_AHEAD} days.")
    return typed


def still_wanted(put_down: Mapping[UUID, Cents], *, payable: Mapping[UUID, Cents]) -> Mapping[UUID, Cents]:
    """
    Return what is paid of what was put down: never more than may be paid by now, and nothing where nothing may.

    Units: cents.
    """
    wanted = {account_id: min(cents, payable.get(account_id, 0)) for account_id, cents in put_down.items()}
    return {account_id: cents for account_id, cents in wanted.items() if cents > 0}
