"""How our forecasts did: each past forecast beside its bill, and how many came out inside."""

import reflex as rx

from components.presence import presence
from components.ui.buttons import link
from components.ui.choices import Choice, choice_link
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import badge, sheet
from components.ui.tables import Column, cell, head_cell, row, table, table_or_list
from components.words import _
from smarthub_dash.pages.frame import framed
from state.forecasts import ForecastsState
from state.forecasts_view import PastForecast, StageRow
from state.frame import FrameState
from state.usage_values import AccountChoice

ROUTE = "/usage/forecasts"
TITLE = _("How our forecasts did")
ON_LOAD = (FrameState.load, ForecastsState.load)
first_figures = None

STAGES = (Column(_("Made on")), Column(_("This account")), Column(_("All homes of the co-op")))
BILLS = (
    Column(_("Bill")),
    Column(_("Outcome")),
    Column(_("Expected"), is_numeric=True),
    Column(_("Between"), is_numeric=True),
    Column(_("It came to"), is_numeric=True),
)


def page() -> rx.Component:
    """Return the page, live."""
    state = ForecastsState
    return framed(
        page_heading(
            TITLE,
            lead=_("What we said bills would come to, beside what they did."),
            trail=((_("Usage"), "/usage"),),
        ),
        presence(state.current_at),
        rx.cond(
            state.is_loaded,
            rx.cond(state.trouble != "", empty_state(state.trouble, sentence="", sign="usage"), _content()),
            loading(skeleton("title"), skeleton("block"), label=_("Forecasts are loading")),
        ),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = ForecastsState
    return rx.el.div(
        rx.cond(state.has_choices, _choices(), rx.fragment()),
        sheet(
            rx.el.h2(state.account_name),
            rx.el.p(state.running),
            rx.el.p(state.sentence, class_name="sentence"),
            rx.cond(state.has_past, _bills(), rx.fragment()),
            rx.el.p(link(_("Back to Usage"), to=state.usage_href)),
            provider="electric",
            class_name="stack",
        ),
        sheet(
            section_heading(_("By the day of the billing period"), heading_id="stages"), _stages(), class_name="stack"
        ),
        sheet(section_heading(_("How we know"), heading_id="how"), *map(rx.el.p, _how()), class_name="stack"),
        class_name="stack",
        custom_attrs={"data-live": "forecasts"},
    )


def _choices() -> rx.Component:
    def draw(choice: AccountChoice) -> rx.Component:
        return choice_link(Choice(choice.name, choice.href, choice.is_on))

    return rx.el.nav(
        rx.foreach(ForecastsState.choices, draw), class_name="choices", custom_attrs={"aria-label": _("Account")}
    )


def _bills() -> rx.Component:
    def draw(each: PastForecast) -> rx.Component:
        return row(
            head_cell(each.bill),
            cell(_outcome(each)),
            cell(each.expected, is_numeric=True),
            cell(each.band, is_numeric=True),
            cell(each.came_to, is_numeric=True),
        )

    def draw_narrow(each: PastForecast) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.strong(each.bill), " ", _outcome(each)),
            rx.el.p(_("Expected "), each.expected, " · ", each.band, class_name="soft small"),
            rx.el.p(_("It came to "), each.came_to),
            class_name="py-2 border-t border-[var(--rule)]",
        )

    return rx.fragment(
        table_or_list(
            table(rx.foreach(ForecastsState.past, draw), caption=ForecastsState.stage_words, columns=BILLS),
            rx.el.ul(
                rx.foreach(ForecastsState.past, draw_narrow), custom_attrs={"aria-label": ForecastsState.stage_words}
            ),
        ),
        rx.el.p(ForecastsState.later_words, class_name="soft small"),
    )


def _outcome(each: PastForecast) -> rx.Component:
    return rx.cond(each.is_inside, badge(each.outcome, tone="good"), badge(each.outcome))


def _stages() -> rx.Component:
    def draw(each: StageRow) -> rx.Component:
        return row(head_cell(each.stage), cell(each.own), cell(each.everyone))

    return table(rx.foreach(ForecastsState.stages, draw), caption=_("How many bills came out inside"), columns=STAGES)


def _how() -> tuple[str, ...]:
    return (
        _(
            "A forecast is what your meter counted until the day before, plus what the days to come should use: "
            "by the weather of earlier years where your use follows it, otherwise by the weeks before. The engine that "
            "makes your bill prices it all."
        ),
        _(
            "The span is as wide as four of five earlier forecasts at the same point of a bill needed, of homes on the "
            "same rate or, where those are few, of all homes."
        ),
        _(
            "Forecasts that were tried afterwards were made later, from what was known on their day alone. Credits "
            "from earlier bills and corrections of them are left out of both sides."
        ),
    )
