"""The inbox, and the doors to contacts and choices."""

from typing import Any

import reflex as rx

from components.household_parts import named_button
from components.presence import presence
from components.steady_focus import steady_focus
from components.ui.buttons import button, button_link
from components.ui.choices import Choice, choice_links
from components.ui.doors import Door, doors
from components.ui.headings import page_heading, section_heading
from components.ui.notes import empty_state, loading, skeleton
from components.ui.sheets import badge, sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.inbox import InboxState
from state.inbox_view import InboxRow

ROUTE = "/notifications"
TITLE = _("Notifications")
ON_LOAD = (InboxState.load,)
first_figures = None

DOORS = (
    Door(
        _("Manage Contacts"),
        _("The e-mail addresses and mobile numbers we may use."),
        "/notifications/contacts",
        "people",
    ),
    Door(_("Manage Notifications"), _("Which news reaches you, and where."), "/notifications/manage", "settings"),
)
SHOWN = (
    ("all", _("All")),
    ("unread", _("Unread")),
    ("billing", _("Billing")),
    ("payments", _("Payments")),
    ("service", _("Service")),
    ("usage", _("Usage")),
    ("security", _("Security")),
)


def page() -> rx.Component:
    """Return the page, live."""
    state = InboxState
    return framed(
        page_heading(TITLE, lead=_("What happened on your accounts, and how we reach you.")),
        presence(state.current_at),
        rx.el.div(
            doors(DOORS, label=_("Notifications")),
            rx.el.section(
                rx.el.div(
                    section_heading(_("Inbox"), heading_id="inbox"),
                    button(_("Mark all as read"), on_click=state.mark_all),
                    class_name="row",
                ),
                _filter(),
                rx.cond(state.is_loaded, rx.cond(state.has_rows, _list(), _nothing()), _waiting()),
                class_name="stack",
                custom_attrs={"aria-labelledby": "inbox", "data-live": "inbox"},
            ),
            class_name="stack",
        ),
        route=ROUTE,
    )


def _filter() -> rx.Component:
    links = [Choice(text, f"{ROUTE}?show={name}", InboxState.shown == name) for name, text in SHOWN]
    return choice_links(links, label=_("Show"))


def _list() -> rx.Component:
    state = InboxState
    return rx.fragment(
        steady_focus(rx.el.ol(rx.foreach(state.rows, _row), class_name="stack")),
        rx.cond(state.older_href != "", rx.el.div(button_link(_("Older"), to=state.older_href), class_name="row")),
    )


def _row(row: InboxRow) -> Any:
    state = InboxState
    return rx.el.li(
        sheet(
            rx.el.div(
                rx.el.h3(row.words, class_name="where"),
                rx.cond(row.is_unread, badge(_("New")), rx.fragment()),
                class_name="row",
            ),
            rx.el.p(row.category, " · ", row.when, class_name="soft small"),
            rx.el.p(row.ways, class_name="soft small where"),
            rx.el.div(
                rx.cond(row.href != "", named_button(_("Open"), of=row.words, on_click=state.open_notice(row.key))),
                rx.cond(
                    row.is_unread,
                    named_button(_("Mark as read"), of=row.words, on_click=state.mark_read(row.key)),
                    named_button(_("Mark as unread"), of=row.words, on_click=state.mark_unread(row.key)),
                ),
                class_name="row",
            ),
            class_name="stack",
        ),
        key=row.key,
        custom_attrs={"data-unread": row.is_unread},
    )


def _nothing() -> rx.Component:
    return rx.cond(
        InboxState.is_filtered,
        empty_state(
            _("Nothing of that kind"),
            sentence=_("Choose All to see everything of the last two years."),
            sign="bell",
        ),
        empty_state(
            _("Nothing yet"),
            sentence=_("News of bills, payments, service, usage and security will be listed here for two years."),
            sign="bell",
        ),
    )


def _waiting() -> rx.Component:
    return loading(skeleton("block"), skeleton("block"), skeleton("block"), label=_("Your notices are loading"))
