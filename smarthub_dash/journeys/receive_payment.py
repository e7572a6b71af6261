"""Receive a payment that came by mail or was made at the office."""

from datetime import date, datetime
from uuid import UUID

from smarthub_dash.domain.billing.operations import post_payment
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents


def receive_payment(
    database: Database, *, account_id: UUID, cents: Cents, receipt_number: str, received_on: date, now: datetime
) -> bool:
    """
    Post a payment by the number of its receipt; return False if it was posted before.

    :raises NothingToPost: if the payment is not above zero
    :raises ReceiptUsedTwice: if the receipt was posted before with another amount
    """
    with database.unit_of_work() as session:
        # no scope: staff post it to the account that its stub names
        is_new = post_payment(
            session,
            account_id=account_id,
            cents=cents,
            receipt_number=receipt_number,
            posted_on=received_on,
            now=now,
        )
        if is_new:
            announce(session, topic="payment", account_ids=[account_id], now=now)
    return is_new
