"""Budget billing: what it would have asked for on the member's own bills, begun and ended."""

import reflex as rx

from components.household_parts import told
from components.presence import presence
from components.ui.buttons import button
from components.ui.choices import Switch, switches
from components.ui.dialog import dialog
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, note, skeleton
from components.ui.sheets import badge, provider_mark, sheet
from components.ui.tables import Column, cell, head_cell, row, table
from components.words import _
from smarthub_dash.pages.frame import framed
from state.budget import BudgetState
from state.budget_view import AccountChoice, Fact, MonthRow
from state.frame import FrameState

ROUTE = "/billing/budget"
TITLE = _("Budget Billing")
ON_LOAD = (FrameState.load, BudgetState.load)
first_figures = None

COLUMNS = (
    Column(_("Bill of")),
    Column(_("Your bill"), is_numeric=True),
    Column(_("Budget billing"), is_numeric=True),
    Column(_("It asked for"), is_numeric=True),
    Column(_("Put off after it"), is_numeric=True),
)


def page() -> rx.Component:
    """Return the page, live."""
    return framed(
        page_heading(
            TITLE,
            lead=_("About the same amount every month, instead of bills that follow the weather."),
            trail=((_("Billing & Payments"), "/billing"),),
        ),
        presence(BudgetState.current_at),
        rx.cond(BudgetState.is_loaded, _content(), _waiting()),
        _ending(),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = BudgetState
    nothing = empty_state(
        _("There is no electric account here"),
        sentence=_("Budget billing is for electric service. Internet service costs the same every month as it is."),
        sign="electric",
    )
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(
            state.has_accounts,
            rx.el.div(rx.cond(state.has_choices, _choices(), rx.fragment()), _standing(), _trial(), class_name="stack"),
            nothing,
        ),
        class_name="stack",
        custom_attrs={"data-live": "budget"},
    )


def _choices() -> rx.Component:
    def draw(choice: AccountChoice) -> rx.Component:
        return rx.el.button(
            choice.name,
            type="button",
            on_click=BudgetState.choose(choice.number),
            custom_attrs={"aria-pressed": rx.cond(choice.is_on, "true", "false")},
        )

    return rx.el.div(
        rx.foreach(BudgetState.choices, draw),
        class_name="choices",
        role="group",
        custom_attrs={"aria-label": _("Account")},
    )


def _standing() -> rx.Component:
    state = BudgetState

    def draw(fact: Fact) -> rx.Component:
        return rx.el.div(
            rx.el.dt(fact.name, class_name="soft"),
            rx.el.dd(fact.value, class_name="amount"),
            class_name="flex flex-wrap justify-between gap-x-4 py-2 border-t border-[var(--rule)]",
        )

    return sheet(
        provider_mark(provider=state.kind, name=state.provider_name),
        rx.el.h2(state.nickname),
        rx.el.p(_("Account "), state.chosen, " · ", state.place, class_name="where soft small"),
        rx.el.p(rx.cond(state.is_on_plan, badge(_("On budget billing"), tone="good"), rx.fragment())),
        rx.el.p(state.plan_words),
        rx.el.dl(rx.foreach(state.facts, draw)),
        rx.cond(
            state.may_end,
            rx.el.div(button(_("End budget billing"), on_click=state.ask_end), class_name="row"),
            rx.fragment(),
        ),
        provider=state.kind,
        label=state.nickname,
        class_name="stack",
    )


def _trial() -> rx.Component:
    state = BudgetState
    return sheet(
        section_heading(_("What it would have done with your bills"), heading_id="trial"),
        switches(
            [
                Switch(_("Fixed"), state.choose_fixed(True), state.is_fixed),
                Switch(_("Rolling average"), state.choose_fixed(False), ~state.is_fixed),
            ],
            label=_("How the amount is found"),
        ),
        rx.el.p(state.begin_words),
        rx.cond(state.hindrance != "", note(rx.el.p(state.hindrance)), rx.fragment()),
        rx.cond(
            state.may_begin,
            rx.el.div(button(_("Begin budget billing"), on_click=state.begin, kind="main"), class_name="row"),
            rx.fragment(),
        ),
        rx.el.ul(rx.foreach(state.sentences, rx.el.li), class_name="stack", custom_attrs={"data-trial": ""}),
        rx.cond(state.has_rows, _months(), rx.fragment()),
        class_name="stack",
    )


def _months() -> rx.Component:
    def draw(month: MonthRow) -> rx.Component:
        return row(
            head_cell(month.month),
            cell(month.bill, is_numeric=True),
            cell(
                rx.fragment(
                    month.asked, rx.cond(month.is_true_up, rx.el.span(_(" settles"), class_name="soft small"), "")
                ),
                is_numeric=True,
            ),
            cell(month.difference, is_numeric=True),
            cell(month.put_off, is_numeric=True),
        )

    return table(
        rx.foreach(BudgetState.rows, draw),
        caption=_("Your bills, and what budget billing would have asked for"),
        columns=COLUMNS,
    )


def _ending() -> rx.Component:
    state = BudgetState
    return dialog(
        rx.el.div(
            rx.el.p(state.end_words),
            rx.el.p(_("You can begin again at any time.")),
            rx.el.div(
                button(_("End it"), on_click=state.end, kind="main"),
                button(_("Keep it"), on_click=state.dismiss),
                class_name="row",
            ),
            class_name="stack",
        ),
        name="end-budget",
        title=_("End budget billing?"),
        is_open=state.is_ending,
        on_dismiss=state.dismiss,
    )


def _waiting() -> rx.Component:
    return loading(skeleton("title"), skeleton("block"), skeleton("block"), label=_("Budget billing is loading"))
