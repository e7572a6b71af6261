"""What a draft takes, when it asks first, and that no version of the terms is ever changed."""

from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.autopay.rules import asks_first, draft_cents, draft_key
from smarthub_dash.domain.autopay.rules.terms import NEWEST, terms_now, terms_of
from smarthub_dash.domain.billing.rules import OwedBill

KEPT = {"2026-11": "d731b84d43a1ba92807c02d8c92fd00c5f7fa7cf66901fa8ecbd8b9810cad395"}
"""What members accepted, by version. A hash here is never changed: a new text is a new version."""
OCTOBER, NOVEMBER = OwedBill(date(2026, 10, 20), 4_000), OwedBill(date(2026, 11, 20), 6_000)


def test_a_draft_takes_its_bill_and_older_ones_and_leaves_newer_ones_alone() -> None:
    both = (OCTOBER, NOVEMBER)

    assert draft_cents(balance_cents=10_000, bills=both, due_on=date(2026, 10, 20)) == 4_000
    assert draft_cents(balance_cents=10_000, bills=both, due_on=date(2026, 11, 20)) == 10_000
    assert draft_cents(balance_cents=7_000, bills=both, due_on=date(2026, 10, 20)) == 1_000
    assert draft_cents(balance_cents=6_000, bills=both, due_on=date(2026, 10, 20)) == 0
    assert draft_cents(balance_cents=-500, bills=both, due_on=date(2026, 11, 20)) == 0


@given(
    st.lists(st.integers(0, 50_000), min_size=1, max_size=12),
    st.integers(-20_000, 400_000),
)
def test_drafts_of_all_bills_together_never_take_more_than_is_owed(bills: list[int], balance: int) -> None:
    owed = [OwedBill(date(2025 + at // 12, at % 12 + 1, 20), cents) for at, cents in enumerate(bills)]
    left, taken = balance, 0

    for bill in owed:
        cents = draft_cents(balance_cents=left, bills=owed, due_on=bill.due_on)
        left, taken = left - cents, taken + cents

    assert taken == max(balance, 0)


def test_a_draft_above_the_ceiling_asks_until_as_much_was_approved() -> None:
    assert not asks_first(cents=10_000, ceiling_cents=None, approved_cents=None)
    assert not asks_first(cents=10_000, ceiling_cents=10_000, approved_cents=None)
    assert asks_first(cents=10_001, ceiling_cents=10_000, approved_cents=None)
    assert not asks_first(cents=10_001, ceiling_cents=10_000, approved_cents=10_001)
    assert asks_first(cents=10_002, ceiling_cents=10_000, approved_cents=10_001)


def test_each_bill_and_each_retry_of_it_has_a_key_of_its_own() -> None:
    enrollment, bill, other = uuid4(), uuid4(), uuid4()

    keys = [
        draft_key(enrollment_id=enrollment, statement_id=each, retries=retries)
        for each in (bill, other)
        for retries in range(3)
    ]

    assert len(set(keys)) == 6
    assert keys[0] == f"autopay:{enrollment}:{bill}"
    assert max(map(len, keys)) <= 160


def test_the_terms_that_anyone_accepted_are_as_they_were() -> None:
    assert {version: terms_of(version).sha256 for version in KEPT} == KEPT


def test_the_newest_terms_are_among_those_that_are_kept() -> None:
    assert NEWEST in KEPT
    assert next(part.title for part in terms_now().parts) == "What you agree to"
    assert all(part.text for part in terms_now().parts)
