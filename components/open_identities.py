"""Other ways to sign in, on My Profile › Security."""

from typing import Any

import reflex as rx

from components.security_parts import key_list, security_section
from components.ui.buttons import submit_button
from components.ui.forms import hidden_field, native_form
from components.ui.icons import icon
from components.words import _
from state.open_identities import OpenIdentitiesState


def open_identities_section() -> rx.Component:
    """Return the section of providers that the member may also sign in with; nothing where there is none."""
    return rx.cond(OpenIdentitiesState.is_offered, _section(), rx.fragment())


def _section() -> rx.Component:
    name = OpenIdentitiesState.provider_name
    return security_section(
        _("Other ways to sign in"),
        rx.el.p(
            _("Your account at "),
            name,
            _(" can sign you in instead of your password. It is checked there; "),
            _("we do not ask for a two-step code then."),
        ),
        rx.cond(
            OpenIdentitiesState.has_linked,
            key_list(rx.foreach(OpenIdentitiesState.linked, _row), label=_("Linked accounts elsewhere")),
            rx.el.p(_("No account is linked yet."), class_name="soft"),
        ),
        native_form(
            hidden_field("wish", "link"),
            submit_button(rx.Var.create(_("Link an account at ")) + name, kind="plain"),
            action="/openid/start",
            class_name="row",
        ),
        name="other-ways",
    )


def _row(linked: Any) -> rx.Component:
    return rx.el.li(
        icon("profile"),
        rx.el.div(rx.el.p(linked.name, class_name="font-semibold"), rx.el.p(linked.about, class_name="soft small")),
        native_form(
            hidden_field("account", linked.handle),
            rx.el.button(
                _("Unlink"),
                rx.el.span(" ", linked.name, class_name="sr-only"),
                type="submit",
                class_name="button",
            ),
            action="/openid/unlink",
            class_name="row",
        ),
    )
