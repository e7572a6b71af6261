"""Warn members of cards that end soon, once for each expiry: a job of every day, which may run twice."""

from sqlmodel import Session

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.domain.payments.operations.methods import note_warned
from smarthub_dash.domain.payments.queries.methods import MethodView, cards_to_warn
from smarthub_dash.domain.payments.rules.methods import last_good_day
from smarthub_dash.journeys.household_news import Moment, date_words
from smarthub_dash.journeys.method_news import wake_member
from smarthub_dash.journeys.stored_methods import needs_of
from smarthub_dash.kit.database import Database


def warn_of_expiry(database: Database, *, moment: Moment) -> int:
    """Write to the owner of each card that ends soon, unless that was done; return how many letters there are."""
    with database.reading() as session:
        # no scope: cards of every member
        ending = cards_to_warn(session, today=moment.today)
    count = 0
    for member_id, card in ending:
        with database.unit_of_work() as session:
            if note_warned(session, method_id=card.method_id, expiry=card.expiry):
                _write(session, session.get_one(Member, member_id), card, moment)
                count += 1
    return count


def _write(session: Session, member: Member, card: MethodView, moment: Moment) -> None:
    last = last_good_day(card.expires_year, card.expires_month)
    facts = {
        "name": member.full_name.split()[0],
        "method": card.name,
        "until": date_words(last, otherwise=""),
        "needed_by": needs_of(session, member_id=member.id, method_id=card.method_id),
    }
    post_notice(
        session,
        key=f"card_expires:{card.method_id}:{card.expiry}",
        template="card_expires",
        facts=facts,
        to=[Address(Channel.EMAIL, member.email)],
        member_id=member.id,
        now=moment.now,
    )
    wake_member(session, member_id=member.id, now=moment.now)
