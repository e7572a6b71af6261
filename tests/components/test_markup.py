"""Components as HTML without a browser: whatever the text, it stays text, and what needs a browser is refused."""

from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
import reflex as rx
from hypothesis import given
from hypothesis import strategies as st
from reflex_components_core.react_router.dom import ReactRouterLink

from components.markup import NotPlain, markup
from components.stencil import stencilled

# A carriage return and a null cannot be written in HTML: every parser reads them as something else.
texts = st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]))
HOSTILE = "\"'><script>alert(1)</script>&amp;{x}`${y}"


class Read(HTMLParser):
    """What a browser reads in a piece of HTML: every start tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.words += data


@dataclass(frozen=True, slots=True)
class Row:
    """What a card of these tests says."""

    name: str
    tone: str
    is_open: bool


def draw_row(row: Row, extra: rx.Component | None = None) -> rx.Component:
    note = rx.el.b("open") if row.is_open else rx.fragment()
    named = {"aria-label": row.name, "data-tone": row.tone}
    return rx.el.p(row.name, note, extra or rx.fragment(), custom_attrs=named, class_name=row.tone)


@given(texts, texts)
def test_any_text_and_any_attribute_is_read_back_as_it_was(text: str, title: str) -> None:
    read = Read(markup(rx.el.p(text, title=title)))

    assert read.words == text
    assert read.tags == [("p", [("title", title)])]


@given(texts, texts, st.booleans(), st.sampled_from(["good", "alert"]))
def test_a_stencil_reads_as_the_component_it_was_cut_from(name: str, inner: str, is_open: bool, tone: str) -> None:
    row = Row(name, tone, is_open)

    filled = Read(stencilled(draw_row, row, shape=["tone"], extra=markup(rx.el.i(inner))))

    drawn = Read(markup(draw_row(row, rx.el.i(inner))))
    assert (filled.tags, filled.words) == (drawn.tags, drawn.words)


def test_one_members_text_never_stays_in_the_stencil_for_the_next() -> None:
    first = stencilled(draw_row, Row("Ada's home", "good", False), shape=["tone"])
    second = stencilled(draw_row, Row("Clara's home", "good", False), shape=["tone"])

    assert "Ada" in first
    assert "Ada" not in second


def test_a_text_that_looks_like_a_hole_is_text() -> None:
    row = Row("\ue0000.tone\ue001", "good", False)

    assert Read(stencilled(draw_row, row, shape=["tone"])).words == row.name


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    html = markup(rx.el.a(HOSTILE, href=HOSTILE), rx.el.img(alt=HOSTILE))

    assert "<script" not in html
    assert [tag for tag, _ in Read(html).tags] == ["a", "img"]


@pytest.mark.parametrize(
    ("component", "html"),
    [
        (rx.el.p(0), "<p>0</p>"),
        (rx.el.p(1), "<p>1</p>"),
        (rx.el.div(tab_index=0), '<div tabindex="0"></div>'),
        (rx.el.div(tab_index=-1), '<div tabindex="-1"></div>'),
        (rx.el.input(disabled=True), "<input disabled>"),
        (rx.el.input(disabled=False), "<input>"),
        (rx.el.div(custom_attrs={"aria-hidden": True}), '<div aria-hidden="true"></div>'),
        (rx.el.div(custom_attrs={"aria-expanded": False}), '<div aria-expanded="false"></div>'),
        (rx.el.label("x", html_for="y", class_name="z"), '<label class="z" for="y">x</label>'),
        (rx.fragment(rx.el.br(), "x"), "<br>x"),
        (ReactRouterLink.create("x", to="/usage"), '<a href="/usage">x</a>'),
    ],
)
def test_elements_are_written_as_react_writes_them(component: rx.Component, html: str) -> None:
    assert markup(component) == html


@pytest.mark.parametrize(
    "component",
    [
        rx.el.p(rx.Var("x")),
        rx.cond(rx.Var("x", _var_type=bool), rx.el.p("a"), rx.el.p("b")),
        rx.foreach(rx.Var("x", _var_type=list[str]), rx.el.p),
        rx.el.p("x", style={"color": "red"}),
        rx.el.p(title=rx.Var("x")),
    ],
    ids=["text", "condition", "list", "style", "attribute"],
)
def test_what_needs_a_browser_is_refused(component: rx.Component) -> None:
    with pytest.raises(NotPlain):
        markup(component)
