"""The frame of every signed-in page, bound to the member who is signed in."""

import reflex as rx

from components.presence import presence
from components.shell import shell
from components.slot import slot
from components.ui.notes import toast, toast_region
from state.frame import FrameState


def framed(*children: rx.Component, route: str) -> rx.Component:
    """Return a signed-in page around its content; the member's name comes with the page and is then kept by state."""
    name = rx.cond(FrameState.member_name != "", rx.fragment(FrameState.member_name), slot("member-name"))
    return shell(
        *children, route=route, member_name=name, unread_count=FrameState.unread_count, toasts=toast_region(_too_fast())
    )


def _too_fast() -> rx.Component:
    return rx.cond(FrameState.too_fast != "", toast(FrameState.too_fast, tone="alert"), rx.fragment())


def quiet_page(content: rx.Component, *, route: str) -> rx.Component:
    """Return a signed-in page whose content knows no state; it still says whether its connection stands."""
    return framed(content, presence(FrameState.current_at), route=route)
