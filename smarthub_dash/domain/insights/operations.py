"""Writes of forecasts and cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel, col

from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.insights.records import BillForecast, CardPutAway, InsightCard, PeerOptOut, UsageMarker
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.domain.insights.rules.line_quality import MeasuredSpeed, Stretch
from smarthub_dash.domain.insights.rules.track_record import Forecast
from smarthub_dash.kit.bulk import replace_rows
from smarthub_dash.kit.money import Cents


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was worked out."""

    kind: CardKind
    sentence: str
    how: str
    day: date | None = None


def keep_forecasts(session: Session, *, forecasts: Iterable[Forecast]) -> None:
    """
    Keep forecasts; a newer one of a running period takes the place of those between its stages.

    What was made on the very day of a stage stays as it was made, whatever is known since.
    """
    # no scope: forecasts are made for every account
    for each in forecasts:
        kept = session.get(BillForecast, (each.account_id, each.start_on, each.made_on))
        if kept is not None:
            continue
        _forget_between_stages(session, each)
        session.add(_row(each))


def _forget_between_stages(session: Session, newer: Forecast) -> None:
    rows = session.scalars(
        select(BillForecast).where(
            col(BillForecast.account_id) == newer.account_id,
            col(BillForecast.start_on) == newer.start_on,
            col(BillForecast.actual_cents).is_(None),
        )
    )
    for row in rows:
        if (row.made_on - row.start_on).days != row.stage:
            session.delete(row)


def keep_outcomes(session: Session, *, bills: Mapping[tuple[UUID, date], Cents]) -> None:
    """Write beside the forecasts of some periods what their bills came to."""
    # no scope: forecasts are compared for every account
    for (account_id, start_on), cents in bills.items():
        session.execute(
            update(BillForecast)
            .where(col(BillForecast.account_id) == account_id, col(BillForecast.start_on) == start_on)
            .values(actual_cents=cents)
        )


def replace_cards(session: Session, *, account_id: UUID, cards: Iterable[Card], made_on: date) -> None:
    """Put the cards of an account in the place of the ones before."""
    # no scope: cards are worked out for every account
    session.execute(delete(InsightCard).where(col(InsightCard.account_id) == account_id))
    session.add_all(
        InsightCard(
            account_id=account_id,
            kind=card.kind,
            made_on=made_on,
            sentence=card.sentence,
            how=card.how,
            day=card.day,
        )
        for card in cards
    )


def put_card_away(session: Session, *, scope: AccountScope, kind: CardKind, now: datetime) -> None:
    """Put a card of a scope's accounts out of its member's sight."""
    for account_id in scope.account_ids:
        if session.get(CardPutAway, (scope.member_id, account_id, kind)) is None:
            session.add(CardPutAway(member_id=scope.member_id, account_id=account_id, kind=kind, put_away_at=now))


def bring_cards_back(session: Session, *, scope: AccountScope) -> None:
    """Show again all cards of a scope's accounts that its member put away."""
    session.execute(
        delete(CardPutAway).where(
            col(CardPutAway.member_id) == scope.member_id, col(CardPutAway.account_id).in_(scope.account_ids)
        )
    )


def keep_line_checks(
    session: Session, *, usage_point_id: int, tests: Sequence[MeasuredSpeed], downs: Sequence[Stretch]
) -> None:
    """Keep what a monitor told of a line; told again, it takes the place of what was told."""
    # no scope: a monitor tells of every line
    speeds, failures = SQLModel.metadata.tables["speed_test"], SQLModel.metadata.tables["line_down"]
    columns = ("tested_epoch", "down_kbps", "up_kbps", "latency_ms")
    told = {name: [getattr(each, name) for each in tests] for name in columns}
    replace_rows(session, speeds, {"usage_point_id": [usage_point_id] * len(tests), **told})
    told = {name: [getattr(each, name) for each in downs] for name in ("start_epoch", "end_epoch")}
    replace_rows(session, failures, {"usage_point_id": [usage_point_id] * len(downs), **told})


def add_marker(session: Session, *, scope: AccountScope, happened_on: date, label: str, now: datetime) -> None:
    """Mark a change at a scope's one account."""
    (account_id,) = scope.account_ids
    session.add(
        UsageMarker(
            account_id=account_id, member_id=scope.member_id, happened_on=happened_on, label=label, created_at=now
        )
    )


def rename_marker(session: Session, *, scope: AccountScope, marker_id: UUID, label: str) -> bool:
    """Call a change of a scope's accounts something else; return False if there is none such."""
    done = session.exec(
        update(UsageMarker)
        .where(col(UsageMarker.id) == marker_id, col(UsageMarker.account_id).in_(scope.account_ids))
        .values(label=label)
    )
    return bool(done.rowcount)


def remove_marker(session: Session, *, scope: AccountScope, marker_id: UUID) -> bool:
    """Take a change off a scope's accounts; return False if there is none such."""
    done = session.exec(
        delete(UsageMarker).where(col(UsageMarker.id) == marker_id, col(UsageMarker.account_id).in_(scope.account_ids))
    )
    return bool(done.rowcount)


def opt_out(session: Session, *, scope: AccountScope, now: datetime) -> None:
    """Keep a scope's accounts out of the comparison with similar homes, on both sides."""
    session.add_all(PeerOptOut(account_id=account_id, chosen_at=now) for account_id in scope.account_ids)


def take_part(session: Session, *, scope: AccountScope) -> None:
    """Let a scope's accounts be compared with similar homes again."""
    session.execute(delete(PeerOptOut).where(col(PeerOptOut.account_id).in_(scope.account_ids)))


def withdraw_card(session: Session, *, scope: AccountScope, kind: CardKind) -> None:
    """Take one card of a scope's accounts away, before the next night would."""
    session.execute(
        delete(InsightCard).where(col(InsightCard.account_id).in_(scope.account_ids), col(InsightCard.kind) == kind)
    )


def _row(each: Forecast) -> BillForecast:
    return BillForecast(
        account_id=each.account_id,
        start_on=each.start_on,
        made_on=each.made_on,
        end_on=each.end_on,
        rate_code=each.rate_code,
        stage=each.stage,
        likely_cents=each.likely_cents,
        rest_cents=each.rest_cents,
        low_cents=each.band.low_cents if each.band else None,
        high_cents=each.band.high_cents if each.band else None,
        actual_cents=each.actual_cents,
        is_tried_later=each.is_tried_later,
        follows_weather=each.follows_weather,
    )
