"""
The frame and the parts of the plain pages of a signed-in member: forms for passwords, codes and keys.

They are served as plain HTML like the public pages, so that nothing secret passes through a socket or a state.
"""

import reflex as rx

from components.plain_page import plain_page
from components.ui.buttons import anchor
from components.ui.icons import brand_mark
from components.words import _

SECURITY = (_("Back to Security"), "/profile/security")


def step_shell(*children: rx.Component, back: tuple[str, str] = SECURITY) -> rx.Component:
    """
    Return a page with one thing to do, and the way back.

    Shape: `back` is its text and address.
    """
    return rx.el.div(
        anchor(_("Skip to content"), href="#content", class_name="button skip"),
        rx.el.header(
            anchor(brand_mark(), "SmartHub", href="/home", class_name="brand"),
            rx.el.nav(
                rx.el.ul(rx.el.li(anchor(back[0], href=back[1]))),
                custom_attrs={"aria-label": _("Main")},
            ),
            class_name="public-header",
        ),
        rx.el.main(
            *children, id="content", tab_index=-1, class_name="public-page", custom_attrs={"data-width": "form"}
        ),
        plain_page(),
        class_name="public",
    )
