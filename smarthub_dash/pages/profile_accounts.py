"""The accounts of this sign-in: named, ordered, linked and unlinked."""

from typing import Any

import reflex as rx

from components.household_parts import account_head, named_button, nickname_form, told
from components.presence import presence
from components.steady_focus import steady_focus
from components.ui.buttons import button, plain_button_link, plain_link
from components.ui.dialog import dialog
from components.ui.headings import page_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import badge, sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.frame import FrameState
from state.household_view import LinkedRow
from state.linked_accounts import LinkedAccountsState

ROUTE = "/profile/accounts"
TITLE = _("Linked Accounts")
ON_LOAD = (FrameState.load, LinkedAccountsState.load)
first_figures = None
LINK_PAGE = "/profile/accounts/link"


def page() -> rx.Component:
    """Return the page, live."""
    return framed(
        page_heading(TITLE, lead=_("The accounts this sign-in shows."), trail=((_("My Profile"), "/profile"),)),
        presence(LinkedAccountsState.current_at),
        rx.cond(LinkedAccountsState.is_loaded, _content(), _waiting()),
        _unlinking(),
        route=ROUTE,
    )


def _content() -> rx.Component:
    return rx.el.div(
        told(mend=LinkedAccountsState.mend, news=LinkedAccountsState.news),
        rx.cond(
            LinkedAccountsState.has_rows,
            steady_focus(rx.el.ol(rx.foreach(LinkedAccountsState.rows, _row), class_name="stack")),
            _nothing(),
        ),
        rx.el.div(plain_button_link(_("Link another account"), href=LINK_PAGE, kind="main"), class_name="row"),
        class_name="stack",
        custom_attrs={"data-live": "linked-accounts"},
    )


def _row(row: LinkedRow) -> rx.Component:
    return rx.el.li(
        sheet(
            account_head(
                kind=row.kind,
                provider_name=row.provider_name,
                nickname=row.nickname,
                number=row.number,
                place=row.place,
            ),
            rx.el.p(badge(row.role, tone="good"), " ", row.role_words, class_name="small"),
            rx.el.p(
                row.shared_words,
                rx.cond(row.ends_words != "", rx.fragment(". ", row.ends_words), ""),
                ".",
                class_name="soft small",
            ),
            nickname_form(
                key=row.number,
                of=row.nickname,
                nickname=row.nickname,
                on_submit=LinkedAccountsState.save_nickname,
            ),
            _actions(row),
            provider=row.kind,
            label=row.nickname,
            class_name="stack",
        ),
        key=row.number,
    )


def _actions(row: Any) -> rx.Component:
    state = LinkedAccountsState
    return rx.el.div(
        named_button(_("Move up"), of=row.nickname, on_click=state.move_up(row.number), is_disabled=row.is_first),
        named_button(_("Move down"), of=row.nickname, on_click=state.move_down(row.number), is_disabled=row.is_last),
        named_button(_("Unlink"), of=row.nickname, on_click=state.ask_unlink(row.number)),
        class_name="row",
    )


def _unlinking() -> rx.Component:
    state = LinkedAccountsState
    return dialog(
        rx.el.p(rx.el.strong(state.asked_name), _(" will no longer be on this sign-in.")),
        rx.el.p(state.asked_words),
        rx.el.div(
            button(_("Unlink it"), on_click=state.unlink, kind="main"),
            button(_("Keep it"), on_click=state.dismiss),
            class_name="row",
        ),
        name="unlink",
        title=_("Unlink this account?"),
        is_open=state.is_asking,
        on_dismiss=state.dismiss,
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("No accounts are linked to this sign-in yet"),
        sentence=_("Link one with a printed bill at hand, or call us."),
        sign="bill",
        actions=[
            plain_link("573-642-3326", href="tel:+15736423326"),
            plain_link("573-826-2371", href="tel:+15738262371"),
        ],
    )


def _waiting() -> rx.Component:
    return loading(*(skeleton(size) for size in ("title", "line", "line", "block")), label=_("Loading your accounts"))
