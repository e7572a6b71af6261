"""What may come in to change a profile: the fields of the form that is open, as text, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.domain.members.rules import PROOF_LIFE, MemberRole
from smarthub_dash.domain.members.rules.contact import LONGEST_TYPED, phone_of, phone_text
from smarthub_dash.kit.database import open_database
from state.profile_forms import LanguageChoice, PrintChoice, choice_in, typed_in, values_of
from tests.support.doors import SetClock, wiring_of
from tests.support.guarding import LET_THROUGH, REDIRECTED, REFUSED, answers, asked, leads_to, session_of
from tests.support.states import HANDLERS

STATE = "reflex___state____state.state___profile____profile_state."
PROVED = ("edit", "submit", "save", "keep_email")
OTHERS = ("load", "cancel", "choose_language", "choose_print")
ADDRESS = {"street": "12 Elm St", "city": "Fulton", "state": "MO", "zip_code": "65251"}
ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        "x",
        [],
        {},
        {"full_name": 7},
        {"full_name": None},
        {"full_name": ["Ada"]},
        {"full_name": "Ada", "role": "staff"},
        {"full_name": "x" * (LONGEST_TYPED + 1)},
        {"email": "a@b.example"},
    ],
)
def test_what_no_form_of_ours_sends_is_not_read(sent: Any) -> None:
    assert typed_in("name", sent) is None


@pytest.mark.parametrize("part", ["", "language", "bills", "role", "NAME"])
def test_a_part_without_a_form_takes_nothing(part: str) -> None:
    assert typed_in(part, {"full_name": "Ada"}) is None


def test_an_address_is_kept_by_its_columns() -> None:
    values, mends = values_of({**ADDRESS, "state": " mo ", "zip_code": "65251 1234", "street": "  12   Elm St "})

    assert mends == {}
    assert values == {
        "mailing_street": "12 Elm St",
        "mailing_city": "Fulton",
        "mailing_state": "MO",
        "mailing_zip": "65251-1234",
    }


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *[("street", text) for text in ("", "   ", "x" * 121, "12 Elm\x00St", "12 \u202eElm")],
        *[("city", text) for text in ("", "x" * 61)],
        *[("state", text) for text in ("", "XX", "Missouri")],
        *[("zip_code", text) for text in ("", "6525", "652511", "65251-12", "ABCDE", "６５２５１")],
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_else_is_lost(field: str, text: str) -> None:
    values, mends = values_of({**ADDRESS, field: text})

    assert list(mends) == [field]
    assert len(values) == 3


@pytest.mark.parametrize("text", ["12", "573-642-332", "call me", "573-642-3326 ext 5", "+999 1", "555-0100"])
def test_what_nobody_could_call_is_refused(text: str) -> None:
    assert list(values_of({"phone": text})[1]) == ["phone"]


@pytest.mark.parametrize("typed", ["573-642-3326", "(573) 642 3326", "1 573 642 3326", "+15736423326"])
def test_a_number_is_kept_one_way_and_shown_as_here(typed: str) -> None:
    assert (phone_of(typed), phone_text(phone_of(typed))) == ("+15736423326", "(573) 642-3326")
    assert phone_of(phone_text(phone_of(typed))) == "+15736423326"


@given(st.text(max_size=LONGEST_TYPED))
def test_any_text_is_taken_in_a_printable_form_or_refused(text: str) -> None:
    for field in ("full_name", "street", "city", "state", "zip_code", "phone"):
        values, mends = values_of({field: text})
        assert len(values) + len(mends) == 1
        assert all(value.isprintable() and value == value.strip() for value in values.values())


@pytest.mark.parametrize("form", [LanguageChoice, PrintChoice])
@given(sent=ANYTHING)
def test_a_choice_is_one_of_those_offered(form: Any, sent: Any) -> None:
    offered: dict[Any, tuple[Any, ...]] = {LanguageChoice: ("en", "es")}
    is_offered = isinstance(sent, bool) if form is PrintChoice else isinstance(sent, str) and sent in offered[form]

    assert (choice_in(form, sent) is not None) == is_offered


def test_every_handler_of_the_page_is_one_of_these() -> None:
    named = {name.removeprefix(STATE) for name in HANDLERS if name.startswith(STATE)} - {"setvar"}

    assert named == {*PROVED, *OTHERS}


def test_what_changes_who_a_member_is_asks_for_a_fresh_proof(sqlite_address: str, now) -> None:
    clock, database = SetClock(now), open_database(sqlite_address)
    parts = wiring_of(database, clock)
    token = session_of(database, MemberRole.MEMBER, now)
    fresh = {name: asked(parts, STATE + name, token) for name in (*PROVED, *OTHERS)}
    clock.wait(PROOF_LIFE + timedelta(seconds=1))
    stale = {name: asked(parts, STATE + name, token) for name in (*PROVED, *OTHERS)}
    (answer,) = answers(parts, [f"{STATE}save"], token, path="/profile")
    nobody = {asked(parts, STATE + name, "made up") for name in (*PROVED, *OTHERS)}
    database.close()

    assert set(fresh.values()) == {LET_THROUGH}
    assert {name for name, became in stale.items() if became == REDIRECTED} == {*PROVED}
    assert REFUSED not in stale.values()
    assert leads_to(answer).startswith("/confirm?next=%2Fprofile")
    assert nobody == {REDIRECTED}
