"""Read together what moves prices beyond rates and reads: riders, taxing cities, and who has both services."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.records import ServiceAgreement, ServiceLocation, ServiceRider
from smarthub_dash.domain.accounts.rules import ServiceKind
from smarthub_dash.domain.rates.rules.facts import BillingFacts, RiderTaken
from smarthub_dash.journeys.metered_services import ServedSpan


def facts_of(session: Session, *, spans: Iterable[ServedSpan]) -> Mapping[ServedSpan, BillingFacts]:
    """Return the facts of each span as they stand on its last day, in two SQL statements for all of them."""
    # no scope: the bill run bills every account
    several = tuple(spans)
    agreement_ids = sorted({span.service_agreement_id for span in several})
    if not agreement_ids:
        return {}
    riders = _riders(session, agreement_ids)
    places = _places(session, agreement_ids)
    return {span: _facts(span, riders, places) for span in several}


def _facts(
    span: ServedSpan,
    riders: Mapping[UUID, Sequence[RiderTaken]],
    places: Mapping[UUID, Sequence[tuple[str, ServiceKind, date, date | None]]],
) -> BillingFacts:
    on = span.period.last_on
    services = places[span.service_agreement_id]
    kinds = {kind for _, kind, started_on, ended_on in services if started_on <= on and (not ended_on or on < ended_on)}
    return BillingFacts(
        riders=tuple(rider for rider in riders.get(span.service_agreement_id, ()) if rider.within(span.period)),
        tax_jurisdiction=services[0][0],
        has_both_services=kinds == set(ServiceKind),
    )


def _riders(session: Session, agreement_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[RiderTaken]]:
    rows = session.scalars(
        select(ServiceRider)
        .where(col(ServiceRider.service_agreement_id).in_(agreement_ids))
        .order_by(col(ServiceRider.rider_code), col(ServiceRider.started_on))
    )
    found: dict[UUID, list[RiderTaken]] = {}
    for row in rows:
        taken = RiderTaken(row.rider_code, row.quantity, row.started_on, row.ended_on)
        found.setdefault(row.service_agreement_id, []).append(taken)
    return found


def _places(
    session: Session, agreement_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[tuple[str, ServiceKind, date, date | None]]]:
    # Every service at the place of each agreement, its own among them: whose account it is on does not matter.
    there = aliased(ServiceAgreement)
    rows = session.execute(
        select(
            col(ServiceAgreement.id),
            col(ServiceLocation.tax_jurisdiction),
            col(there.kind),
            col(there.started_on),
            col(there.ended_on),
        )
        .join(ServiceLocation, col(ServiceLocation.id) == col(ServiceAgreement.service_location_id))
        .join(there, col(there.service_location_id) == col(ServiceLocation.id))
        .where(col(ServiceAgreement.id).in_(agreement_ids))
    )
    found: dict[UUID, list[tuple[str, ServiceKind, date, date | None]]] = {}
    for agreement_id, jurisdiction, kind, started_on, ended_on in rows:
        found.setdefault(agreement_id, []).append((jurisdiction, kind, started_on, ended_on))
    return found
