"""Paying one account or several: what, with what and when; one summary; one confirmation."""

from typing import Any

import reflex as rx

from components.household_parts import told
from components.pay_parts import (
    day_field,
    foot,
    later_row,
    method_line,
    pay_row,
    radio,
    sum_line,
    sum_rows,
    waiting_button,
)
from components.presence import presence
from components.ui.buttons import button, button_link, plain_button_link, submit_button
from components.ui.dialog import dialog
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, note, skeleton
from components.ui.sheets import amount, sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.later_payments import LaterState
from state.pay import REVIEW, PayState

ROUTE = "/billing/pay"
TITLE = _("Make a Payment")
ON_LOAD = (FrameState.load, PayState.load)
first_figures = None


def page() -> rx.Component:
    """Return the page, live."""
    state = PayState
    return framed(
        page_heading(
            TITLE, lead=_("Pay one account or several at once."), trail=((_("Billing & Payments"), "/billing"),)
        ),
        presence(state.current_at),
        rx.cond(state.is_loaded, _content(), _waiting()),
        _changing(),
        _cancelling(),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = PayState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(
            state.is_review,
            _review(),
            rx.el.div(rx.cond(state.has_due, _choosing(), _nothing()), _later(), class_name="stack"),
        ),
        class_name="stack",
        custom_attrs={"data-live": "pay"},
    )


def _nothing() -> rx.Component:
    back = [button_link(_("Billing & Payments"), to="/billing")]
    all_paid = empty_state(
        _("There is nothing to pay now"),
        sentence=_("What is due is paid or on its way. We show here what you owe as soon as there is a bill."),
        sign="check",
        actions=back,
    )
    no_account = empty_state(
        _("There is no account here that you may pay"),
        sentence=_("Ask an owner of the account to let you pay its bills."),
        sign="people",
        actions=back,
    )
    return rx.cond(PayState.has_accounts, all_paid, no_account)


def _choosing() -> rx.Component:
    state = PayState
    chosen = rx.el.div(_accounts(), _methods(), _when(), class_name="stack")
    return rx.el.div(chosen, _sum_foot(state), class_name="pay-choosing")


def _accounts() -> rx.Component:
    def draw(row: Any) -> rx.Component:
        return pay_row(
            row,
            on_choose=lambda is_on: PayState.choose_account(row.number, is_on),
            on_amount=lambda kind: PayState.choose_amount(row.number, kind),
            on_typed=lambda typed: PayState.type_amount(row.number, typed).debounce(250),
        )

    return sheet(
        section_heading(_("Accounts"), heading_id="pay-accounts"),
        rx.el.ul(rx.foreach(PayState.rows, draw), class_name="pay-rows"),
        class_name="stack",
    )


def _methods() -> rx.Component:
    def draw(method: Any) -> rx.Component:
        return method_line(method, on_choose=PayState.choose_method(method.key))

    return sheet(
        section_heading(_("Pay with"), heading_id="pay-with"),
        rx.el.fieldset(
            rx.el.legend(_("Payment account"), class_name="sr-only"),
            rx.foreach(PayState.methods, draw),
            class_name="radios",
        ),
        rx.cond(
            ~PayState.has_any_method,
            rx.el.p(
                _("You have no stored payment account yet. Its numbers are entered on our processor's page, not here."),
                class_name="soft",
            ),
            rx.fragment(),
        ),
        rx.el.div(
            plain_button_link(_("Add a bank account or card"), href=PayState.add_href),
            plain_button_link(_("Use one without keeping it"), href=PayState.once_href, kind="quiet"),
            class_name="row",
        ),
        class_name="stack",
    )


def _when() -> rx.Component:
    state = PayState
    day = day_field(
        name="pay-on",
        value=state.day_value,
        first=state.first_day,
        last=state.last_day,
        on_change=state.choose_day,
    )
    return sheet(
        section_heading(_("When"), heading_id="pay-when"),
        rx.el.fieldset(
            rx.el.legend(_("When"), class_name="sr-only"),
            radio(_("Today"), group="when", is_on=~state.is_later, on_change=state.choose_when(False)),
            radio(_("On a date"), group="when", is_on=state.is_later, on_change=state.choose_when(True)),
            class_name="radios",
        ),
        rx.cond(state.is_later, day, rx.fragment()),
        rx.cond(state.late_words != "", note(rx.el.p(state.late_words), tone="alert"), rx.fragment()),
        class_name="stack",
    )


def _sum_foot(state: type[PayState]) -> rx.Component:
    review = rx.cond(
        state.can_pay,
        button_link(_("Review payment"), to=state.review_href, kind="main"),
        rx.el.p(state.problem, class_name="soft"),
    )
    words = rx.el.div(
        rx.el.span(state.count_words, " · ", state.fee, class_name="soft small"),
        amount(state.total, size="figure"),
        class_name="lines",
        role="status",
    )
    return sheet(foot(words, review), label=_("Total"), class_name="pay-total")


def _review() -> rx.Component:
    state = PayState
    lines = rx.el.dl(
        sum_rows(state.sum_rows),
        sum_line(_("Fee"), state.fee),
        sum_line(_("Total"), amount(state.total, size="figure"), is_main=True),
        sum_line(_("Pay with"), state.method_name),
        sum_line(_("When"), state.day_words),
        class_name="sum",
    )
    return sheet(
        rx.el.h2(_("Check your payment"), id=REVIEW, tab_index=-1),
        lines,
        rx.cond(state.late_words != "", note(rx.el.p(state.late_words), tone="alert"), rx.fragment()),
        rx.el.p(state.after_words, class_name="soft small"),
        _confirming(),
        class_name="stack pay-review",
    )


def _confirming() -> rx.Component:
    state = PayState
    return rx.fragment(
        rx.el.div(
            waiting_button(
                rx.cond(state.is_paying, _("Processing"), state.confirm_words),
                on_click=state.confirm,
                is_disabled=state.is_paying,
            ),
            rx.cond(state.is_paying, rx.fragment(), button_link(_("Change"), to=state.here)),
            class_name="row pay-go",
        ),
        rx.cond(state.is_paying, rx.el.progress(custom_attrs={"aria-label": _("Processing")}), rx.fragment()),
        rx.el.p(
            rx.cond(state.is_paying, _("Processing your payment. Stay here; it takes a moment."), ""),
            class_name="soft",
            role="status",
        ),
    )


def _later() -> rx.Component:
    def draw(row: Any) -> rx.Component:
        return later_row(row, on_change=LaterState.ask_change(row.key), on_cancel=LaterState.ask_cancel(row.key))

    listed = sheet(
        section_heading(_("Scheduled payments"), heading_id="pay-later"),
        rx.el.ul(rx.foreach(PayState.later, draw), class_name="pay-rows"),
        class_name="stack",
    )
    return rx.cond(PayState.has_later, listed, rx.fragment())


def _changing() -> rx.Component:
    state = LaterState

    form = rx.el.form(
        rx.el.p(state.words),
        day_field(name="day", value=state.day_value, first=PayState.first_day, last=PayState.last_day),
        _later_method(),
        rx.el.div(submit_button(_("Save")), button(_("Leave it"), on_click=state.dismiss), class_name="row"),
        on_submit=state.change,
        class_name="stack",
        key=state.day_value + state.method_key,
    )
    return dialog(
        form,
        name="change-later",
        title=_("Change this payment"),
        is_open=state.is_changing,
        on_dismiss=state.dismiss,
    )


def _later_method() -> rx.Component:
    def option(method: Any) -> rx.Component:
        return rx.el.option(method.name, value=method.key, disabled=~method.is_usable | method.is_once)

    return rx.el.div(
        rx.el.label(_("Pay with"), html_for="later-method"),
        rx.el.select(
            rx.foreach(PayState.methods, option),
            id="later-method",
            name="method",
            default_value=LaterState.method_key,
            class_name="input",
        ),
        class_name="field",
    )


def _cancelling() -> rx.Component:
    state = LaterState
    return dialog(
        rx.el.div(
            rx.el.p(state.words),
            rx.el.p(_("It will not be made. What is due stays due.")),
            rx.el.div(
                button(_("Cancel the payment"), on_click=state.cancel, kind="main"),
                button(_("Keep it"), on_click=state.dismiss),
                class_name="row",
            ),
            class_name="stack",
        ),
        name="cancel-later",
        title=_("Cancel this payment?"),
        is_open=state.is_cancelling,
        on_dismiss=state.dismiss,
    )


def _waiting() -> rx.Component:
    return loading(skeleton("title"), skeleton("block"), skeleton("block"), label=_("Your accounts are loading"))
