"""E-mail addresses and mobile numbers: added, proved by a code, changed and removed."""

from typing import Any

import reflex as rx

from components.household_parts import named_button, told
from components.presence import presence
from components.steady_focus import steady_focus
from components.ui.buttons import button, plain_button_link
from components.ui.dialog import dialog
from components.ui.headings import page_heading
from components.ui.notes import loading, note, skeleton
from components.ui.sheets import badge, sheet
from components.words import _
from smarthub_dash.pages.frame import framed
from state.contacts import ContactsState
from state.contacts_view import ContactRow
from state.frame import FrameState

ROUTE = "/notifications/contacts"
TITLE = _("Manage Contacts")
ON_LOAD = (FrameState.load, ContactsState.load)
first_figures = None


def page() -> rx.Component:
    """Return the page, live."""
    state = ContactsState
    return framed(
        page_heading(
            TITLE,
            lead=_("The e-mail addresses and mobile numbers we may use."),
            trail=((_("Notifications"), "/notifications"),),
        ),
        presence(state.current_at),
        rx.el.div(
            told(mend=state.mend, news=state.news),
            rx.cond(state.is_loaded, _list(), _waiting()),
            class_name="stack",
            custom_attrs={"data-live": "contacts"},
        ),
        _removing(),
        route=ROUTE,
    )


def _waiting() -> rx.Component:
    return loading(skeleton("block"), skeleton("block"), label=_("Your contacts are loading"))


def _list() -> rx.Component:
    return rx.fragment(
        steady_focus(rx.el.ol(rx.foreach(ContactsState.rows, _row), class_name="stack")),
        rx.el.div(
            plain_button_link(_("Add an e-mail address"), href="/notifications/contacts/add?kind=email", kind="main"),
            plain_button_link(_("Add a mobile number"), href="/notifications/contacts/add?kind=text", kind="main"),
            class_name="row",
        ),
    )


def _row(row: ContactRow) -> Any:
    state = ContactsState
    return rx.el.li(
        sheet(
            rx.el.div(rx.el.h2(row.title, class_name="where"), badge(row.badge, tone=row.badge_tone), class_name="row"),
            rx.el.p(row.about, class_name="soft"),
            rx.cond(
                row.is_failing,
                note(_("What we sent there did not arrive. Change it, or try again once it is mended."), tone="alert"),
            ),
            rx.el.div(
                rx.cond(
                    row.is_waiting,
                    plain_button_link(_("Enter the verification code"), href=row.verify_href, kind="main"),
                ),
                rx.cond(row.is_failing, named_button(_("Try again"), of=row.title, on_click=state.try_again(row.key))),
                rx.cond(~row.is_waiting, _change(row)),
                rx.cond(~row.is_sign_in, named_button(_("Remove"), of=row.title, on_click=state.ask_remove(row.key))),
                class_name="row",
            ),
            label=row.title,
            class_name="stack",
        ),
        key=row.key,
    )


def _change(row: ContactRow) -> rx.Component:
    text = rx.fragment(_("Change"), rx.el.span(" ", row.title, class_name="sr-only"))
    return plain_button_link(text, href=row.change_href)


def _removing() -> rx.Component:
    state = ContactsState
    return dialog(
        rx.el.p(_("Nothing will be sent to "), rx.el.strong(state.asked_title), _(" any more.")),
        rx.el.div(
            button(_("Remove it"), on_click=state.remove, kind="main"),
            button(_("Keep it"), on_click=state.dismiss),
            class_name="row",
        ),
        name="remove-contact",
        title=_("Remove this contact?"),
        is_open=state.is_asking,
        on_dismiss=state.dismiss,
    )
