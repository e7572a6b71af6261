"""Look after payment arrangements: a job of every day, which may run twice, ends what was paid or was not kept."""

from collections.abc import Callable

from smarthub_dash.domain.billing.operations.ledger import lock_accounts
from smarthub_dash.domain.billing.queries.arrangements import ArrangementView, running_arrangements
from smarthub_dash.domain.billing.rules import ArrangementEnd
from smarthub_dash.domain.billing.rules.arrangements import ARRANGEMENTS, is_broken
from smarthub_dash.domain.payments.queries import on_its_way
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.payment_plans import PlanStanding, end_plan, plan_standing
from smarthub_dash.kit.database import Database


def heed_plans(database: Database, *, moment: Moment, report: Callable[..., object]) -> int:
    """End the arrangements that were paid in full or not kept; return how many."""
    with database.reading() as session:
        plans = running_arrangements(session)
    ended = sum(_heed(database, plan, moment) for plan in plans)
    report("payment plans: %s looked at, %s ended", len(plans), ended)
    return ended


def _heed(database: Database, plan: ArrangementView, moment: Moment) -> bool:
    with database.unit_of_work() as session:
        lock_accounts(session, account_ids=[plan.account_id])
        standing = plan_standing(session, plan=plan)
        is_sending = bool(on_its_way(session, account_ids=[plan.account_id]))
        end = _end_of(standing, moment, is_sending=is_sending)
        return end is not None and end_plan(session, standing=standing, end=end, by=None, moment=moment)


def _end_of(standing: PlanStanding, moment: Moment, *, is_sending: bool) -> ArrangementEnd | None:
    plan, left = standing.plan, standing.left_cents
    if left == 0:
        # What is on its way may still be declined.
        return None if is_sending else ArrangementEnd.KEPT
    grace = ARRANGEMENTS[plan.provider].grace_days
    broken = is_broken(plan.installments, left_cents=left, grace_days=grace, today=moment.today)
    return ArrangementEnd.BROKEN if broken else None
