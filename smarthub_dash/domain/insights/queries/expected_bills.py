"""What running bills are expected to come to, for Home: asked at every load and at every push of reads."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Date, Executable, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.insights.records import BillForecast
from smarthub_dash.domain.usage.queries.usage_now import AccountMeter, account_meter_rows
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.prepared import ACCOUNT_IDS

TOLD_FOR = timedelta(days=3)
"""How old a forecast may be and still be told beside what is read now: the job that makes them runs every night."""


class ExpectedBill(NamedTuple):
    """What a running bill is expected to come to; without a band the last two are None. Units: cents."""

    likely_cents: Cents
    low_cents: Cents | None
    high_cents: Cents | None


def meters_with_expected_bills(
    session: Session, *, scope: AccountScope, today: date
) -> Sequence[tuple[AccountMeter, ExpectedBill | None]]:
    """Return the usage points of a scope with what their accounts' running bills should come to, in one statement."""
    told = {ACCOUNT_IDS: scope.account_ids, "today": today, "since": today - TOLD_FOR}
    return tuple(
        (AccountMeter(*meter), None if likely is None else ExpectedBill(likely, low, high))
        for *meter, likely, low, high in session.execute(_meters_with_expected_bills(), told)
    )


@lru_cache(maxsize=1)
def _meters_with_expected_bills() -> Executable:
    # Asked at every load of Home and whenever reads arrive: the forecast is found by the key of its table.
    today, newer = bindparam("today", type_=Date()), aliased(BillForecast)
    newest = (
        select(func.max(col(newer.made_on)))
        .where(col(newer.account_id) == col(BillForecast.account_id), col(newer.start_on) == col(BillForecast.start_on))
        .scalar_subquery()
    )
    is_told = (
        (col(BillForecast.account_id) == col(UsagePoint.account_id))
        & (col(BillForecast.start_on) <= today)
        & (col(BillForecast.end_on) > today)
        & (col(BillForecast.made_on) > bindparam("since", type_=Date()))
        & (col(BillForecast.made_on) == newest)
    )
    return (
        account_meter_rows()
        .outerjoin(BillForecast, is_told)
        .add_columns(col(BillForecast.likely_cents), col(BillForecast.low_cents), col(BillForecast.high_cents))
    )
