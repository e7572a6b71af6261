"""Stored payment accounts: what the member pays with, named, chosen and removed."""

from typing import Any

import reflex as rx

from components.household_parts import nickname_form, told
from components.payment_account_parts import account_choice, payment_account
from components.presence import presence
from components.steady_focus import steady_focus
from components.ui.buttons import button, plain_button_link
from components.ui.dialog import dialog
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import sheet
from components.words import _
from smarthub_dash.pages import add_payment_account
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.payment_accounts import PaymentAccountsState
from state.payment_accounts_view import ChoiceRow, MethodRow

ROUTE = "/profile/payment-accounts"
TITLE = _("Manage My Stored Payment Accounts")
ON_LOAD = (FrameState.load, PaymentAccountsState.load)
first_figures = None
ADD = _("Add a payment account")


def page() -> rx.Component:
    """Return the page, live."""
    return framed(
        page_heading(
            TITLE,
            lead=_("Bank accounts and cards. Their full numbers are with our payment processor, never here."),
            trail=((_("My Profile"), "/profile"),),
        ),
        presence(PaymentAccountsState.current_at),
        rx.cond(PaymentAccountsState.is_loaded, _content(), _waiting()),
        _removing(),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = PaymentAccountsState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(state.has_rows, _list(), _nothing()),
        rx.cond(state.has_choices, _choices(), rx.fragment()),
        class_name="stack",
        custom_attrs={"data-live": "payment-accounts"},
    )


def _list() -> rx.Component:
    return rx.fragment(
        steady_focus(rx.el.ol(rx.foreach(PaymentAccountsState.rows, _row), class_name="stack")),
        rx.el.div(plain_button_link(ADD, href=add_payment_account.ROUTE, kind="main"), class_name="row"),
    )


def _row(row: MethodRow) -> rx.Component:
    state = PaymentAccountsState
    return rx.el.li(
        payment_account(
            row,
            nickname_form(key=row.key, of=row.title, nickname=row.nickname, on_submit=state.save_nickname),
            on_default=state.make_default(row.key),
            on_remove=state.ask_remove(row.key),
        ),
        key=row.key,
    )


def _choices() -> rx.Component:
    state = PaymentAccountsState
    return sheet(
        section_heading(_("Which account is paid with what"), heading_id="paid-with"),
        rx.el.p(_("Already chosen for you when you pay. Auto Pay keeps what you signed up with."), class_name="soft"),
        rx.el.div(rx.foreach(state.choices, _choice), class_name="stack"),
        label=_("Which account is paid with what"),
        class_name="stack",
    )


def _choice(row: ChoiceRow) -> Any:
    state = PaymentAccountsState
    return account_choice(row, state.options, on_change=lambda key: state.choose(row.number, key))


def _removing() -> rx.Component:
    state = PaymentAccountsState
    return dialog(
        rx.cond(
            state.asked_needed_by != "",
            rx.fragment(
                rx.el.p(rx.el.strong(state.asked_title), _(" is needed by "), state.asked_needed_by, "."),
                rx.el.p(_("Change or cancel that first. Then it can be removed.")),
                rx.el.div(button(_("Close"), on_click=state.dismiss, kind="main"), class_name="row"),
            ),
            rx.fragment(
                rx.el.p(rx.el.strong(state.asked_title), _(" will be forgotten here and at our payment processor.")),
                rx.el.p(_("Payments that were made with it stay in your history.")),
                rx.el.div(
                    button(_("Remove it"), on_click=state.remove, kind="main"),
                    button(_("Keep it"), on_click=state.dismiss),
                    class_name="row",
                ),
            ),
        ),
        name="remove-method",
        title=_("Remove this payment account?"),
        is_open=state.is_asking,
        on_dismiss=state.dismiss,
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("No payment account is stored yet"),
        sentence=_("Add a bank account or a card once, and pay in a moment from then on."),
        sign="card",
        actions=[plain_button_link(ADD, href=add_payment_account.ROUTE, kind="main")],
    )


def _waiting() -> rx.Component:
    return loading(
        *(skeleton(size) for size in ("title", "line", "line", "block")), label=_("Loading your payment accounts")
    )
