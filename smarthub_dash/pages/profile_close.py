"""Close my sign-in: a plain page that says what ends and what stays before anything happens."""

import reflex as rx

from components.later import desk_list
from components.public_parts import public_shell, slot
from components.ui.buttons import plain_button_link, submit_button
from components.ui.forms import native_form
from components.ui.headings import page_heading
from components.words import _

ROUTE = "/profile/close"
TITLE = _("Close my sign-in")


def page() -> rx.Component:
    """
    Return the whole page.

    The route fills two slots: "who" (whose sign-in it is) and "error" (why it was not closed).
    """
    return public_shell(
        page_heading(TITLE, lead=_("Before you do: what ends, and what stays.")),
        slot("error"),
        slot("who"),
        *_what_ends(),
        *_what_stays(),
        rx.el.p(
            _("There is no button to undo this. You can register again, or call our member service team:"),
        ),
        desk_list(),
        native_form(
            rx.el.label(
                rx.el.input(type="checkbox", name="sure", value="yes", required=True),
                rx.el.span(_("I understand. Close my sign-in.")),
                class_name="check",
            ),
            rx.el.div(
                submit_button(_("Close my sign-in")),
                plain_button_link(_("Keep it"), href="/profile"),
                class_name="row",
            ),
            action=ROUTE,
        ),
        width="form",
    )


def _what_ends() -> tuple[rx.Component, ...]:
    return (
        rx.el.h2(_("What ends")),
        rx.el.ul(
            rx.el.li(_("You are signed out everywhere, at once.")),
            rx.el.li(_("Your password, passkeys, codes and linked providers do not work any more.")),
            rx.el.li(_("You no longer see any account here, and your phone and mailing address are deleted.")),
            class_name="told",
        ),
    )


def _what_stays() -> tuple[rx.Component, ...]:
    return (
        rx.el.h2(_("What stays")),
        rx.el.ul(
            rx.el.li(_("Your accounts, your service and your bills with the co-op.")),
            rx.el.li(_("Access that others of your household were given.")),
            rx.el.li(_("Your name in the log of what was done, because others rely on it.")),
            class_name="told",
        ),
    )
