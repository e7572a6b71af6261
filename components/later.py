"""What a page says while it has a name and an address but no work of its own yet."""

from collections.abc import Sequence

import reflex as rx

from components.contact import DESKS, Desk
from components.ui.buttons import anchor
from components.ui.icons import icon
from components.words import _


def not_ready(
    *, what: str, meanwhile: str, sign: str, desks: Sequence[Desk] = DESKS, anchor: str = "not-ready"
) -> rx.Component:
    """Return an honest empty page: what will be here, what works until then, and who answers the telephone."""
    return rx.el.div(
        icon(sign),
        rx.el.h2(_("Not ready yet")),
        rx.el.p(what),
        rx.el.p(meanwhile),
        desk_list(desks),
        id=anchor,
        class_name="empty",
    )


def desk_list(desks: Sequence[Desk] = DESKS) -> rx.Component:
    """Return the telephone numbers as links a phone can dial."""
    return rx.el.ul(*(_desk(desk) for desk in desks), class_name="desks")


def _desk(desk: Desk) -> rx.Component:
    return rx.el.li(
        icon("phone"),
        rx.el.span(
            anchor(desk.number, href=desk.link, class_name="number"),
            rx.el.span(f"{desk.name}, {desk.about}", class_name="soft small"),
        ),
    )
