"""
Send bills out, each by one way: a letter that links to it where the account is paperless, else the print file.

A bill that was printed gets no letter, and one that a letter told of is not printed, whatever is switched in between.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session

from smarthub_dash.domain.billing.queries.outgoing import OutgoingBill, unprinted_bills
from smarthub_dash.domain.billing.queries.paperless import Paperless, paperless_among
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.queries import posted_among
from smarthub_dash.domain.notices.rules import Address, Channel
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.words import PROVIDER_NAMES, full_day_text
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.money import money_text
from smarthub_dash.kit.sealing import Sealer

T = TypeVar("T")

SENT_WITHIN = timedelta(days=14)
"""How old a bill may be and still go out: what is older was sent by other means, before this portal was."""
BATCH = 50
KEYS_TOGETHER = 500


def write_bill_letters(database: Database, *, sealer: Sealer, public_url: str, moment: Moment) -> int:
    """Post a letter for each new bill of a paperless account, once; return how many were posted."""
    with database.reading() as session:
        bills = _untold(session, unprinted_bills(session, since=moment.today - SENT_WITHIN, until=moment.today))
        paperless = _paperless(session, bills, today=moment.today)
    due = [(bill, paperless[bill.account_id]) for bill in bills if bill.account_id in paperless]
    for batch in _pieces(due, BATCH):
        with database.unit_of_work() as session:
            for bill, to in batch:
                _post(session, bill, to, sealer=sealer, public_url=public_url, moment=moment)
    return len(due)


def bills_to_print(session: Session, *, on: date) -> Sequence[OutgoingBill]:
    """Return the bills that go to the mail house: issued by a day, of accounts that have bills on paper."""
    # no scope: the print file holds the bills of all accounts
    bills = _untold(session, unprinted_bills(session, since=on - SENT_WITHIN, until=on))
    paperless = _paperless(session, bills, today=on)
    return [bill for bill in bills if bill.account_id not in paperless]


def _untold(session: Session, bills: Sequence[OutgoingBill]) -> Sequence[OutgoingBill]:
    # no scope: as above
    told: set[str] = set()
    for keys in _pieces([_key(bill) for bill in bills], KEYS_TOGETHER):
        told |= set(posted_among(session, keys=keys))
    return [bill for bill in bills if _key(bill) not in told]


def _paperless(session: Session, bills: Sequence[OutgoingBill], *, today: date) -> dict[UUID, Paperless]:
    # no scope: as above
    found: dict[UUID, Paperless] = {}
    for account_ids in _pieces([bill.account_id for bill in bills], KEYS_TOGETHER):
        found.update(paperless_among(session, account_ids=set(account_ids), today=today))
    return found


def _post(
    session: Session, bill: OutgoingBill, to: Paperless, *, sealer: Sealer, public_url: str, moment: Moment
) -> None:
    # no scope: a letter to a member's own address
    is_owed = bill.balance_cents > 0
    post_notice(
        session,
        key=_key(bill),
        template="bill_ready",
        facts={
            "name": to.full_name.split()[0],
            "provider": PROVIDER_NAMES[bill.provider],
            "account": bill.account_number,
            "issued": full_day_text(bill.issued_on),
            "amount": money_text(abs(bill.balance_cents)),
            "owed": "Amount due" if bill.balance_cents >= 0 else "Your credit",
            "due": f"Due {full_day_text(bill.due_on)}" if is_owed else "There is nothing to pay",
        },
        to=[Address(Channel.EMAIL, to.email)],
        member_id=to.member_id,
        sealed_link=sealer.seal(f"{public_url}/bills/{bill.bill_number}"),
        account_ids=[bill.account_id],
        path=f"/bills/{bill.bill_number}",
        now=moment.now,
    )


def _key(bill: OutgoingBill) -> str:
    return f"bill-ready:{bill.statement_id}"


def _pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
