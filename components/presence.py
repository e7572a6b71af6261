"""The line that says whether a live page is current."""

import reflex as rx

from components.words import _
from state.frame import FrameState

_SOURCE = rx.asset("presence.jsx", shared=True)


class Presence(rx.Component):
    """Watches the page's own socket: live, lost, or back and current again."""

    library = f"$/public{_SOURCE}"
    tag = "Presence"

    current_at: rx.Var[int]
    zone: rx.Var[str]
    live: rx.Var[str]
    lost: rx.Var[str]
    back: rx.Var[str]
    updated: rx.Var[str]


def presence(current_at: rx.Var[int]) -> rx.Component:
    """
    Return the line; it says that all is current only once the page was read again.

    Units: epoch milliseconds; 0 while nothing was read yet.
    """
    return Presence.create(
        current_at=current_at,
        zone=FrameState.zone_name,
        live=_("Live."),
        lost=_("Connection lost. Trying to get back; figures may be old."),
        back=_("Back online. Everything is current."),
        updated=_("Updated"),
    )
