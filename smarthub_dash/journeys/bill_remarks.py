"""What is unlike most bills, said before any figure of it."""

from collections.abc import Iterator

from smarthub_dash.journeys.bill_shapes import BillInFull
from smarthub_dash.journeys.words import full_day_text, quantity_text
from smarthub_dash.kit.money import money_text


def remarks_on(bill: BillInFull) -> Iterator[str]:
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
    paid = "was paid on what was put off" if totals.put_off_in_all_cents >= 0 else "was paid ahead"
    moved = "was put off" if totals.put_off_cents > 0 else paid
    return (
        f"Budget billing: these days cost {money_text(totals.charges_cents)}, your installment is "
        f"{money_text(bill.bill.billed_cents)}, and {money_text(abs(totals.put_off_cents))} {moved}. "
        f"{_put_off_in_all(totals.put_off_in_all_cents)}"
    )


def _put_off_in_all(cents: int) -> str:
    return f"Put off in all: {money_text(cents)}." if cents >= 0 else f"Paid ahead in all: {money_text(-cents)}."
