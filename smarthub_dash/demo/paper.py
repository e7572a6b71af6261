"""How the bills of the demo co-op come: paperless for some of the cast, large print for Earl, and what bills say."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session, select

from smarthub_dash.demo.cast import CAST
from smarthub_dash.domain.accounts.queries import scope_of
from smarthub_dash.domain.accounts.rules import Provider
from smarthub_dash.domain.billing.operations.paperless import start_paperless
from smarthub_dash.domain.billing.records import BillMessage, PaperlessEnrollment
from smarthub_dash.domain.members.queries import member_of_email
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database

MESSAGES = (
    (None, 1, "Spring storms: a line on the ground is live. Stay away, call us, and we come at any hour."),
    (
        Provider.CEC,
        4,
        "The annual meeting is in May. Every member has one vote; the notice tells the place and the hour.",
    ),
    (Provider.CALLABYTE, 4, "Moving the router to the middle of the house is the cheapest way to a faster connection."),
    (None, 6, "Hot days ahead: each degree that the thermostat is higher saves about three percent of cooling."),
    (Provider.CEC, 9, "Scholarships for high-school seniors of member families: ask the office for the form."),
    (
        None,
        10,
        "Winter is coming. Budget Billing spreads what heating costs over the year; see it under Billing & Payments.",
    ),
    (None, 11, "Our office is closed on Thanksgiving. Crews are on call as always: 573-642-3326."),
)
"""Whose bills say it, in which month of each year, and the words."""


def set_out_paper(database: Database, *, since: date, moment: Moment) -> None:
    """Let the bills of the cast come as each likes them, and bills say what the months bring; once."""
    with database.unit_of_work() as session:
        if session.exec(select(BillMessage.id).limit(1)).first() is None:
            session.add_all(_messages(since, moment.today + timedelta(days=365)))
        if session.exec(select(PaperlessEnrollment.id).limit(1)).first() is None:
            for person in CAST:
                _choose(
                    session,
                    person.email,
                    is_paperless=person.is_paperless,
                    is_large=person.wants_large_print,
                    moment=moment,
                )


def _choose(session: Session, email: str, *, is_paperless: bool, is_large: bool, moment: Moment) -> None:
    # no scope: each of the cast has their own
    member = member_of_email(session, email=email)
    if member is None:
        return
    member.wants_large_print = member.wants_large_print or is_large
    scope = scope_of(session, member_id=member.id, today=moment.today)
    for account_id in scope.account_ids if is_paperless else ():
        start_paperless(session, scope=scope, account_id=account_id, today=moment.today, now=moment.now)


def _messages(since: date, until: date) -> Iterator[BillMessage]:
    for year in range(since.year, until.year + 1):
        for provider, month, words in MESSAGES:
            from_on = date(year, month, 1)
            yield BillMessage(provider=provider, from_on=from_on, to_on=from_on + timedelta(days=30), words=words)
