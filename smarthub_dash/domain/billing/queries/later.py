"""Reads of what was agreed about paying later."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.records import PaymentExtension


def extensions_since(session: Session, *, scope: AccountScope, since: datetime) -> Mapping[UUID, int]:
    """Count the extensions that each account of a scope was given after an instant."""
    rows = session.exec(
        select(PaymentExtension.account_id, func.count())
        .where(col(PaymentExtension.account_id).in_(scope.account_ids), col(PaymentExtension.agreed_at) > since)
        .group_by(col(PaymentExtension.account_id))
    )
    return dict(rows.all())
