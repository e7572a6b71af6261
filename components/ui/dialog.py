"""A dialog on the browser's own element."""

import reflex as rx

from components.ui.buttons import icon_button
from components.ui.values import Flag, Press, Text
from components.words import _

_SOURCE = rx.asset("dialog.jsx", shared=True)


class NativeDialog(rx.Component):
    """The element and the few lines of script that open it."""

    library = f"$/public{_SOURCE}"
    tag = "NativeDialog"

    is_open: rx.Var[bool]
    # Reflex declares handlers by the shape of their event; its class takes that at run time only.
    on_dismiss: rx.EventHandler[rx.event.no_args_event_spec]  # ty: ignore[invalid-type-form]


def dialog(*children: rx.Component, name: str, title: Text, is_open: Flag, on_dismiss: Press) -> rx.Component:
    """
    Return a question that must be answered or dismissed before anything else.

    The name is its id in the page and must be unique there.
    """
    return NativeDialog.create(
        rx.el.div(
            rx.el.h2(title, id=f"{name}-title"),
            icon_button("close", label=_("Close"), on_click=on_dismiss),
            class_name="dialog-head",
        ),
        *children,
        id=name,
        class_name="dialog",
        is_open=is_open,
        on_dismiss=on_dismiss,
        custom_attrs={"aria-labelledby": f"{name}-title"},
    )
