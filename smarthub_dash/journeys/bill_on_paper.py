"""
A bill on paper: the same figures as the screen's, put into words and set in type.

The code that registers an account is printed on mailed bills only, and only where nobody has a sign-in for the account:
who may merely see an account must not find on its PDF what would make them its owner.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.documents.bills import bill_pdf, providers
from smarthub_dash.documents.paper import PaperBill, PaperDue, PaperStub
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries.envelope import Envelope, envelope_of
from smarthub_dash.domain.billing.queries.whole_bill import bill_in
from smarthub_dash.domain.billing.rules.scan_line import scan_line
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.journeys.bill_in_full import printed_bill, read_bill
from smarthub_dash.journeys.bill_remarks import remarks_on
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.bill_words import (
    compare_on_paper,
    days_billed,
    ledger_on_paper,
    services_on_paper,
    sums_on_paper,
    year_on_paper,
)
from smarthub_dash.journeys.words import full_day_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.settings import Settings

NO_NEWS = "Nothing new this month. Thank you for being a member."
NOTHING_TO_PAY = "There is nothing to pay on this bill. Keep it with your papers."
ILLUSTRATIVE = "Illustrative: prices, rules and addresses are not the co-op's."


@dataclass(frozen=True, slots=True)
class Press:
    """What every bill of this portal says alike: where it is to be seen, and what stands at its foot."""

    public_url: str
    footer: str


def press_of(settings: Settings) -> Press:
    """Return what this portal's bills say alike."""
    return Press(settings.public_url, ILLUSTRATIVE if settings.is_demo else "")


def pdf_of_bill(
    database: Database,
    *,
    scope: AccountScope,
    bill_number: str,
    is_large_print: bool | None,
    press: Press,
    now: datetime,
) -> bytes:
    """
    Return a bill of the member's accounts as PDF; in large print if asked for, or if that is the member's choice.

    :raises NotYours: if no account of the scope has such a bill
    """
    with database.reading() as session:
        bill = read_bill(session, bill=bill_in(session, scope=scope, bill_number=bill_number))
        envelope = envelope_of(session, account_id=bill.bill.account_id)
        if is_large_print is None:
            is_large_print = member_of_id(session, member_id=scope.member_id).wants_large_print
    return bill_pdf(bill_on_paper(bill, envelope, is_large_print=is_large_print, code="", press=press), made_at=now)


def mailed_bill(session: Session, *, statement_id: UUID, press: Press, sealer: Sealer) -> PaperBill:
    """Return a bill as it goes to the mail house."""
    # no scope: the print file holds the bills of all accounts
    bill = printed_bill(session, statement_id=statement_id)
    envelope = envelope_of(session, account_id=bill.bill.account_id)
    code = "" if envelope.is_registered else bill_code_of(sealer, bill.bill.bill_number)
    return bill_on_paper(bill, envelope, is_large_print=envelope.wants_large_print, code=code, press=press)


def bill_on_paper(bill: BillInFull, envelope: Envelope, *, is_large_print: bool, code: str, press: Press) -> PaperBill:
    """Return what a bill says on paper."""
    own = bill.bill
    due = _due(bill)
    places = tuple(dict.fromkeys(f"{service.street}, {service.place}" for service in bill.services))
    return PaperBill(
        provider=own.provider.value,
        bill_number=own.bill_number,
        title=f"Bill of {full_day_text(own.issued_on)}",
        about=f"What account {own.account_number} owes, and what it is made of",
        address=f"{press.public_url}/bills/{own.bill_number}",
        is_large_print=is_large_print,
        mail_lines=(own.name_on_account, *(envelope.mailing_lines or _first_place(bill))),
        particulars=(
            ("Account", own.account_number),
            *(("Service at", place) for place in places[:3]),
            ("Days billed", days_billed(own.period)),
        ),
        due=due,
        remarks=tuple(each.words for each in remarks_on(bill)),
        services=services_on_paper(bill),
        sums=sums_on_paper(bill),
        year=year_on_paper(bill),
        compare=compare_on_paper(bill),
        ledger=ledger_on_paper(bill),
        messages=bill.messages or (NO_NEWS,),
        code=f"{code[:4]}-{code[4:]}" if code else "",
        stub=_stub(bill, due),
        footer=press.footer,
    )


def _due(bill: BillInFull) -> PaperDue:
    balance = bill.ledger.balance_cents
    if bill.bill.cancelled_on is not None:
        return PaperDue("Cancelled: do not pay", money_text(balance), "", "", is_void=True)
    if balance <= 0:
        return PaperDue("Your credit" if balance else "Amount due", money_text(-balance), "", "", is_void=False)
    return PaperDue("Amount due", money_text(balance), full_day_text(bill.bill.due_on), _due_note(bill), is_void=False)


def _due_note(bill: BillInFull) -> str:
    before = bill.ledger.previous_cents
    return f"{money_text(before)} of it is from earlier bills: please pay it now." if before > 0 else ""


def _first_place(bill: BillInFull) -> tuple[str, ...]:
    return (bill.services[0].street, bill.services[0].place) if bill.services else ()


def _stub(bill: BillInFull, due: PaperDue) -> PaperStub:
    own, provider = bill.bill, providers()[bill.bill.provider.value]
    particulars = (("Account", own.account_number), ("Bill", own.bill_number))
    if not due.day:
        return PaperStub(NOTHING_TO_PAY, particulars, has_enclosed=False, scan_line="")
    line = scan_line(
        provider_digit=provider["digit"],
        account_number=own.account_number,
        due_cents=bill.ledger.balance_cents,
        due_on=own.due_on,
    )
    how = (
        f"Make the check out to {provider['name']} and write the account number on it. "
        "Or pay in SmartHub, free of charge."
    )
    return PaperStub(how, (*particulars, ("Due", due.day)), has_enclosed=True, scan_line=line)
