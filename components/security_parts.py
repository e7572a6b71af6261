"""The parts of My Profile › Security: a sheet for each kind of credential, the devices, and what is asked first."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from components.ui.buttons import button
from components.ui.dialog import dialog
from components.ui.forms import hidden_field
from components.ui.headings import section_heading
from components.ui.icons import icon
from components.ui.sheets import badge
from components.ui.values import Flag, Press, Text, pick
from components.words import _


def security_section(
    title: str, *children: rx.Component, name: str, actions: Sequence[rx.Component] = ()
) -> rx.Component:
    """Return a sheet with its heading, its words, and what can be done below them; the name is unique in the page."""
    heading_id = f"security-{name}"
    return rx.el.section(
        section_heading(title, heading_id=heading_id),
        *children,
        *([rx.el.div(*actions, class_name="row")] if actions else []),
        class_name="sheet stack",
        id=name,
        custom_attrs={"aria-labelledby": heading_id},
    )


def key_list(rows: rx.Component, *, label: str) -> rx.Component:
    """Return a list of keys or devices."""
    return rx.el.ul(rows, class_name="key-list", custom_attrs={"aria-label": label})


def key_row(*, name: Text, about: Text, on_name: Press, on_remove: Press) -> rx.Component:
    """Return a passkey: what it is called, since when it is there, and what can be done with it."""
    return rx.el.li(
        icon("key"),
        rx.el.div(rx.el.p(name, class_name="font-semibold"), rx.el.p(about, class_name="soft small")),
        rx.el.div(
            _button_about(_("Rename"), name, on_click=on_name),
            _button_about(_("Remove"), name, on_click=on_remove),
            class_name="row",
        ),
    )


def device_row(
    *, words: Text, where: Text, signed_in: Text, seen: Text, is_this: Flag, on_sign_out: Press
) -> rx.Component:
    """Return a signed-in device; the one that looks at the page says so and is signed out by the menu."""
    return rx.el.li(
        icon("device"),
        rx.el.div(
            rx.el.p(words, class_name="font-semibold"),
            rx.el.p(signed_in, class_name="soft small"),
            rx.el.p(seen, " · ", where, class_name="soft small"),
        ),
        pick(is_this, badge(_("This device"), tone="good"), _button_about(_("Sign out"), words, on_click=on_sign_out)),
    )


def sign_in_row(*, when: Text, words: Text, where: Text, method: Text, state: Text) -> rx.Component:
    """Return a sign-in of before, or of now, as a line of a list."""
    return rx.el.li(
        icon("device"),
        rx.el.div(
            rx.el.p(when, class_name="font-semibold"),
            rx.el.p(words, " · ", method, class_name="small"),
            rx.el.p(where, " · ", state, class_name="soft small"),
        ),
    )


def question(
    *sentences: str, name: str, title: Text, is_open: Flag, yes: str, on_yes: Press, on_no: Press
) -> rx.Component:
    """Return what is asked before something is done that cannot be undone."""
    return dialog(
        *(rx.el.p(each) for each in sentences),
        rx.el.div(
            button(yes, on_click=on_yes, kind="main"), button(_("Cancel"), on_click=on_no), class_name="row pt-4"
        ),
        name=name,
        title=title,
        is_open=is_open,
        on_dismiss=on_no,
    )


def name_question(*, is_open: Flag, passkey_id: Text, present_name: Text, on_save: Any, on_no: Press) -> rx.Component:
    """Return the form that asks what a passkey is to be called."""
    form = rx.el.form(
        hidden_field("passkey_id", passkey_id),
        rx.el.div(
            rx.el.label(_("Name"), html_for="passkey-name"),
            rx.el.input(
                id="passkey-name",
                name="name",
                default_value=present_name,
                max_length=60,
                required=True,
                auto_complete="off",
                class_name="input",
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.button(_("Save"), type="submit", class_name="button", custom_attrs={"data-kind": "main"}),
            button(_("Cancel"), on_click=on_no),
            class_name="row",
        ),
        on_submit=on_save,
        class_name="stack",
        # A form made anew for each key, so that its field begins with that key's name.
        key=passkey_id,
    )
    return dialog(form, name="name-passkey", title=_("Rename the passkey"), is_open=is_open, on_dismiss=on_no)


def _button_about(text: str, subject: Text, *, on_click: Press) -> rx.Component:
    return rx.el.button(
        text, rx.el.span(" ", subject, class_name="sr-only"), type="button", on_click=on_click, class_name="button"
    )
