"""Bills in type: one page, tagged, and safe from whatever a name or a message holds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smarthub_dash.documents.bills import bill_pdf, page_count, providers
from smarthub_dash.documents.letterforms import BREAK, LONGEST_TEXT, settable
from tests.support.paper import SERVICE, a_paper_bill, reader_of, text_of

AT = datetime(2026, 11, 14, 9, tzinfo=UTC)
HOSTILE = '#panic("no") $x^2$ *b* _i_ `raw` <label> @ref \\ "quoted" \'single\' [content] // comment /* more */ #{1+1}'


def test_a_bill_is_one_tagged_page_with_title_language_and_words_for_its_pictures() -> None:
    made = bill_pdf(a_paper_bill(), made_at=AT)

    reader = reader_of(made)
    assert page_count(made) == len(reader.pages) == 1
    root: Any = reader.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert reader.metadata
    assert reader.metadata.title == "Bill of November 14, 2026, Callaway Electric Cooperative"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert "Bars of what 13 bills counted." in _alternatives(root["/StructTreeRoot"])


def test_it_says_what_is_due_when_to_whom_and_whom_to_call() -> None:
    said = text_of(bill_pdf(a_paper_bill(), made_at=AT))

    for words in ("Amount due", "$142.17", "December 4, 2026", "Ada Whitfield", "Message Center", "Payment stub"):
        assert words in said
    assert "1 000041877001 000014217 261204 0" in said
    assert "never call or e-mail to ask for card" in said.replace("\n", " ")
    assert all(each["phone"] in said for each in providers().values())


def test_the_same_bill_at_the_same_time_is_the_same_file() -> None:
    assert bill_pdf(a_paper_bill(), made_at=AT) == bill_pdf(a_paper_bill(), made_at=AT)


def test_a_long_bill_gets_denser_and_then_flows_on_with_its_stub_on_the_first_page() -> None:
    fuller = replace(a_paper_bill(), services=(SERVICE,) * 3)
    longest = replace(a_paper_bill(), services=(replace(SERVICE, lines=SERVICE.lines * 9),) * 4)

    assert page_count(bill_pdf(fuller, made_at=AT)) == 1
    made = bill_pdf(longest, made_at=AT)
    assert page_count(made) > 1
    assert "Payment stub" in text_of(made, page=0)
    assert text_of(made).count("842 kWh × $0.1010") == 4 * 27
    assert text_of(made).count("Payment stub") == 1


def test_large_print_says_the_same_on_more_pages() -> None:
    made = bill_pdf(replace(a_paper_bill(), is_large_print=True), made_at=AT)

    said = text_of(made)
    assert page_count(made) > 1
    for words in ("$142.17", "December 4, 2026", "What you pay for", "How it compares", "Since your last bill"):
        assert words in said


@pytest.mark.parametrize("provider", ["cec", "callabyte"])
def test_markup_in_a_name_or_a_message_is_printed_as_it_is_written(provider: str) -> None:
    bill = replace(a_paper_bill(), provider=provider, mail_lines=(HOSTILE,), messages=(HOSTILE,), code="7F3K-Q92D")

    said = text_of(bill_pdf(bill, made_at=AT)).replace("\n", " ")

    assert said.count('#panic("no") $x^2$ *b* _i_ `raw` <label> @ref') == 2
    assert "7F3K-Q92D" in said


def test_other_letters_are_printed_where_the_typefaces_have_them_and_never_stop_a_bill() -> None:
    names = (
        "Ђорђевић",
        "Nguyễn Ánh",
        "Ελένη",
        "Łukasz Žižek",
        "Ana Muñoz",
        "山田太郎",
        "محمد",
        "🙂 Jo\u0301",
        "W" * 200,
    )

    said = text_of(bill_pdf(replace(a_paper_bill(), mail_lines=names), made_at=AT))

    # Where two typefaces make one word, what reads it may part it.
    read = said.replace(" ", "")
    for name in names[:5]:
        assert name.replace(" ", "") in read
    assert "????" in read
    assert "Jó" in read
    assert read.count("W") >= 200


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.text(alphabet="#$[]{}*_`<>@\\\"'/=-+~^&%()|;:,.!? \n\t", max_size=80))
def test_no_text_at_all_stops_a_bill(name: str, message: str) -> None:
    bill = replace(a_paper_bill(), mail_lines=(name, message), messages=(message,), remarks=(name,))

    assert page_count(bill_pdf(bill, made_at=AT)) == 1


@given(st.text(max_size=2_000))
def test_what_is_set_has_no_end_of_line_and_an_end(text: str) -> None:
    shown = settable(text)

    assert not set(shown) & set("\n\r\t\x00\u2028\u202e\ufeff")
    assert len(shown.replace(BREAK, "")) <= 4 * LONGEST_TEXT


def test_many_may_ask_for_bills_at_once() -> None:
    bills = [replace(a_paper_bill(), bill_number=f"2611-00000-{at:05d}") for at in range(8)]

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda bill: bill_pdf(bill, made_at=AT), bills))

    for bill, pdf in zip(bills, made, strict=True):
        assert bill.bill_number in text_of(pdf)


def _alternatives(element: Any) -> list[str]:
    """Return every alternative text of a structure tree."""
    found: list[str] = []
    left: list[Any] = [element]
    while left:
        each = left.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, dict):
            found += [str(each["/Alt"])] if "/Alt" in each else []
            left += [each["/K"]] if "/K" in each else []
        elif isinstance(each, list):
            left += each
    return found
