"""What may be given back of a payment: never more than is left of it."""

from collections.abc import Mapping
from uuid import UUID

from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents, money_text


class MoreThanLeft(Refused):
    """More would be given back than is left of a payment."""


def refuse_more_than_left(given: Mapping[UUID, Cents], *, left: Mapping[UUID, Cents]) -> None:
    """
    Pass only what is left of each payment.

    :raises MoreThanLeft: if an amount is not above zero, or above what is left
    """
    if not given:
        raise MoreThanLeft("Nothing of this payment is left to give back.")
    for account_id, cents in given.items():
        if not 0 < cents <= left.get(account_id, 0):
            raise MoreThanLeft(f"{money_text(left.get(account_id, 0))} is left of this payment.")
