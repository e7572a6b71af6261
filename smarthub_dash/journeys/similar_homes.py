"""Similar homes: who is compared with whom, and the choice to stay out of it on both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from smarthub_dash.domain.accounts.queries import AccountView, accounts_in
from smarthub_dash.domain.accounts.records import Account, ServiceAgreement
from smarthub_dash.domain.accounts.rules import AccountScope, NotAllowed, Power, ServiceKind
from smarthub_dash.domain.insights.operations import Card, opt_out, take_part, withdraw_card
from smarthub_dash.domain.insights.queries import CardView, is_opted_out, told_of
from smarthub_dash.domain.insights.records import PeerOptOut
from smarthub_dash.domain.insights.rules import CardKind
from smarthub_dash.domain.insights.rules.similar_homes import LEAST_HOMES, Comparison, HomeUse, comparison_of
from smarthub_dash.domain.usage.records import DailyUsage, PeriodUsage, UsagePoint
from smarthub_dash.domain.usage.rules import Flow, QuantityUnit
from smarthub_dash.journal.news import announce
from smarthub_dash.journeys.household_news import Moment, account_name, actor_of, write_down
from smarthub_dash.journeys.try_rates import HOMES
from smarthub_dash.journeys.words import quantity_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused

DAYS, LEAST_DAYS, YEAR = 30, 25, 370
COLD, MILD = (1, 2), (4, 5, 10)
HEATS_FROM = 1.6
"""So many times the use of mild months in cold ones is a home that heats with electricity."""


class NothingToCompare(Refused):
    """There is no electric account, so nothing is compared."""


@dataclass(frozen=True, slots=True)
class SimilarView:
    """What one account is told of homes like it; no card if nothing can be told."""

    accounts: tuple[AccountView, ...]
    account: AccountView
    card: CardView | None
    is_out: bool
    may_change: bool


def comparable_homes(session: Session, *, today: date) -> Mapping[UUID, HomeUse]:
    """Return every home that takes part, with what it used of late: rates of homes, nothing sent back, a year known."""
    # no scope: a group is made of all homes; what leaves it are rounded means
    warmth = _by_season(session, today)
    rows = session.execute(
        select(col(UsagePoint.account_id), func.sum(col(DailyUsage.quantity)), func.count())
        .join(DailyUsage, col(DailyUsage.usage_point_id) == col(UsagePoint.id))
        .where(
            col(UsagePoint.account_id).in_(warmth),
            col(DailyUsage.flow) == Flow.DELIVERED,
            col(DailyUsage.day) >= today - timedelta(days=DAYS),
            col(DailyUsage.day) < today,
            col(DailyUsage.present_seconds) >= col(DailyUsage.expected_seconds),
        )
        .group_by(col(UsagePoint.account_id))
    )
    return {
        account_id: HomeUse(account_id, round(int(quantity) * DAYS / count), warmth[account_id] >= HEATS_FROM)
        for account_id, quantity, count in rows
        if count >= LEAST_DAYS
    }


def _by_season(session: Session, today: date) -> Mapping[UUID, float]:
    """Return how many times the use of mild billing periods the cold ones took, by account."""
    # no scope: a group is made of all homes
    since = today - timedelta(days=YEAR)
    month = func.extract("month", col(PeriodUsage.end_on))
    a_day = col(PeriodUsage.quantity) * 86_400.0 / col(PeriodUsage.present_seconds)
    is_delivered = col(PeriodUsage.flow) == Flow.DELIVERED
    rows = session.execute(
        select(
            col(UsagePoint.account_id),
            func.avg(case((is_delivered & month.in_(COLD), a_day))),
            func.avg(case((is_delivered & month.in_(MILD), a_day))),
            func.sum(case((is_delivered, 0), else_=col(PeriodUsage.quantity))),
        )
        .join(PeriodUsage, col(PeriodUsage.usage_point_id) == col(UsagePoint.id))
        .join(Account, col(Account.id) == col(UsagePoint.account_id))
        .join(ServiceAgreement, col(ServiceAgreement.id) == col(UsagePoint.service_agreement_id))
        .outerjoin(PeerOptOut, col(PeerOptOut.account_id) == col(Account.id))
        .where(
            col(ServiceAgreement.rate_code).in_(HOMES),
            col(ServiceAgreement.ended_on).is_(None),
            col(Account.closed_on).is_(None),
            col(PeerOptOut.account_id).is_(None),
            col(PeriodUsage.start_on) >= since,
            col(PeriodUsage.end_on) <= today,
            col(PeriodUsage.present_seconds) > 0,
        )
        .group_by(col(UsagePoint.account_id))
    )
    return {
        account_id: float(cold) / float(mild) for account_id, cold, mild, sent in rows if cold and mild and not sent
    }


def similar_card(account_id: UUID, homes: Mapping[UUID, HomeUse]) -> list[Card]:
    """Return the card of an account beside homes like it; none if it stays out, or they are too few."""
    own = homes.get(account_id)
    found = comparison_of(own, homes.values()) if own else None
    return [Card(CardKind.SIMILAR, _sentence(found), _how(found))] if found else []


def view_similar(database: Database, *, scope: AccountScope, account_number: str) -> SimilarView:
    """
    Return what an account is told of homes like it; of the first electric one, if none is asked for.

    :raises NothingToCompare: if the scope holds no electric account
    :raises NotYours: if the account asked for is not in it
    """
    with database.reading() as session:
        accounts = tuple(each for each in accounts_in(session, scope=scope) if each.kind is ServiceKind.ELECTRIC)
        if not accounts:
            raise NothingToCompare("Homes are compared by electric accounts, and there is none here.")
        named = [each for each in accounts if each.account_number == account_number]
        if account_number and not named:
            scope.refuse()
        account = named[0] if named else accounts[0]
        own = scope.only(account.account_id)
        cards = [card for card in told_of(session, scope=own).cards if card.kind is CardKind.SIMILAR]
        is_out = is_opted_out(session, scope=own)
    return SimilarView(
        accounts, account, cards[0] if cards else None, is_out, scope.may(Power.MANAGE, account.account_id)
    )


def choose_to_compare(
    database: Database, *, member_id: UUID, account_number: str, takes_part: bool, moment: Moment
) -> None:
    """
    Let an account be compared with others and counted among them, or neither.

    :raises Refused: if the account is not the member's to change
    """
    with database.unit_of_work() as session:
        actor = actor_of(session, member_id=member_id, moment=moment)
        account = actor.account_of(account_number)
        if not actor.scope.may(Power.MANAGE, account.account_id):
            raise NotAllowed("Only an owner or a caretaker of the account can choose this.")
        own = actor.scope.only(account.account_id)
        if takes_part is not is_opted_out(session, scope=own):
            return
        if takes_part:
            take_part(session, scope=own)
        else:
            opt_out(session, scope=own, now=moment.now)
            withdraw_card(session, scope=own, kind=CardKind.SIMILAR)
        done = "joined" if takes_part else "left"
        words = {
            account.account_id: f"{actor.full_name} {done} the comparison with similar homes: {account_name(account)}"
        }
        write_down(session, act="similar homes", words=words, actor_id=member_id, member_id=None, moment=moment)
        announce(session, topic="insights", account_ids=[account.account_id], now=moment.now)


def _sentence(found: Comparison) -> str:
    own, others, thrifty = (
        quantity_text(each, QuantityUnit.WH) for each in (found.own, found.all_homes, found.thrifty)
    )
    return f"{own} in the last 30 days; similar homes took about {others}, and the thriftiest of them about {thrifty}."


def _how(found: Comparison) -> str:
    kind = "heat with electricity" if found.heats else "do not heat with electricity"
    return (
        f"Beside at least {LEAST_HOMES} other homes of the cooperative that, by their use in cold months, {kind} as "
        "yours. The thriftiest are the lowest fifth of them, five at least. How large they are and how many live there "
        "we do not know. Figures of others are rounded means, so that nobody's use can be told from them."
    )
