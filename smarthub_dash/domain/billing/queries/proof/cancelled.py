"""Proof of cancelled bills: nothing of them is left in any book, and one bill at most stands for each period."""

from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from smarthub_dash.domain.billing.queries import stands
from smarthub_dash.domain.billing.queries.proof.checked import Checked
from smarthub_dash.domain.billing.records import LedgerEntry, Statement, StatementCancellation
from smarthub_dash.domain.billing.rules import LedgerKind
from smarthub_dash.kit.money import money_text


def cancelled_bills_reversed(session: Session) -> Checked:
    """Check that what was posted for a cancelled bill is taken back, book by book, and for no other bill."""
    # no scope: the proof is over all accounts
    cancelled = dict(
        session.execute(
            select_columns(col(Statement.id), col(Statement.bill_number)).join(
                StatementCancellation, col(StatementCancellation.statement_id) == col(Statement.id)
            )
        ).all()
    )
    left = session.execute(
        select_columns(col(LedgerEntry.statement_id), col(LedgerEntry.book), func.sum(col(LedgerEntry.cents)))
        .where(
            col(LedgerEntry.statement_id).in_(select_columns(col(StatementCancellation.statement_id))),
        )
        .group_by(col(LedgerEntry.statement_id), col(LedgerEntry.book))
        .having(func.sum(col(LedgerEntry.cents)) != 0)
    )
    faults = [
        f"Bill {cancelled[statement_id]} was cancelled; {money_text(int(cents))} of it is left in the book {book}."
        for statement_id, book, cents in left
    ]
    standing = session.execute(
        select_columns(col(Statement.bill_number))
        .join(LedgerEntry, col(LedgerEntry.statement_id) == col(Statement.id))
        .where(col(LedgerEntry.kind) == LedgerKind.CANCELLATION, stands())
        .distinct()
    ).scalars()
    faults += [f"Bill {number} stands, and yet it was taken back." for number in standing]
    return Checked("Cancelled bills that are taken back", len(cancelled), tuple(faults))


def one_bill_for_each_period(session: Session) -> Checked:
    """Check that bills of an account do not overlap, and that each new one of a period replaces a cancelled one."""
    # no scope: the proof is over all accounts
    one, other = aliased(Statement), aliased(Statement)
    gone = select_columns(col(StatementCancellation.statement_id))
    overlaps = session.execute(
        select_columns(col(one.bill_number), col(other.bill_number))
        .join(other, col(other.account_id) == col(one.account_id))
        .where(
            col(one.start_on) < col(other.end_on),
            col(other.start_on) < col(one.end_on),
            (col(one.start_on) < col(other.start_on))
            | ((col(one.start_on) == col(other.start_on)) & (col(one.revision) < col(other.revision))),
            col(one.id).not_in(gone),
            col(other.id).not_in(gone),
        )
    )
    faults = [f"Bills {first} and {second} are of the same days." for first, second in overlaps]
    orphans = session.execute(
        select_columns(col(Statement.bill_number)).where(
            col(Statement.revision) > 0,
            col(Statement.id).not_in(
                select_columns(col(StatementCancellation.replaced_by_id)).where(
                    col(StatementCancellation.replaced_by_id).is_not(None)
                )
            ),
        )
    ).scalars()
    faults += [f"Bill {number} replaces no bill." for number in orphans]
    count = session.execute(select_columns(func.count()).select_from(Statement).where(stands())).scalar_one()
    return Checked("One bill for each period", count, tuple(faults))
