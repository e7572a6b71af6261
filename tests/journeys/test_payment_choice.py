"""What a member chose to pay, as an address holds it."""

from datetime import date
from uuid import UUID

import pytest

from smarthub_dash.journeys.payment_choice import (
    AmountKind,
    AmountUnreadable,
    Choice,
    Wanted,
    address_of,
    amount_of,
    choice_of,
)

METHOD = UUID("7f9b6c1e-5a57-4f3c-9b7e-0d6f6f3a2c11")


def _query(address: str) -> dict[str, str]:
    _, _, query = address.partition("?")
    return dict(part.partition("=")[::2] for part in query.split("&") if part)


def test_an_address_leads_back_to_the_same_choice() -> None:
    chosen = Choice(
        {"0041": Wanted(), "0052": Wanted(AmountKind.PAST), "0900": Wanted(AmountKind.OTHER, "12.50")},
        METHOD,
        date(2026, 12, 1),
        is_review=True,
    )

    found = choice_of(_query(address_of(chosen)))

    assert found == chosen
    assert found.is_review


def test_nothing_chosen_is_something_else_than_no_choice_yet() -> None:
    assert choice_of({}).wanted is None
    assert choice_of(_query(address_of(Choice({})))).wanted == {}


def test_a_link_to_one_account_chooses_its_total() -> None:
    assert choice_of({"account": "0041"}).wanted == {"0041": Wanted()}


def test_what_was_added_on_the_way_is_what_is_paid_with() -> None:
    assert choice_of({"with": "nonsense", "method": str(METHOD)}).method_id == METHOD


@pytest.mark.parametrize("query", [{"on": "2026-13-40"}, {"on": "tomorrow"}, {"with": "x" * 50}, {"pay": ",,:,"}])
def test_what_an_address_gets_wrong_is_left_out(query: dict[str, str]) -> None:
    found = choice_of(query)

    assert (found.method_id, found.pay_on, found.wanted or {}) == (None, None, {})


@pytest.mark.parametrize(("typed", "cents"), [("25", 2_500), ("25.5", 2_550), (" $1,025.50 ", 102_550), ("0.01", 1)])
def test_an_amount_is_read_as_people_write_it(typed: str, cents: int) -> None:
    assert amount_of(typed) == cents


@pytest.mark.parametrize("typed", ["", "0", "-5", "1.005", "ten", "NaN", "Infinity", "1e3000", "9" * 20, "٣", "1 2"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(AmountUnreadable):
        amount_of(typed)
