"""Paperless Billing: the printed bill off or on, account by account, at once."""

from typing import Any

import reflex as rx

from components.household_parts import account_head, named_button, told
from components.presence import presence
from components.ui.buttons import button, plain_button_link, plain_link
from components.ui.headings import page_heading
from components.ui.notes import empty_state, loading, note, skeleton
from components.ui.sheets import badge, sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.paperless import PaperlessState
from state.paperless_view import PaperRow

ROUTE = "/billing/paperless"
TITLE = _("Paperless Billing")
ON_LOAD = (FrameState.load, PaperlessState.load)
first_figures = None
"""What is chosen follows with the socket; there is no figure to wait for."""


def page() -> rx.Component:
    """Return the page, live."""
    return framed(
        page_heading(
            TITLE, lead=_("Your bill on screen, the moment it is made."), trail=((_("Billing & Payments"), "/billing"),)
        ),
        presence(PaperlessState.current_at),
        rx.cond(PaperlessState.is_loaded, _content(), _waiting()),
        route=ROUTE,
    )


def _content() -> rx.Component:
    state = PaperlessState
    return rx.el.div(
        told(mend=state.mend, news=state.news),
        rx.cond(state.has_rows, _accounts(), _nothing()),
        class_name="stack",
        custom_attrs={"data-live": "paperless"},
    )


def _accounts() -> rx.Component:
    state = PaperlessState
    return rx.el.div(
        rx.cond(state.is_email_verified, rx.fragment(), _confirm_first()),
        rx.el.p(
            rx.el.strong(state.summary),
            " ",
            _("Without paper, an e-mail says when a bill is ready. Change it here at any time."),
        ),
        rx.cond(state.has_several, _all_at_once(), rx.fragment()),
        rx.el.ol(rx.foreach(state.rows, _row), class_name="stack"),
        rx.el.p(
            _("Every bill stays in SmartHub, to read, download and print. Large print is a choice of yours under "),
            plain_link(_("My Profile"), href="/profile"),
            ".",
            class_name="soft small",
        ),
        class_name="stack",
    )


def _confirm_first() -> rx.Component:
    return note(
        rx.el.p(rx.el.strong(_("Confirm your e-mail address first."))),
        rx.el.p(
            _("We do not know yet that "),
            PaperlessState.email,
            _(" reaches you. On My Profile, change your e-mail and enter the same address: we send you a link."),
        ),
        plain_button_link(_("Open My Profile"), href="/profile"),
        tone="alert",
    )


def _all_at_once() -> rx.Component:
    state = PaperlessState
    return rx.el.div(
        button(_("All without paper"), on_click=state.switch_all(True), is_disabled=state.is_all_on),
        button(_("All printed"), on_click=state.switch_all(False), is_disabled=state.is_all_off),
        class_name="row",
        role="group",
        custom_attrs={"aria-label": _("All accounts at once")},
    )


def _row(row: PaperRow) -> rx.Component:
    return rx.el.li(
        sheet(
            account_head(
                kind=row.kind,
                provider_name=row.provider_name,
                nickname=row.nickname,
                number=row.number,
                place=row.place,
            ),
            rx.el.p(rx.cond(row.is_paperless, badge(_("Paperless"), tone="good"), badge(_("Printed")))),
            rx.el.p(row.words, class_name="small"),
            rx.cond(row.may_change, _switch(row), rx.el.p(row.why_not, class_name="soft small")),
            provider=row.kind,
            label=row.nickname,
            class_name="stack",
        ),
        key=row.number,
    )


def _switch(row: Any) -> rx.Component:
    state = PaperlessState
    return rx.el.div(
        rx.cond(
            row.is_paperless,
            named_button(_("Print my bills again"), of=row.nickname, on_click=state.switch(row.number, False)),
            named_button(_("Go paperless"), of=row.nickname, on_click=state.switch(row.number, True)),
        ),
        class_name="row",
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("No accounts are linked to this sign-in yet"),
        sentence=_("Link one with a printed bill at hand; then choose here how its bills come."),
        sign="leaf",
        actions=[plain_button_link(_("Linked Accounts"), href="/profile/accounts", kind="main")],
    )


def _waiting() -> rx.Component:
    return loading(*(skeleton(size) for size in ("title", "line", "block")), label=_("How your bills come is loading"))
