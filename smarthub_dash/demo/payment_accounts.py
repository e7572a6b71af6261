"""What the cast of the demo co-op pays with: stored payment accounts that the processor's simulator knows as well."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from smarthub_dash.demo.cast import CAST
from smarthub_dash.demo.parts import CastMember, CastMethod
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.payments.operations.methods import NewMethod, keep_customer, keep_method, name_method
from smarthub_dash.domain.payments.queries.methods import MethodNotYours
from smarthub_dash.domain.payments.rules.authorizations import AUTHORIZATIONS
from smarthub_dash.kit.database import Database


def keep_cast_methods(database: Database, *, today: date, now: datetime) -> None:
    """Give each of the cast what they pay with, the default first; what one of them has removed stays away."""
    with database.unit_of_work() as session:
        for person in CAST:
            if person.methods:
                _keep(session, person, today, now)


def _keep(session: Session, person: CastMember, today: date, now: datetime) -> None:
    member_id = session.exec(select(Member.id).where(col(Member.email) == person.email)).one()
    keep_customer(session, member_id=member_id, customer_ref=person.customer_ref)
    for method in person.methods:
        try:
            method_id, is_new = keep_method(session, member_id=member_id, entered=_entered(method, today), now=now)
        except MethodNotYours:
            continue
        if is_new and method.nickname:
            name_method(session, member_id=member_id, method_id=method_id, nickname=method.nickname)


def _entered(method: CastMethod, today: date) -> NewMethod:
    year, month = method.expiry(today) or (None, None)
    text = AUTHORIZATIONS.get(method.kind)
    return NewMethod(
        kind=method.kind,
        token=method.token,
        brand=method.brand,
        account_type=method.account_type,
        last_four=method.last_four,
        expires_year=year,
        expires_month=month,
        mandate_version=text.version if text else "",
        mandate_ref=f"mandate_{method.token.removeprefix('pm_')}" if text else "",
        agreed_address="127.0.0.1" if text else "",
        agreed_agent="The demo's beginning" if text else "",
    )
