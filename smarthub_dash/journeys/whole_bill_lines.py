"""The lines that concern a bill as a whole: credits that pay for it, and rounding it up. They come last."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from smarthub_dash.domain.billing.queries.metering import NO_CREDITS, CreditsLeft, credits_of
from smarthub_dash.domain.billing.rules.drafts import BillDraft, PricedService
from smarthub_dash.domain.rates.rules.lines import ChargeLine, PricedPeriod
from smarthub_dash.domain.rates.rules.on_lines import round_up_lines
from smarthub_dash.domain.rates.rules.schedule import RateSchedule, version_on
from smarthub_dash.domain.rates.rules.terms import ChargeKind
from smarthub_dash.journeys.draft_bills import BillDrafts
from smarthub_dash.journeys.metered_services import ServedSpan
from smarthub_dash.kit.money import Cents, money_text

CREDIT_LABEL = "Credit for energy you sent back"


def with_whole_bill_lines(
    session: Session, *, drafts: Sequence[BillDraft], made: BillDrafts, on: date
) -> tuple[BillDraft, ...]:
    """Add to drafts of bills made on a day the credits they use, and then what rounds them up."""
    # no scope: the bill run bills every account
    put_by = credits_of(session, account_ids=[draft.account_id for draft in drafts])
    return tuple(_finished(draft, made, put_by.get(draft.account_id, NO_CREDITS), on) for draft in drafts)


def _finished(draft: BillDraft, made: BillDrafts, put_by: CreditsLeft, on: date) -> BillDraft:
    spans = made.served.spans.get(draft.account_id, ())
    schedules = made.served.schedules
    used = put_by.usable(owed_cents=draft.charges_cents, on=on)
    added = []
    if used and spans:
        line = _credit_line(spans[0], schedules, used, left_cents=put_by.balance_cents - used)
        added.append(PricedService(spans[0].service_agreement_id, PricedPeriod((line,))))
    for span in spans:
        given = round_up_lines(
            schedules[span.rate_code],
            period=span.period,
            facts=made.facts[span],
            bill_cents=draft.charges_cents - used,
        )
        if given:
            # Once a bill, whichever of its services takes part first.
            added.append(PricedService(span.service_agreement_id, PricedPeriod(given)))
            break
    return replace(draft, services=(*draft.services, *added))


def _credit_line(
    span: ServedSpan, schedules: Mapping[str, tuple[RateSchedule, ...]], used: Cents, *, left_cents: Cents
) -> ChargeLine:
    version = version_on(schedules[span.rate_code], day=span.period.last_on)
    metering = version.net_metering
    left = f"{money_text(left_cents)} is left" if left_cents else "nothing is left"
    return ChargeLine(
        kind=ChargeKind.CREDIT,
        label=metering.label if metering else CREDIT_LABEL,
        quantity=Fraction(used, 100),
        quantity_text=f"{money_text(used)} of {money_text(used + left_cents)}",
        price=Decimal(-1),
        price_text="",
        explanation=f"Put by on earlier bills. The oldest credit is used first, and each lasts a year; {left}.",
        rate_code=version.code,
        rate_from=version.valid_from,
        cents=-used,
    )
