"""
Pay Now: whoever holds a bill pays what is due on it without a sign-in, and learns nothing else.

What a guest proved and chose stands in a visit, whose token is in a cookie of that browser alone.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from smarthub_dash.domain.accounts.queries import account_on_paper
from smarthub_dash.domain.billing.queries import balances
from smarthub_dash.domain.members.operations.guesses import count_guess, forgive_guesses
from smarthub_dash.domain.members.rules import GuessPurpose
from smarthub_dash.domain.members.rules.contact import new_email_of
from smarthub_dash.domain.payments.operations.visits import finish_visit, note_page, open_visit, write_visit
from smarthub_dash.domain.payments.queries import on_its_way
from smarthub_dash.domain.payments.queries.once import guest_key
from smarthub_dash.domain.payments.queries.unsettled import TenderFacts
from smarthub_dash.domain.payments.queries.visits import Visit, visit_of
from smarthub_dash.domain.payments.rules import MethodKind, VisitPurpose
from smarthub_dash.domain.payments.rules.authorizations import ONE_DEBIT, NotAuthorized
from smarthub_dash.domain.payments.rules.fees import fee_for
from smarthub_dash.domain.payments.rules.methods import method_name
from smarthub_dash.domain.payments.rules.tendering import payable_cents
from smarthub_dash.gateways.processor import Instrument, InstrumentKind, ProcessorAway
from smarthub_dash.journeys.pay_once import as_paid_with
from smarthub_dash.journeys.pay_without_sign_in import GuestWish, guest_payment, is_settled, pay_without_sign_in
from smarthub_dash.journeys.settle_tenders import settle_now
from smarthub_dash.journeys.till import Till
from smarthub_dash.journeys.typed_facts import account_number_in, is_name_of
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents
from smarthub_dash.kit.secrets import hash_of, new_token

PAGE = "/pay-now"
DUE, BACK, CONFIRM = f"{PAGE}/due", f"{PAGE}/back", f"{PAGE}/confirm"
DONE, AGAIN = f"{PAGE}/done", f"{PAGE}/again"
LIFE = timedelta(hours=1)
"""How long what was proved is good for."""
WRONG = (
    "The number and the name do not match our records. Check both on a printed bill: the account number, and the last "
    "name or the name of the business."
)


class NotOnPaper(Refused):
    """The number or the name is wrong; never said is which, nor whether there is such an account."""


class GuestOver(Refused):
    """The visit has ended, or this browser never began one."""


class NothingDue(Refused):
    """Nothing can be paid on the account now."""


@dataclass(frozen=True, slots=True)
class GuestChoice:
    """With what a guest wants to pay, and from where and by what it was agreed to."""

    kind: MethodKind
    is_agreed: bool
    email: str
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class GuestSummary:
    """What a guest is about to pay. Units: cents."""

    account_number: str
    cents: Cents
    fee_cents: Cents
    method: str


def begin_as_guest(database: Database, *, account_number: str, name: str, address: str, now: datetime) -> str:
    """
    Return the token of a visit that may pay an account, to whoever knows its number and name.

    :raises TooManyAttempts: if too many tries were wrong
    :raises NotOnPaper: if anything does not fit
    """
    # no scope: whoever pays without sign-in has none
    number = account_number_in(account_number)
    with database.unit_of_work() as session:
        count_guess(session, purpose=GuessPurpose.PAY_NOW, subject=number, address=address, now=now)
        account = account_on_paper(session, account_number=number)
        # Compared also where there is no such account, so that a wrong number takes as long as a wrong name.
        is_right = is_name_of(name, account.name_on_account if account else "Nobody At All")
        if is_right and account is not None and account.account_id is not None:
            forgive_guesses(session, purpose=GuessPurpose.PAY_NOW, subject=number, address=address)
            return _begun(session, {"account": str(account.account_id), "number": number}, now=now)
    raise NotOnPaper(WRONG)


def begin_again(database: Database, *, token: str, now: datetime) -> str:
    """
    Return the token of another visit for the same account, after a payment was made or declined.

    :raises GuestOver: if there is no visit to go on from
    """
    visit = _visit(database, token, now)
    kept = {name: visit.brought[name] for name in ("account", "number", "email") if name in visit.brought}
    with database.unit_of_work() as session:
        return _begun(session, kept, now=now)


def due_of_guest(database: Database, *, token: str, now: datetime) -> tuple[str, Cents]:
    """
    Return the account number that a guest proved and what can be paid on it now. Units: cents.

    :raises GuestOver: if there is no visit
    """
    visit = _visit(database, token, now)
    with database.reading() as session:
        return visit.brought["number"], _payable(session, UUID(visit.brought["account"]))


def leave_as_guest(till: Till, *, token: str, choice: GuestChoice, now: datetime) -> str:
    """
    Return the address of the processor's page on which the guest enters a card or bank account.

    :raises GuestOver: if there is no visit
    :raises NothingDue: if nothing can be paid any more
    :raises NotAuthorized: if the debit of a bank account was not agreed to
    :raises FieldRefused: if the e-mail address cannot be one
    :raises ProcessorAway: if the processor does not answer
    """
    visit = _visit(till.database, token, now)
    email = new_email_of(choice.email) if choice.email.strip() else ""
    if choice.kind is MethodKind.BANK and not choice.is_agreed:
        raise NotAuthorized("Tick the box below the authorization: without it a bank account cannot be used.")
    _, cents = due_of_guest(till.database, token=token, now=now)
    if not cents:
        raise NothingDue("Nothing is due on this account now.")
    guest = till.processor.customer(key=f"guest:{visit.visit_id}", name="Guest", email=email)
    page = till.processor.entry_page(
        key=str(uuid4()),
        customer_ref=guest,
        kinds=(InstrumentKind(choice.kind.value),),
        return_url=f"{till.public_url}{BACK}",
        cancel_url=f"{till.public_url}{DUE}",
    )
    agreed = {"version": ONE_DEBIT.version} if choice.kind is MethodKind.BANK else {}
    body = {**visit.brought, **agreed, "email": email, "cents": str(cents), "customer": guest}
    body |= {"address": choice.address[:45], "agent": choice.agent[:255], "agreed_at": now.isoformat()}
    with till.database.unit_of_work() as session:
        write_visit(session, visit_id=visit.visit_id, body=body)
        note_page(session, visit_id=visit.visit_id, session_ref=page.session_ref)
    return page.url


def summary_of_guest(till: Till, *, token: str, now: datetime) -> GuestSummary | None:
    """
    Return what a guest who is back from the processor's page is about to pay; None if nothing was entered there.

    :raises GuestOver: if there is no visit
    :raises ProcessorAway: if the processor does not answer
    """
    visit = _visit(till.database, token, now)
    entered = _entered(till, visit)
    if entered is None:
        return None
    kind = MethodKind(entered.kind.value)
    name = method_name(kind=kind, brand=entered.brand, account_type=entered.account_type, last_four=entered.last_four)
    cents = int(visit.brought["cents"])
    return GuestSummary(visit.brought["number"], cents, fee_for(kind, fees=till.fees), name)


def pay_as_guest(till: Till, *, token: str, agreed_fee_cents: Cents, now: datetime) -> None:
    """
    Pay what the summary showed, once for the visit however often it is confirmed.

    :raises GuestOver: if there is no visit, or nothing was entered
    :raises MoreThanOwed: if less is due by now
    :raises FeeChanged: if the fee is not the one that was shown
    :raises ProcessorAway: if the processor cannot say what was entered
    """
    visit = _visit(till.database, token, now)
    if _paid(till, visit) is not None:
        return
    entered = _entered(till, visit)
    if entered is None:
        raise GuestOver("No card or bank account was entered. Choose once more.")
    wish = GuestWish(
        _key(visit),
        UUID(visit.brought["account"]),
        int(visit.brought["cents"]),
        as_paid_with(entered, customer_ref=visit.brought["customer"]),
        visit.brought.get("email", ""),
        agreed_fee_cents,
        DONE,
    )
    pay_without_sign_in(till, wish=wish, now=now)


def outcome_of_guest(till: Till, *, token: str, is_back: bool, now: datetime) -> TenderFacts | None:
    """
    Return how a guest's payment stands; None if none was confirmed. What it was paid with is let go once that is known.

    Whoever is back from a step of the card's bank (`is_back`) need not wait until somebody asks the processor.

    :raises GuestOver: if there is no visit
    """
    visit = _visit(till.database, token, now)
    facts = _paid(till, visit)
    if facts is not None and is_back and not is_settled(facts):
        with suppress(ProcessorAway):  # the page looks again
            settle_now(till, tender_id=facts.tender.id, now=now)
        facts = _paid(till, visit)
    if facts is not None and is_settled(facts):
        _let_go(till, visit, facts.tender.token, now=now)
    return facts


def _begun(session: Session, body: dict[str, str], *, now: datetime) -> str:
    # no scope: as above
    token = new_token()
    open_visit(session, purpose=VisitPurpose.PAY_ONCE, member_id=None, token_hash=hash_of(token), body=body, now=now)
    return token


def _visit(database: Database, token: str, now: datetime) -> Visit:
    with database.reading() as session:
        visit = visit_of(session, token_hash=hash_of(token)) if token else None
    is_guests = visit is not None and visit.purpose is VisitPurpose.PAY_ONCE and visit.member_id is None
    if visit is None or not is_guests or now - visit.opened_at > LIFE:
        raise GuestOver("Too much time has passed. Type the account number and the name once more.")
    return visit


def _payable(session: Session, account_id: UUID) -> Cents:
    # no scope: the number and the name on the bill were the proof
    due = balances(session, account_ids=[account_id])[account_id]
    sent = on_its_way(session, account_ids=[account_id]).get(account_id, 0)
    return payable_cents(amount_due_cents=max(due, 0), on_its_way_cents=sent)


def _entered(till: Till, visit: Visit) -> Instrument | None:
    return till.processor.entered(session_ref=visit.session_ref) if visit.session_ref else None


def _paid(till: Till, visit: Visit) -> TenderFacts | None:
    return guest_payment(till, key=_key(visit))


def _key(visit: Visit) -> str:
    return guest_key(visit.visit_id)


def _let_go(till: Till, visit: Visit, token: str, *, now: datetime) -> None:
    with till.database.unit_of_work() as session:
        is_first = finish_visit(session, visit_id=visit.visit_id, body=visit.brought, now=now)
    if is_first:
        try:
            till.processor.forget(token=token)
        except ProcessorAway:  # it belongs to a customer of one payment; nothing here knows it any more
            return
