"""What stands in place of a page that could not be drawn."""

from typing import Any

import reflex as rx
from reflex_base.vars.function import ArgsFunctionOperation
from reflex_components_core.base.error_boundary import ErrorBoundary

from components.contact import CEC
from components.ui.buttons import plain_button_link, plain_link
from components.words import _


def error_boundary(is_stateful: bool) -> rx.Component:
    """Return what catches a mistake in drawing: calm words and a way on, and no word of what went wrong inside."""
    fallback = rx.el.main(
        rx.el.h1(_("Something went wrong on our side")),
        rx.el.p(_("This page could not be shown. Loading it again usually helps; nothing you did is lost.")),
        rx.el.p(plain_button_link(_("Go to Home"), href="/home", kind="main")),
        rx.el.p(_("If it happens again, call us: "), plain_link(CEC.number, href=CEC.link)),
        class_name="page stack",
    )
    shown = ArgsFunctionOperation.create(("event_args",), rx.Var.create(fallback))
    handlers: dict[str, Any] = {} if is_stateful else {"on_error": rx.noop()}
    return ErrorBoundary.create(fallback_render=shown, **handlers)
