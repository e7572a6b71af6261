"""What staff post to accounts: credits, transfers, deposits, and the capital credits of a year."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from smarthub_dash.domain.billing.operations.capital import PayOut, allocate_capital, retire_capital
from smarthub_dash.domain.billing.operations.credits import give_credit, transfer_credit
from smarthub_dash.domain.billing.operations.deposits import apply_deposit, refund_deposit, take_deposit
from smarthub_dash.domain.billing.queries.staff import account_by_number
from smarthub_dash.journal.news import announce
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.errors import Refused
from smarthub_dash.kit.money import Cents

LONGEST_MEMO = 120


class NoMemo(Refused):
    """Members read why a credit was given."""


@dataclass(frozen=True, slots=True)
class StaffPosting:
    """
    What is posted, by which reference, and when.

    A reference is posted once: to post again, give another.
    """

    cents: Cents
    reference: str
    memo: str
    on: date


@dataclass(frozen=True, slots=True)
class CapitalSummary:
    """How many accounts shared how much. Units: cents."""

    account_count: int
    cents: Cents


def credit_account(database: Database, *, account_number: str, posting: StaffPosting, now: datetime) -> bool:
    """
    Give an account a credit; return False if its reference gave it before.

    :raises Refused: if there is no such account, no reason, no amount, or the reference was used for something else
    """
    # no scope: staff give credits to any account
    _check(posting)
    with database.unit_of_work() as session:
        account_id = account_by_number(session, account_number=account_number).id
        is_new = give_credit(
            session,
            account_id=account_id,
            cents=posting.cents,
            memo=posting.memo,
            reference=posting.reference,
            posted_on=posting.on,
            now=now,
        )
        announce(session, topic="billing", account_ids=[account_id] if is_new else [], now=now)
    return is_new


def move_credit(database: Database, *, from_number: str, to_number: str, posting: StaffPosting, now: datetime) -> bool:
    """
    Move a credit between two accounts of one household; return False if its reference moved it before.

    :raises Refused: if there is no such account, no common owner, not enough credit, or the reference was used
    """
    # no scope: staff move credits for any household
    _check(posting)
    with database.unit_of_work() as session:
        ids = [account_by_number(session, account_number=number).id for number in (from_number, to_number)]
        is_new = transfer_credit(
            session,
            from_account_id=ids[0],
            to_account_id=ids[1],
            cents=posting.cents,
            memo=posting.memo,
            reference=posting.reference,
            posted_on=posting.on,
            now=now,
        )
        announce(session, topic="billing", account_ids=ids if is_new else [], now=now)
    return is_new


def hold_deposit(database: Database, *, account_number: str, posting: StaffPosting, now: datetime) -> bool:
    """
    Take a deposit; return False if its reference was taken before.

    :raises Refused: if there is no such account, no amount, or the reference was used for something else
    """
    return _deposit(database, take_deposit, account_number, posting, now)


def use_deposit(database: Database, *, account_number: str, posting: StaffPosting, now: datetime) -> bool:
    """
    Pay an account's bills with its deposit; return False if its reference did before.

    :raises Refused: as `hold_deposit`, and if less is held
    """
    return _deposit(database, apply_deposit, account_number, posting, now)


def return_deposit(database: Database, *, account_number: str, posting: StaffPosting, now: datetime) -> bool:
    """
    Give a deposit back by check; return False if its reference did before.

    :raises Refused: as `hold_deposit`, and if less is held
    """
    return _deposit(database, refund_deposit, account_number, posting, now)


def share_margin(database: Database, *, year: int, margin_cents: Cents, on: date, now: datetime) -> CapitalSummary:
    """
    Allocate the margin of a year to the members who bought electricity in it, once.

    :raises Refused: if there is nothing to share, nobody to share it, or the year was shared before
    """
    # no scope: a margin is shared over all accounts
    with database.unit_of_work() as session:
        given = allocate_capital(session, year=year, margin_cents=margin_cents, posted_on=on, now=now)
        announce(session, topic="billing", account_ids=given, now=now)
    return CapitalSummary(len(given), sum(given.values()))


def pay_out_capital(
    database: Database, *, year: int, share: Fraction, pay_out: PayOut, on: date, now: datetime
) -> CapitalSummary:
    """
    Pay out a share of what is left of a year's capital credits, as a credit on bills or by check.

    :raises Refused: if nothing is left, the share is odd, or some of it was paid out today
    """
    # no scope: a retirement pays every account of that year
    with database.unit_of_work() as session:
        paid = retire_capital(session, year=year, share=share, pay_out=pay_out, posted_on=on, now=now)
        announce(session, topic="billing", account_ids=paid, now=now)
    return CapitalSummary(len(paid), sum(paid.values()))


def _deposit(database: Database, operation, account_number: str, posting: StaffPosting, now: datetime) -> bool:
    with database.unit_of_work() as session:
        account_id = account_by_number(session, account_number=account_number).id
        is_new = operation(
            session,
            account_id=account_id,
            cents=posting.cents,
            reference=posting.reference,
            posted_on=posting.on,
            now=now,
        )
        announce(session, topic="billing", account_ids=[account_id] if is_new else [], now=now)
    return is_new


def _check(posting: StaffPosting) -> None:
    if not posting.memo.strip() or len(posting.memo) > LONGEST_MEMO:
        raise NoMemo(f"Say why, in at most {LONGEST_MEMO} characters: the member reads it.")
