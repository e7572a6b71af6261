"""The frame around every signed-in page: both navigations, the bell, the member's menu."""

from dataclasses import dataclass

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from components.ui.buttons import anchor
from components.ui.forms import native_form
from components.ui.icons import brand_mark, icon
from components.ui.values import Attributes, Text, Whole
from components.words import _


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of a navigation."""

    name: str
    route: str
    sign: str


# From 768 px on; the names are the co-op's, letter for letter.
SIDE_PLACES = (
    Place(_("Home"), "/home", "home"),
    Place(_("Billing & Payments"), "/billing", "bill"),
    Place(_("Usage"), "/usage", "usage"),
    Place(_("Notifications"), "/notifications", "bell"),
    Place(_("My Profile"), "/profile", "profile"),
    Place(_("Report an Issue"), "/report", "report"),
    Place(_("Help"), "/help", "help"),
)

# Below 768 px.
BOTTOM_PLACES = (
    Place(_("Home"), "/home", "home"),
    Place(_("Bill & Pay"), "/billing", "bill"),
    Place(_("Usage"), "/usage", "usage"),
    Place(_("Report"), "/report", "report"),
    Place(_("Settings"), "/settings", "settings"),
)

_PUBLIC_ROUTES = ("/help",)
_MENU = "member-menu"


def shell(
    *children: rx.Component, route: str, member_name: Text | rx.Component, unread_count: Whole, toasts: rx.Component
) -> rx.Component:
    """
    Return a whole signed-in page around its content.

    The toasts are a `toast_region`; it stays outside of the content, so that a change of page does not silence it.
    """
    return rx.el.div(
        anchor(_("Skip to content"), href="#content", class_name="button skip"),
        _side_bar(route),
        rx.el.header(
            _brand(), rx.el.div(_bell(unread_count), _member_menu(member_name), class_name="row"), class_name="top-bar"
        ),
        rx.el.main(*children, id="content", tab_index=-1, class_name="page"),
        _bottom_bar(route),
        toasts,
        class_name="shell",
    )


def _brand() -> rx.Component:
    return ReactRouterLink.create(brand_mark(), "SmartHub", to="/home", class_name="brand")


def _side_bar(route: str) -> rx.Component:
    entries = [rx.el.li(_place_link(place, route)) for place in SIDE_PLACES]
    return rx.el.nav(
        _brand(), rx.el.ul(*entries), class_name="side-bar no-print", custom_attrs={"aria-label": _("Main")}
    )


def _bottom_bar(route: str) -> rx.Component:
    entries = [rx.el.li(_place_link(place, route)) for place in BOTTOM_PLACES]
    return rx.el.nav(rx.el.ul(*entries), class_name="bottom-bar no-print", custom_attrs={"aria-label": _("Main")})


def _place_link(place: Place, route: str) -> rx.Component:
    current: Attributes = {"aria-current": "page"} if place.route == route else {}
    if not current and route.startswith(f"{place.route}/"):
        current = {"aria-current": "true"}
    if place.route in _PUBLIC_ROUTES:
        # A public page is plain HTML without a socket: it is loaded, not switched to.
        return anchor(icon(place.sign), place.name, href=place.route, attributes=current)
    return ReactRouterLink.create(icon(place.sign), place.name, to=place.route, custom_attrs=current)


def _bell(unread_count: Whole) -> rx.Component:
    """Return the bell; the count is read as part of its name."""
    return ReactRouterLink.create(
        icon("bell"),
        rx.el.span(_("Notifications"), class_name="sr-only"),
        rx.cond(
            unread_count,
            rx.el.span(unread_count, rx.el.span(_(" unread"), class_name="sr-only"), class_name="count"),
        ),
        to="/notifications",
        class_name="icon-button bell",
    )


def _member_menu(member_name: Text | rx.Component) -> rx.Component:
    """Return the member's menu; the browser's own popover closes on Escape and on a press beside it."""
    return rx.fragment(
        rx.el.button(
            icon("profile"),
            rx.el.span(member_name, class_name="max-sm:sr-only"),
            rx.el.span(_("Member menu"), class_name="sr-only"),
            type="button",
            class_name="icon-button member-button",
            custom_attrs={"popoverTarget": _MENU},
        ),
        rx.el.div(
            rx.el.p(member_name, class_name="who"),
            ReactRouterLink.create(icon("settings"), _("Settings"), to="/settings"),
            rx.el.button(icon("moon"), _("Light or dark"), type="button", on_click=rx.toggle_color_mode),
            native_form(rx.el.button(icon("out"), _("Sign out"), type="submit"), action="/sign-out", class_name=""),
            id=_MENU,
            class_name="member-menu",
            custom_attrs={"popover": "auto"},
        ),
    )
