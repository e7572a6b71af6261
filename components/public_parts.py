"""
The frame and the parts of the public pages.

They are served as plain HTML without a line of script: links load, forms post, and a `slot` is filled by the server.
"""

import reflex as rx

from components.later import desk_list
from components.plain_page import plain_page
from components.ui.buttons import anchor
from components.ui.icons import brand_mark, icon
from components.words import _


def public_shell(*children: rx.Component, width: str = "page") -> rx.Component:
    """
    Return a public page around its content.

    The width is "page" for texts, "form" for a form that stands alone.
    """
    return rx.el.div(
        anchor(_("Skip to content"), href="#content", class_name="button skip"),
        _header(),
        rx.el.main(*children, id="content", tab_index=-1, class_name="public-page", custom_attrs={"data-width": width}),
        _footer(),
        plain_page(),
        class_name="public",
    )


def slot(name: str) -> rx.Component:
    """Return an empty place that the route fills with ready HTML; left empty, it takes no room."""
    return rx.el.div(id=f"slot-{name}", custom_attrs={"data-slot": name})


def typed(name: str) -> str:
    """Return a value that the route fills, for a field that keeps what was typed; left empty, it is empty."""
    # Characters of the private use area: no text of ours holds them.
    return f"\ue000{name}\ue001"


def password_advice() -> rx.Component:
    """Return what a good password is, in plain words."""
    return rx.el.p(
        _("At least 15 characters: a few words in a row are easy to remember and hard to guess. ")
        + _("Spaces and any other characters are welcome, and you may paste it."),
        class_name="soft",
    )


def scam_notice() -> rx.Component:
    """Return the notice on calls and messages that are not ours."""
    return rx.el.section(
        icon("shield"),
        rx.el.div(
            rx.el.h2(_("We never call or e-mail to ask for your numbers"), id="scam"),
            rx.el.p(
                _("Not for card numbers, not for bank routing numbers, not for any other personal information. ")
                + _("If someone who claims to be one of us does, do not answer: report it to us.")
            ),
            desk_list(),
        ),
        class_name="scam",
        custom_attrs={"aria-labelledby": "scam"},
    )


def _header() -> rx.Component:
    links = ((_("Pay Now"), "/pay-now"), (_("Help"), "/help"), (_("Sign in"), "/login"))
    return rx.el.header(
        anchor(brand_mark(), "SmartHub", href="/", class_name="brand"),
        rx.el.nav(
            rx.el.ul(*(rx.el.li(anchor(text, href=href)) for text, href in links)),
            custom_attrs={"aria-label": _("Main")},
        ),
        class_name="public-header",
    )


def _footer() -> rx.Component:
    return rx.el.footer(
        rx.el.p(_("Callaway Electric Cooperative and Callabyte Technology")),
        rx.el.ul(
            rx.el.li(anchor(_("Help"), href="/help")),
            rx.el.li(anchor(_("Accessibility"), href="/accessibility")),
            rx.el.li(anchor(_("Report a suspicious call"), href="/help#scam")),
        ),
        class_name="public-footer",
    )
