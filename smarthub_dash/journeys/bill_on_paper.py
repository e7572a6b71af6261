"""
A bill on paper: the same figures as the screen's, put into words and set in type.

The code that registers an account is printed on mailed bills only, and only where nobody has a sign-in for the account:
who may merely see an account must not find on its PDF what would make them its owner.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.documents.bills import bill_pdf, providers
from smarthub_dash.documents.paper import PaperBill, PaperStub
from smarthub_dash.domain.accounts.rules import AccountScope
from smarthub_dash.domain.billing.queries.envelope import Envelope, envelope_of
from smarthub_dash.domain.billing.queries.whole_bill import bill_in
from smarthub_dash.domain.billing.rules.scan_line import scan_line
from smarthub_dash.domain.members.queries.contact import member_of_id
from smarthub_dash.journeys.account_proof import bill_code_of
from smarthub_dash.journeys.bill_in_full import printed_bill, read_bill
from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.bill_words import (
    compare_on_paper,
    days_billed,
    ledger_on_paper,
    services_on_paper,
    sums_on_paper,
    year_on_paper,
)
from smarthub_dash.journeys.words import full_day_text, quantity_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.settings import Settings

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
    own, balance = bill.bill, bill.ledger.balance_cents
    is_void = own.cancelled_on is not None
    is_owed = balance > 0 and not is_void
    label, amount = _amount(bill)
    places = tuple(dict.fromkeys(f"{service.street}, {service.place}" for service in bill.services))
    return PaperBill(
        provider=own.provider.value,
        bill_number=own.bill_number,
        title=f"Bill of {full_day_text(own.issued_on)}",
        about=f"What account {own.account_number} owes, and what it is made of",
        address=f"{press.public_url}/bills/{own.bill_number}",
        is_large_print=is_large_print,
        is_void=is_void,
        mail_lines=(own.name_on_account, *(envelope.mailing_lines or _first_place(bill))),
        particulars=(
            ("Account", own.account_number),
            *(("Service at", place) for place in places[:3]),
            ("Days billed", days_billed(own.period)),
        ),
        amount_label=label,
        amount_text=amount,
        due_label="Due" if is_owed else "",
        due_text=full_day_text(own.due_on) if is_owed else "",
        due_note=_due_note(bill) if is_owed else "",
        remarks=tuple(_remarks(bill)),
        services=services_on_paper(bill),
        sums=sums_on_paper(bill),
        year=year_on_paper(bill),
        compare=compare_on_paper(bill),
        ledger=ledger_on_paper(bill),
        messages=bill.messages or ("Nothing new this month. Thank you for being a member.",),
        code=_grouped(code),
        stub=_stub(bill, is_owed=is_owed),
        footer=press.footer,
    )


def _amount(bill: BillInFull) -> tuple[str, str]:
    balance = bill.ledger.balance_cents
    if bill.bill.cancelled_on is not None:
        return "Cancelled: do not pay", money_text(balance)
    return ("Amount due", money_text(balance)) if balance >= 0 else ("Your credit", money_text(-balance))


def _due_note(bill: BillInFull) -> str:
    before = bill.ledger.previous_cents
    return f"{money_text(before)} of it is from earlier bills: please pay it now." if before > 0 else ""


def _first_place(bill: BillInFull) -> tuple[str, ...]:
    return (bill.services[0].street, bill.services[0].place) if bill.services else ()


def _remarks(bill: BillInFull) -> Iterator[str]:
    """Say what is unlike most bills."""
    own, totals = bill.bill, bill.totals
    if own.cancelled_on is not None:
        instead = f" Bill {own.replaced_by} took its place." if own.replaced_by else ""
        yield f"This bill was cancelled on {full_day_text(own.cancelled_on)}: {own.cancelled_because}.{instead}"
        return
    if own.revision:
        yield "This bill takes the place of an earlier one for the same days, which was cancelled."
    if own.is_estimated:
        yield _estimated(bill)
    for each in bill.true_ups:
        yield (
            f"Bill {each.estimated_number} was estimated. It is settled with what was measured since: "
            f"{money_text(each.cents)}."
        )
    if totals.put_off_cents:
        yield _budget(bill)
    if totals.put_by_cents:
        yield (
            f"For energy you sent back {money_text(totals.put_by_cents)} is put by and pays toward following bills; "
            f"put by in all: {money_text(totals.put_by_in_all_cents)}."
        )
    if bill.ledger.balance_cents <= 0:
        yield "There is nothing to pay. A credit is used on your following bills by itself."


def _estimated(bill: BillInFull) -> str:
    if bill.settled_by is not None:
        settled = f"{money_text(bill.settled_by.cents)} on bill {bill.settled_by.settled_by_number}"
        return f"This bill was estimated in part. It was settled with what was measured since: {settled}."
    use = bill.use
    part = quantity_text(use.estimated_quantity, bill.unit) if use and use.estimated_quantity else "part"
    return (
        f"Some readings did not reach us: {part} of this bill is estimated. "
        "When the readings come, the next bill settles the difference."
    )


def _budget(bill: BillInFull) -> str:
    totals = bill.totals
    moved = "was put off" if totals.put_off_cents > 0 else "paid off what was put off before"
    return (
        f"Budget billing: these days cost {money_text(totals.charges_cents)}, your installment is "
        f"{money_text(bill.bill.billed_cents)}, and {money_text(abs(totals.put_off_cents))} {moved}. "
        f"{_put_off_in_all(totals.put_off_in_all_cents)}"
    )


def _put_off_in_all(cents: int) -> str:
    return f"Put off in all: {money_text(cents)}." if cents >= 0 else f"Paid ahead in all: {money_text(-cents)}."


def _stub(bill: BillInFull, *, is_owed: bool) -> PaperStub:
    own, provider = bill.bill, providers()[bill.bill.provider.value]
    line = scan_line(
        provider_digit=provider["digit"],
        account_number=own.account_number,
        due_cents=bill.ledger.balance_cents if is_owed else 0,
        due_on=own.due_on,
    )
    due = (("Due", full_day_text(own.due_on)),) if is_owed else ()
    how = (
        f"Make the check out to {provider['name']} and write the account number on it. "
        "Or pay in SmartHub, free of charge."
        if is_owed
        else "There is nothing to pay on this bill. Keep it with your papers."
    )
    return PaperStub(
        how=how,
        particulars=(("Account", own.account_number), ("Bill", own.bill_number), *due),
        has_enclosed=is_owed,
        scan_line=line,
    )


def _grouped(code: str) -> str:
    return f"{code[:4]}-{code[4:]}" if code else ""
