"""A sparkline: fourteen days as small bars, drawn by the path that arrives with the figures."""

import reflex as rx

from components.ui.values import Text

WIDTH, HEIGHT = 120, 32


def spark(path: Text) -> rx.Component:
    """Return the bars of a path in a box of WIDTH by HEIGHT; the sentence beside it says what they show."""
    return rx.el.svg(
        rx.el.path(d=path),
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        custom_attrs={
            "aria-hidden": "true",
            "focusable": "false",
            "preserveAspectRatio": "none",
            "data-chart": "spark",
            "data-drawn": "true",
        },
    )
