"""What is unlike most bills, said before any figure of it, on screen and on paper alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.words import dated_text, quantity_text
from smarthub_dash.kit.money import money_text


@dataclass(frozen=True, slots=True)
class BillRemark:
    """Something unlike most bills, and the other bill it names: a link on screen, its number on paper."""

    words: str
    bill_number: str = ""
    link: str = ""
    is_alert: bool = False


def remarks_on(bill: BillInFull) -> Iterator[BillRemark]:
    """Say what is unlike most bills."""
    own, totals = bill.bill, bill.totals
    if own.cancelled_on is not None:
        yield _cancelled(bill)
        return
    if own.revision:
        yield BillRemark("This bill takes the place of an earlier one for the same days, which was cancelled.")
    if own.is_estimated:
        yield _estimated(bill)
    for each in bill.true_ups:
        yield BillRemark(
            f"Bill {each.estimated_number} was estimated. It is settled with what was measured since: "
            f"{money_text(each.cents)}.",
            each.estimated_number,
            "See the estimated bill",
        )
    if totals.put_off_cents:
        yield _budget(bill)
    if totals.put_by_cents:
        yield BillRemark(
            f"For energy you sent back {money_text(totals.put_by_cents)} is put by and pays toward following bills; "
            f"put by in all: {money_text(totals.put_by_in_all_cents)}."
        )
    if bill.ledger.balance_cents <= 0:
        yield BillRemark("There is nothing to pay. A credit is used on your following bills by itself.")


def _cancelled(bill: BillInFull) -> BillRemark:
    own = bill.bill
    instead = f" Bill {own.replaced_by} took its place." if own.replaced_by else ""
    because = f": {own.cancelled_because.rstrip('.')}" if own.cancelled_because else ""
    words = (
        f"This bill was cancelled{f' on {dated_text(own.cancelled_on)}' if own.cancelled_on else ''}{because}.{instead}"
    )
    return BillRemark(words, own.replaced_by, "See the bill that took its place", is_alert=True)


def _estimated(bill: BillInFull) -> BillRemark:
    if bill.settled_by is not None:
        number = bill.settled_by.settled_by_number
        settled = f"{money_text(bill.settled_by.cents)} on bill {number}"
        words = f"This bill was estimated in part. It was settled with what was measured since: {settled}."
        return BillRemark(words, number, "See the bill that settled it")
    use = bill.use
    part = quantity_text(use.estimated_quantity, bill.unit) if use and use.estimated_quantity else "part"
    return BillRemark(
        f"Some readings did not reach us: {part} of this bill is estimated. "
        "When the readings come, the next bill settles the difference."
    )


def _budget(bill: BillInFull) -> BillRemark:
    totals = bill.totals
    moved = "was put off" if totals.put_off_cents > 0 else "paid off what was put off before"
    return BillRemark(
        f"Budget billing: these days cost {money_text(totals.charges_cents)}, your installment is "
        f"{money_text(bill.bill.billed_cents)}, and {money_text(abs(totals.put_off_cents))} {moved}. "
        f"{_put_off_in_all(totals.put_off_in_all_cents)}"
    )


def _put_off_in_all(cents: int) -> str:
    return f"Put off in all: {money_text(cents)}." if cents >= 0 else f"Paid ahead in all: {money_text(-cents)}."
