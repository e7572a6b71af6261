"""Compare rates: what the last bills would have come to at every rate, on the member's own readings."""

import reflex as rx

from components.presence import presence
from components.ui.buttons import link
from components.ui.choices import Choice, choice_link
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import amount, badge, sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.rates import RatesState
from state.rates_view import RateRow
from state.usage_values import AccountChoice

ROUTE = "/usage/rates"
TITLE = _("Compare rates")
ON_LOAD = (FrameState.load, RatesState.load)
first_figures = None


def page() -> rx.Component:
    """Return the page, live."""
    state = RatesState
    return framed(
        page_heading(
            TITLE,
            lead=_("Your own year at every rate, priced by the engine that makes your bill."),
            trail=((_("Usage"), "/usage"),),
        ),
        presence(state.current_at),
        rx.cond(
            state.is_loaded,
            rx.cond(state.trouble != "", _trouble(), _content()),
            loading(skeleton("title"), skeleton("block"), label=_("Rates are compared")),
        ),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = RatesState
    return rx.el.div(
        rx.cond(state.has_choices, _choices(), rx.fragment()),
        sheet(
            rx.el.h2(state.account_name),
            rx.el.p(state.sentence, class_name="sentence", custom_attrs={"aria-live": "polite"}),
            rx.el.p(state.span_words, class_name="soft small"),
            _slider(),
            rx.el.ul(rx.foreach(state.rows, _row), custom_attrs={"aria-label": _("Rates")}),
            rx.el.p(link(_("Back to Usage"), to="/usage?account=" + state.account_number)),
            provider="electric",
            class_name="stack",
        ),
        _unknown(),
        class_name="stack",
        custom_attrs={"data-live": "rates"},
    )


def _unknown() -> rx.Component:
    return sheet(
        section_heading(_("What this does not know"), heading_id="unknown"),
        rx.el.p(
            _(
                "Credits, deposits, budget billing and rounding up are left out. A rate may change, and the "
                "weather and habits of next year will not be those of last year. The prices of a demo are "
                "illustrative."
            )
        ),
        rx.el.p(
            _(
                "The shift moves a part of the use from 3 to 8 PM into the hours from midnight to 5 AM of the same "
                "day, evenly. Not everything can be moved: a dishwasher can, supper cannot."
            )
        ),
        rx.el.p(_("This changes nothing. To change your rate, call the cooperative at 573-642-3326.")),
        class_name="stack",
    )


def _choices() -> rx.Component:
    def draw(choice: AccountChoice) -> rx.Component:
        return choice_link(Choice(choice.name, choice.href, choice.is_on))

    return rx.el.nav(
        rx.foreach(RatesState.choices, draw), class_name="choices", custom_attrs={"aria-label": _("Account")}
    )


def _slider() -> rx.Component:
    return rx.el.div(
        rx.el.label(_("Move some of the evening into the night"), html_for="shift"),
        rx.el.input(
            id="shift",
            type="range",
            min="0",
            max="50",
            step="5",
            default_value="0",
            on_change=RatesState.shift.debounce(250),
            class_name="w-full",
            custom_attrs={"aria-describedby": "shift-words"},
        ),
        rx.el.p(RatesState.shift_words, id="shift-words", class_name="soft small"),
        class_name="field",
    )


def _row(rate: RateRow) -> rx.Component:
    bar = rx.el.svg(
        rx.el.svg.rect(x="0", y="0", width=rate.width, height="100%", rx="2"),
        class_name="walk-bar",
        custom_attrs={"aria-hidden": "true", "focusable": "false"},
    )
    return rx.el.li(
        rx.el.p(
            rx.el.span(
                rx.el.strong(rate.title), rx.el.span(rate.months_better, class_name="soft small"), class_name="lines"
            ),
            amount(rate.total),
            class_name="walk-words",
        ),
        bar,
        rx.el.p(badge(rate.outcome, tone=rate.tone)),
        class_name="walk-step py-2 border-t border-[var(--rule)]",
        custom_attrs={"data-rate": rate.title},
    )


def _trouble() -> rx.Component:
    return empty_state(
        RatesState.trouble, sentence=_("Choose one of your accounts on Usage, then compare its rates."), sign="usage"
    )
