"""
Leave for the processor's page, where a card or bank account is entered, and come back with it.

Nothing that was typed there is ever seen here: the processor is asked by the name of its page what was entered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.payments.operations.methods import NewMethod, keep_customer, keep_method
from smarthub_dash.domain.payments.operations.visits import finish_visit, note_page, open_visit
from smarthub_dash.domain.payments.queries.methods import MethodNotYours, method_of
from smarthub_dash.domain.payments.queries.visits import Visit, visit_of, visits_left_open
from smarthub_dash.domain.payments.records import ProcessorCustomer
from smarthub_dash.domain.payments.rules import MethodKind, VisitPurpose
from smarthub_dash.domain.payments.rules.authorizations import agreed_version
from smarthub_dash.gateways.processor import Instrument, InstrumentKind, Processor, ProcessorAway
from smarthub_dash.journeys.method_news import tell_of_added
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.secrets import hash_of, new_token

BACK_PATH = "/hosted/back"
NO_ANSWER_AFTER, GIVEN_UP_AFTER = timedelta(minutes=15), timedelta(hours=26)
"""When a visit is looked after from which nobody came back, and when no more: the processor's pages live a day."""


class VisitOver(Refused):
    """There is no such way back, or it belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class EntryDesk:
    """What it takes to send somebody to the processor's page and take them back."""

    database: Database
    processor: Processor
    public_url: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class EntryWish:
    """What is to be entered, where to go after it, and from where and by what it was agreed to."""

    kind: MethodKind
    back: str
    is_agreed: bool
    address: str
    agent: str
    is_once: bool = False
    """It is for one payment, and is not kept."""


@dataclass(frozen=True, slots=True)
class BackAgain:
    """Where somebody goes who is back from the processor's page, and what they brought: None if nothing."""

    path: str
    method_id: UUID | None


def leave_to_add(desk: EntryDesk, *, member_id: UUID, wish: EntryWish, now: datetime) -> str:
    """
    Return the address of a page of the processor on which the member enters a card or bank account.

    :raises NotAuthorized: if the authorization of a bank account was not agreed to
    :raises ProcessorAway: if the processor does not answer
    """
    version = agreed_version(wish.kind, is_agreed=wish.is_agreed, is_once=wish.is_once)
    customer_ref = _customer_of(desk, member_id=member_id)
    token = new_token()
    body = {"back": wish.back, "version": version, "address": wish.address[:45], "agent": wish.agent[:255]}
    with desk.database.unit_of_work() as session:
        visit_id = open_visit(
            session,
            purpose=VisitPurpose.PAY_ONCE if wish.is_once else VisitPurpose.ADD_METHOD,
            member_id=member_id,
            token_hash=hash_of(token),
            body=body,
            now=now,
        )
    page = desk.processor.entry_page(
        key=str(visit_id),
        customer_ref=customer_ref,
        kinds=(InstrumentKind(wish.kind.value),),
        return_url=f"{desk.public_url}{BACK_PATH}?{urlencode({'visit': token})}",
        cancel_url=f"{desk.public_url}{with_word(wish.back, name='entry', word='none')}",
    )
    with desk.database.unit_of_work() as session:
        note_page(session, visit_id=visit_id, session_ref=page.session_ref)
    return page.url


def come_back(desk: EntryDesk, *, token: str, member_id: UUID, now: datetime) -> BackAgain:
    """
    Take what a member entered at the processor; who comes twice, or by an old address, meets what was kept then.

    :raises VisitOver: if the way back is not this member's
    :raises ProcessorAway: if the processor does not answer; the same address works a moment later
    """
    with desk.database.reading() as session:
        visit = visit_of(session, token_hash=hash_of(token))
    if visit is None or visit.member_id != member_id:
        raise VisitOver("This way back has ended. Add the payment account once more.")
    return _finished(desk, visit=visit, now=now)


def look_after_visits(desk: EntryDesk, *, now: datetime) -> int:
    """Keep what was entered by members who closed the window before they were back; return how many came in."""
    with desk.database.reading() as session:
        left = visits_left_open(
            session,
            purpose=VisitPurpose.ADD_METHOD,
            opened_from=now - GIVEN_UP_AFTER,
            opened_to=now - NO_ANSWER_AFTER,
        )
    try:
        return sum(_finished(desk, visit=visit, now=now).method_id is not None for visit in left)
    except ProcessorAway:
        return 0  # the next round asks again


def with_word(path: str, *, name: str, word: str) -> str:
    """Return a path of ours with a word added to its query."""
    return f"{path}{'&' if urlsplit(path).query else '?'}{urlencode({name: word})}"


def _customer_of(desk: EntryDesk, *, member_id: UUID) -> str:
    with desk.database.reading() as session:
        member = session.get_one(Member, member_id)
        known = session.get(ProcessorCustomer, member_id)
    if known is not None:
        return known.customer_ref
    made = desk.processor.customer(key=f"member:{member_id}", name=member.full_name, email=member.email)
    with desk.database.unit_of_work() as session:
        keep_customer(session, member_id=member_id, customer_ref=made)
    return made


def _finished(desk: EntryDesk, *, visit: Visit, now: datetime) -> BackAgain:
    back, kept = visit.brought["back"], visit.brought.get("method")
    if visit.is_finished and kept:
        return BackAgain(with_word(back, name="method", word=kept), UUID(kept))
    entered = desk.processor.entered(session_ref=visit.session_ref) if visit.session_ref else None
    if entered is None or visit.member_id is None:
        return BackAgain(with_word(back, name="entry", word="none"), None)
    if visit.purpose is VisitPurpose.PAY_ONCE:
        _note_once(desk, visit=visit, entered=entered, now=now)
        return BackAgain(with_word(back, name="method", word=str(visit.visit_id)), visit.visit_id)
    try:
        method_id = _keep(desk, visit=visit, member_id=visit.member_id, entered=entered, now=now)
    except MethodNotYours:  # it was removed since, in another window
        return BackAgain(with_word(back, name="entry", word="none"), None)
    return BackAgain(with_word(back, name="method", word=str(method_id)), method_id)


def _note_once(desk: EntryDesk, *, visit: Visit, entered: Instrument, now: datetime) -> None:
    """Keep what the eye may see of it until it is paid with; its token stays at the processor."""
    year, month = entered.expires_year, entered.expires_month
    told = {"kind": entered.kind.value, "brand": entered.brand[:40], "account_type": entered.account_type[:16]}
    told |= {"last_four": entered.last_four[-4:], "year": str(year or ""), "month": str(month or "")}
    with desk.database.unit_of_work() as session:
        finish_visit(session, visit_id=visit.visit_id, body={**visit.brought, **told}, now=now)


def _keep(desk: EntryDesk, *, visit: Visit, member_id: UUID, entered: Instrument, now: datetime) -> UUID:
    with desk.database.unit_of_work() as session:
        method_id, is_new = keep_method(session, member_id=member_id, entered=_new(entered, visit), now=now)
        finish_visit(session, visit_id=visit.visit_id, body={**visit.brought, "method": str(method_id)}, now=now)
        if is_new:
            method = method_of(session, member_id=member_id, method_id=method_id)
            tell_of_added(session, member_id=member_id, method=method, zone=desk.zone, now=now)
    return method_id


def _new(entered: Instrument, visit: Visit) -> NewMethod:
    return NewMethod(
        kind=MethodKind(entered.kind.value),
        token=entered.token,
        brand=entered.brand,
        account_type=entered.account_type,
        last_four=entered.last_four,
        expires_year=entered.expires_year,
        expires_month=entered.expires_month,
        mandate_version=visit.brought.get("version", ""),
        mandate_ref=entered.mandate_ref,
        agreed_address=visit.brought.get("address", ""),
        agreed_agent=visit.brought.get("agent", ""),
    )
