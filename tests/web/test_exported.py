"""The exported pages: filled once and safely, and their scripts known by hash."""

import base64
import hashlib
import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.web.exported import Export, ExportedPage, SlotMissing
from tests.support.doors import INLINE_SCRIPT, export_in

SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)
TWO_SLOTS = '<p><span data-slot="a" class="contents"></span></p><div class="contents" data-slot="b"></div>'


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return Export(export_in(tmp_path / "client"))


@given(st.text(), st.text())
def test_each_slot_takes_its_content_as_it_is(a: str, b: str) -> None:
    page = ExportedPage(TWO_SLOTS, "", ())

    # Escaped, as every filler does; backslashes and the other slot's name are not special.
    html = page.filled({"a": escape(a), "b": escape(b)})

    assert html == (
        f'<p><span data-slot="a" class="contents">{escape(a)}</span></p>'
        f'<div class="contents" data-slot="b">{escape(b)}</div>'
    )


def test_text_that_looks_like_a_slot_is_not_filled() -> None:
    page = ExportedPage(TWO_SLOTS, "", ())

    html = page.filled({"a": escape('<i data-slot="b"></i>'), "b": "secret"})

    assert html.count("secret") == 1


def test_backslashes_in_content_stay_as_they_are() -> None:
    page = ExportedPage(TWO_SLOTS, "", ())

    assert r"\1\g<0>" in page.filled({"a": r"\1\g<0>"})


def test_what_has_no_place_in_the_page_is_refused() -> None:
    page = ExportedPage(TWO_SLOTS, "", ())

    with pytest.raises(SlotMissing):
        page.filled({"c": "<p>No.</p>"})


def test_a_plain_page_has_no_script_and_preloads_none(export: Export) -> None:
    plain = export.page("/login").plain_html

    assert "<script" not in plain
    assert "modulepreload" not in plain
    assert "<h1>login</h1>" in plain


def test_a_live_page_keeps_its_scripts(export: Export) -> None:
    html = export.page("/home").html

    assert INLINE_SCRIPT in html
    assert '<script type="module" src="/assets/page.js">' in html


def test_styles_travel_inside_the_page_and_cannot_end_early(export: Export) -> None:
    html = export.page("/home").html

    assert "h1 { color: red }" in html
    assert html.count("</style>") == 1
    assert re.search(r'<link disabled="" media="print"[^>]*page\.css', html)


def test_every_inline_script_of_a_page_is_allowed_by_its_hash_and_nothing_else(export: Export) -> None:
    page = export.page("/home")

    inline = [source for attributes, source in SCRIPT.findall(page.html) if "src=" not in attributes]
    digests = [base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() for source in inline]
    assert INLINE_SCRIPT in inline
    assert sorted(page.script_hashes) == sorted(f"'sha256-{digest}'" for digest in digests)


def test_a_page_that_was_not_built_is_missing(export: Export) -> None:
    assert not export.has("/nowhere")
    with pytest.raises(FileNotFoundError):
        export.page("/nowhere")
