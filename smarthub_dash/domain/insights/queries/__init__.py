"""Reads of forecasts, cards and markers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    String,
    bindparam,
    false,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func

from smarthub_dash.domain.accounts.queries import places_of
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries import stands
from smarthub_dash.domain.billing.records import Charge, Statement
from smarthub_dash.domain.insights.records import (
    BillForecast,
    CardPutAway,
    InsightCard,
    LineDown,
    PeerOptOut,
    SpeedTest,
    UsageMarker,
)
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.domain.insights.rules.band import Band
from smarthub_dash.domain.insights.rules.line_quality import MeasuredSpeed, Stretch
from smarthub_dash.domain.insights.rules.track_record import Forecast
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.domain.usage.records import UsagePoint
from smarthub_dash.domain.usage.rules import QuantityUnit
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.periods import Period
from smarthub_dash.kit.prepared import any_account

OF_OTHER_PERIODS = (ChargeKind.CREDIT, ChargeKind.TRUE_UP)
"""Lines that settle earlier periods: no forecast of this one tells them."""
MOST_LEARNED = 4_000
_CARD_ORDER = {kind: place for place, kind in enumerate(CardKind)}


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as a member meets it."""

    kind: CardKind
    made_on: date
    sentence: str
    how: str
    day: date | None
    is_put_away: bool


@dataclass(frozen=True, slots=True)
class MarkerView:
    """A change that the household marked."""

    marker_id: UUID
    happened_on: date
    label: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an account beside its chart: its cards, and the days on which something changed."""

    cards: tuple[CardView, ...] = ()
    changes: tuple[tuple[date, str], ...] = ()


NOTHING_TOLD = Told()


def told_of(session: Session, *, scope: AccountScope) -> Told:
    """Return the cards of a scope's one account, those put away marked, and its changes, in one statement."""
    rows = session.execute(_told(), places_of(scope)).all()
    cards = [CardView(CardKind(kind), *rest) for kind, *rest in rows if kind]
    return Told(
        tuple(sorted(cards, key=lambda card: _CARD_ORDER[card.kind])),
        tuple(sorted((day, label) for kind, day, label, *_ in rows if not kind)),
    )


@lru_cache(maxsize=1)
def _told() -> Executable:
    kind: ColumnElement[str] = type_coerce(col(InsightCard.kind), String)
    cards = (
        select(
            kind.label("kind"),
            col(InsightCard.made_on).label("day"),
            col(InsightCard.sentence).label("words"),
            col(InsightCard.how),
            col(InsightCard.day).label("points_at"),
            col(CardPutAway.put_away_at).is_not(None),
        )
        .outerjoin(
            CardPutAway,
            (col(CardPutAway.account_id) == col(InsightCard.account_id))
            & (col(CardPutAway.kind) == col(InsightCard.kind))
            & (col(CardPutAway.member_id) == bindparam("member_id")),
        )
        .where(col(InsightCard.account_id).in_(any_account()))
    )
    # What was marked rides along: a statement of its own would cost every visit what few homes have.
    changes = select(
        literal(""),
        col(UsageMarker.happened_on),
        col(UsageMarker.label),
        literal(""),
        col(UsageMarker.happened_on),
        false(),
    ).where(col(UsageMarker.account_id).in_(any_account()))
    return union_all(cards, changes)


def markers_in(session: Session, *, scope: AccountScope) -> Sequence[MarkerView]:
    """Return what was marked at a scope's accounts, newest day first."""
    rows = session.execute(
        select(col(UsageMarker.id), col(UsageMarker.happened_on), col(UsageMarker.label))
        .where(col(UsageMarker.account_id).in_(scope.account_ids))
        .order_by(col(UsageMarker.happened_on).desc(), col(UsageMarker.created_at))
    )
    return tuple(MarkerView(*row) for row in rows)


def is_opted_out(session: Session, *, scope: AccountScope) -> bool:
    """Tell whether a scope's one account stays out of the comparison with similar homes."""
    found = select(col(PeerOptOut.account_id)).where(col(PeerOptOut.account_id).in_(scope.account_ids))
    return session.execute(found).first() is not None


def forecasts_in(session: Session, *, scope: AccountScope, since: date) -> Sequence[Forecast]:
    """Return the forecasts of a scope's accounts for bills that end after a day, newest bill first."""
    rows = session.scalars(
        select(BillForecast)
        .where(col(BillForecast.account_id).in_(scope.account_ids), col(BillForecast.end_on) > since)
        .order_by(col(BillForecast.end_on).desc(), col(BillForecast.made_on))
    )
    return tuple(map(_forecast, rows))


def learned_forecasts(session: Session, *, since: date) -> Sequence[Forecast]:
    """Return the newest forecasts of every account whose bills are there."""
    # no scope: a band is learned from all accounts of a rate
    rows = session.scalars(
        select(BillForecast)
        .where(col(BillForecast.actual_cents).is_not(None), col(BillForecast.end_on) > since)
        .order_by(col(BillForecast.end_on).desc())
        .limit(MOST_LEARNED)
    )
    return tuple(map(_forecast, rows))


def accounts_tried(session: Session) -> Collection[UUID]:
    """Return the accounts whose past bills were forecast afterwards."""
    # no scope: forecasts are made for every account
    return set(session.scalars(select(col(BillForecast.account_id)).where(col(BillForecast.is_tried_later)).distinct()))


def bills_of_periods(session: Session, *, account_ids: Collection[UUID], within: Period) -> Mapping[tuple, Cents]:
    """Return what the bills that stand charged for their own periods, by account and first day."""
    # no scope: forecasts are compared for every account
    rows = session.execute(
        select(col(Statement.account_id), col(Statement.start_on), func.sum(col(Charge.cents)))
        .join(Charge, col(Charge.statement_id) == col(Statement.id))
        .where(
            col(Statement.account_id).in_(account_ids),
            col(Statement.start_on) >= within.start_on,
            col(Statement.end_on) <= within.end_on,
            col(Charge.kind).not_in(OF_OTHER_PERIODS),
            stands(),
        )
        .group_by(col(Statement.account_id), col(Statement.start_on))
    )
    return {(account_id, start_on): int(cents) for account_id, start_on, cents in rows}


def forecasts_open(session: Session, *, ended_by: date) -> Sequence[tuple[UUID, date]]:
    """Return the account and first day of every forecast whose period has ended and whose bill was not there yet."""
    # no scope: forecasts are compared for every account
    rows = session.execute(
        select(col(BillForecast.account_id), col(BillForecast.start_on))
        .where(col(BillForecast.actual_cents).is_(None), col(BillForecast.end_on) <= ended_by)
        .distinct()
    )
    return tuple((account_id, start_on) for account_id, start_on in rows)


def speed_tests_in(session: Session, *, scope: AccountScope, since_epoch: int) -> Sequence[MeasuredSpeed]:
    """Return the speed tests of a scope's lines since an instant, oldest first. Units: epoch seconds."""
    rows = session.execute(
        select(col(SpeedTest.tested_epoch), col(SpeedTest.down_kbps), col(SpeedTest.up_kbps), col(SpeedTest.latency_ms))
        .where(_is_line_in(scope, col(SpeedTest.usage_point_id)), col(SpeedTest.tested_epoch) >= since_epoch)
        .order_by(col(SpeedTest.tested_epoch))
    )
    return tuple(MeasuredSpeed(*row) for row in rows)


def downs_in(session: Session, *, scope: AccountScope, since_epoch: int) -> Sequence[Stretch]:
    """Return when a scope's lines did not answer, as far as that ended after an instant. Units: epoch seconds."""
    rows = session.execute(
        select(col(LineDown.start_epoch), col(LineDown.end_epoch)).where(
            _is_line_in(scope, col(LineDown.usage_point_id)), col(LineDown.end_epoch) > since_epoch
        )
    )
    return tuple(Stretch(*row) for row in rows)


def lines_checked_until(session: Session) -> Mapping[str, int]:
    """Return when each internet line was tested last, by its terminal's number; 0 is never. Units: epoch seconds."""
    # no scope: a monitor tests every line
    rows = session.execute(
        select(col(UsagePoint.meter_number), func.coalesce(func.max(col(SpeedTest.tested_epoch)), 0))
        .join(SpeedTest, col(SpeedTest.usage_point_id) == col(UsagePoint.id), isouter=True)
        .where(col(UsagePoint.unit) == QuantityUnit.MB)
        .group_by(col(UsagePoint.meter_number))
    )
    return {number: int(tested) for number, tested in rows}


def _is_line_in(scope: AccountScope, usage_point_id: Mapped[int]) -> ColumnElement[bool]:
    return usage_point_id.in_(select(col(UsagePoint.id)).where(col(UsagePoint.account_id).in_(scope.account_ids)))


def _forecast(row: BillForecast) -> Forecast:
    has_band = row.low_cents is not None and row.high_cents is not None
    return Forecast(
        account_id=row.account_id,
        start_on=row.start_on,
        end_on=row.end_on,
        made_on=row.made_on,
        rate_code=row.rate_code,
        stage=row.stage,
        likely_cents=row.likely_cents,
        rest_cents=row.rest_cents,
        band=Band(row.low_cents or 0, row.high_cents or 0) if has_band else None,
        actual_cents=row.actual_cents,
        is_tried_later=row.is_tried_later,
        follows_weather=row.follows_weather,
    )
