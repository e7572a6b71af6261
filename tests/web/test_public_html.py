"""What the server writes into public pages is escaped and lands in its place."""

import pytest

from smarthub_dash.web.public_html import (
    DemoMember,
    SlotMissing,
    demo_panel_html,
    error_html,
    filled,
    next_field_html,
)

HOSTILE = '"><script>alert(1)</script>'
PAGE = '<main><div data-slot="error" id="slot-error"></div><form></form></main>'


def test_content_lands_in_the_slot_of_its_name() -> None:
    assert filled(PAGE, slot="error", content="<p>No.</p>") == (
        '<main><div data-slot="error" id="slot-error"><p>No.</p></div><form></form></main>'
    )


def test_backslashes_in_content_stay_as_they_are() -> None:
    assert r"\1\g<0>" in filled(PAGE, slot="error", content=r"\1\g<0>")


def test_a_page_without_the_slot_is_refused() -> None:
    with pytest.raises(SlotMissing):
        filled(PAGE, slot="demo", content="")


def test_a_page_with_the_slot_twice_is_refused() -> None:
    with pytest.raises(SlotMissing):
        filled(PAGE + PAGE, slot="error", content="")


def test_nothing_that_comes_in_can_leave_its_place() -> None:
    member = DemoMember(name=HOSTILE, email=HOSTILE, about=HOSTILE)

    written = (
        error_html(HOSTILE) + next_field_html(HOSTILE) + demo_panel_html([member], password=HOSTILE, next_path=HOSTILE)
    )

    assert "<script>" not in written
    assert '"">' not in written


def test_each_of_the_cast_has_a_form_of_their_own() -> None:
    cast = [DemoMember(name=name, email=f"{name.lower()}@example.com", about="") for name in ("Ada", "Boone")]

    panel = demo_panel_html(cast, password="river-otter", next_path="/home")

    assert panel.count('action="/demo/sign-in"') == 2
    assert ">Explore as Ada</button>" in panel
    assert "boone@example.com" in panel
    assert "river-otter" in panel
