"""Who of the cast is on Auto Pay."""

from sqlmodel import col, select

from smarthub_dash.demo.cast import CAST
from smarthub_dash.domain.autopay.operations import Acceptance, Choices
from smarthub_dash.domain.autopay.records import AutoPayEnrollment
from smarthub_dash.domain.autopay.rules.days import NOTICE_DAYS
from smarthub_dash.domain.autopay.rules.terms import terms_now
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.payments.queries.methods import methods_of
from smarthub_dash.journeys.auto_pay_choices import SignUp, sign_up
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.kit.database import Database


def sign_cast_up(database: Database, *, moment: Moment) -> None:
    """Sign up the accounts of the cast that are on Auto Pay; whoever once was, and ended it, stays off."""
    for person in CAST:
        numbers = tuple(account.account_number for account in person.accounts if account.is_on_auto_pay)
        if not numbers:
            continue
        with database.reading() as session:
            member_id = session.exec(select(Member.id).where(col(Member.email) == person.email)).one()
            was_there = select(AutoPayEnrollment.id).where(col(AutoPayEnrollment.member_id) == member_id)
            is_known = session.exec(was_there.limit(1)).first() is not None
            methods = methods_of(session, member_id=member_id)
        if is_known or not methods:
            continue
        acceptance = Acceptance(terms_now(), moment.now, "127.0.0.1", "The demo's beginning")
        form = SignUp(numbers, Choices(methods[0].method_id, None, None), acceptance)
        sign_up(database, member_id=member_id, form=form, notice_days=NOTICE_DAYS, moment=moment)
