"""Let credits for energy sent back expire after a year: a job of every day, which may run twice."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from smarthub_dash.domain.billing.operations.metering import expire_credits
from smarthub_dash.domain.billing.queries.metering import accounts_with_credits
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import Cents

BATCH = 200
"""Accounts of one transaction."""


def expire_metering(database: Database, *, on: date, now: datetime) -> Cents:
    """Take every credit off the books that was put by a year ago and not used; return their sum."""
    with database.reading() as session:
        # no scope: credits of every account expire
        having = accounts_with_credits(session)
    total = 0
    for batch in _batches(having):
        with database.unit_of_work() as session:
            expired = expire_credits(session, account_ids=batch, on=on, now=now)
            announce(session, topic="billing", account_ids=expired, now=now)
        total += sum(expired.values())
    return total


def _batches(account_ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    rest = iter(account_ids)
    while batch := list(islice(rest, BATCH)):
        yield batch
