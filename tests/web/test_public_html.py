"""What the server writes into public pages is escaped and lands in its place."""

from smarthub_dash.web.public_html import (
    DemoMember,
    demo_panel_html,
    error_html,
    next_field_html,
)

HOSTILE = '"><script>alert(1)</script>'


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
