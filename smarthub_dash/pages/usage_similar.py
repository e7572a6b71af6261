"""Similar homes: how an account compares, with whom, and the choice to stay out."""

import reflex as rx

from components.household_parts import told
from components.presence import presence
from components.ui.buttons import button, link
from components.ui.choices import Choice, choice_link
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.similar import SimilarState
from state.usage_values import AccountChoice

ROUTE = "/usage/similar"
TITLE = _("Similar homes")
ON_LOAD = (FrameState.load, SimilarState.load)
first_figures = None


def page() -> rx.Component:
    """Return the page, live."""
    state = SimilarState
    return framed(
        page_heading(TITLE, lead=_("Your use beside homes like yours."), trail=((_("Usage"), "/usage"),)),
        presence(state.current_at),
        rx.cond(
            state.is_loaded,
            rx.cond(state.trouble != "", empty_state(state.trouble, sentence="", sign="usage"), _content()),
            loading(skeleton("title"), skeleton("block"), label=_("Similar homes are loading")),
        ),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = SimilarState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(state.has_choices, _choices(), rx.fragment()),
        sheet(
            rx.el.h2(state.account_name),
            rx.el.p(state.sentence, class_name="sentence"),
            rx.cond(state.how != "", rx.el.p(state.how, class_name="soft"), rx.fragment()),
            rx.el.p(link(_("Back to Usage"), to=state.usage_href)),
            provider="electric",
            class_name="stack",
        ),
        _choice(),
        class_name="stack",
        custom_attrs={"data-live": "similar"},
    )


def _choices() -> rx.Component:
    def draw(choice: AccountChoice) -> rx.Component:
        return choice_link(Choice(choice.name, choice.href, choice.is_on))

    return rx.el.nav(
        rx.foreach(SimilarState.choices, draw), class_name="choices", custom_attrs={"aria-label": _("Account")}
    )


def _choice() -> rx.Component:
    state = SimilarState
    act = rx.cond(
        state.is_out,
        button(_("Take part again"), on_click=state.join),
        button(_("Stay out of the comparison"), on_click=state.leave),
    )
    return sheet(
        section_heading(_("Your choice"), heading_id="choice"),
        rx.el.p(
            _(
                "Who takes part is counted among the others, as a part of a rounded mean of at least fifteen homes. "
                "Who stays out is neither compared nor counted."
            )
        ),
        rx.cond(
            state.may_change,
            rx.el.div(act, class_name="row"),
            rx.el.p(_("An owner or a caretaker of the account can choose this.")),
        ),
        class_name="stack",
    )
