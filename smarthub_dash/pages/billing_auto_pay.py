"""Auto Pay Program: what is drawn next, account by account; sign up, change, skip, cancel."""

from typing import Any

import reflex as rx

from components.auto_pay_parts import account_sheet, sign_up_form
from components.household_parts import named_button, told
from components.presence import presence
from components.ui.buttons import button, plain_button_link
from components.ui.dialog import dialog
from components.ui.headings import page_heading
from components.ui.notes import empty_state, loading, skeleton
from components.words import _
from smarthub_dash.pages.frame import framed
from state.auto_pay import AutoPayState
from state.auto_pay_view import AutoPayRow
from state.frame import FrameState

ROUTE = "/billing/auto-pay"
TITLE = _("Auto Pay Program")
ON_LOAD = (FrameState.load, AutoPayState.load)
first_figures = None
"""What is drawn next follows with the socket; a day is no figure to wait for."""


def page() -> rx.Component:
    """Return the page, live."""
    return framed(
        page_heading(
            TITLE,
            lead=_("We draft each bill for you, at no extra charge. You are told of every draft before it is made."),
            trail=((_("Billing & Payments"), "/billing"),),
        ),
        presence(AutoPayState.current_at),
        rx.cond(AutoPayState.is_loaded, _content(), _waiting()),
        _cancelling(),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = AutoPayState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(state.has_rows, _program(), _nothing()),
        class_name="stack",
        custom_attrs={"data-live": "auto-pay"},
    )


def _program() -> rx.Component:
    state = AutoPayState
    opener = rx.el.div(button(_("Sign Up for Auto Pay"), on_click=state.begin(""), kind="main"), class_name="row")
    return rx.el.div(
        rx.el.p(rx.el.strong(state.summary)),
        rx.cond(
            state.is_signing_up,
            sign_up_form(state),
            rx.cond(state.may_sign_up, opener, rx.fragment()),
        ),
        rx.el.ol(rx.foreach(state.rows, _row), class_name="auto-pay-rows"),
        class_name="stack",
    )


def _row(row: AutoPayRow) -> rx.Component:
    return rx.el.li(account_sheet(row, _actions(row)), key=row.number)


def _actions(row: Any) -> rx.Component:
    state = AutoPayState
    draft = (row.number, row.draft_key)
    begin = state.begin(row.number)
    return rx.el.div(
        _act(row, row.yes_words != "", row.yes_words, state.say_yes(*draft)),
        _act(row, row.retry_words != "", row.retry_words, state.try_again(*draft)),
        _act(row, row.may_skip, _("Skip this draft"), state.skip(*draft)),
        _act(row, row.may_unskip, _("Draft it after all"), state.unskip(*draft)),
        _act(row, row.may_change & row.is_on, _("Change"), begin),
        _act(row, row.may_change & ~row.is_on, _("Sign up"), begin),
        _act(row, row.may_cancel, _("Cancel Auto Pay"), state.ask_cancel(row.number)),
        class_name="row",
    )


def _act(row: Any, may: Any, text: Any, on_click: Any) -> rx.Component:
    return rx.cond(may, named_button(text, of=row.nickname, on_click=on_click), rx.fragment())


def _cancelling() -> rx.Component:
    state = AutoPayState
    return dialog(
        rx.el.p(rx.el.strong(state.asked_name), _(": nothing more is drawn, and you pay its bills yourself again.")),
        rx.el.div(
            button(_("End Auto Pay"), on_click=state.cancel, kind="main"),
            button(_("Keep it"), on_click=state.dismiss),
            class_name="row",
        ),
        name="cancel-auto-pay",
        title=_("Cancel Auto Pay?"),
        is_open=state.is_cancelling,
        on_dismiss=state.dismiss,
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("No accounts are linked to this sign-in yet"),
        sentence=_("Link one with a printed bill at hand; then its bills can be drafted for you."),
        sign="repeat",
        actions=[plain_button_link(_("Linked Accounts"), href="/profile/accounts", kind="main")],
    )


def _waiting() -> rx.Component:
    return loading(*(skeleton(size) for size in ("title", "line", "block")), label=_("Auto Pay is loading"))
