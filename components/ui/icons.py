"""The icons of the portal, drawn for a 24 x 24 grid; lines only, in the color of the text beside them."""

import reflex as rx

_DRAWINGS: dict[str, tuple[str, ...]] = {
    "home": ("M4 11 12 4l8 7", "M6 9.5V20h12V9.5", "M10 20v-6h4v6"),
    "bill": ("M6 3h12v18l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5L6 21z", "M9 8h6", "M9 12h6"),
    "usage": ("M4 20h16", "M6 20v-6h3v6", "M11 20V8h3v12", "M16 20V4h3v16"),
    "bell": ("M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z", "M10 21h4"),
    "profile": ("M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4 21c.5-4 4-6 8-6s7.5 2 8 6"),
    "report": ("M12 4 2.5 20h19z", "M12 10v4", "M12 17v.1"),
    "help": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7", "M12 16.5v.1"),
    "settings": ("M4 7h9", "M17 7h3", "M15 5v4", "M4 17h3", "M11 17h9", "M9 15v4", "M4 12h16"),
    "electric": ("M13 2 5 14h6l-1 8 8-12h-6z",),
    "internet": ("M4 9.5a12 12 0 0 1 16 0", "M7 13a7.5 7.5 0 0 1 10 0", "M9.8 16.3a3.5 3.5 0 0 1 4.4 0", "M12 19.5v.1"),
    "check": ("M5 12.5 10 17.5 19 7",),
    "clock": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.5 2"),
    "alert": ("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7.5v5.5", "M12 16.5v.1"),
    "back": ("M15 5l-7 7 7 7",),
    "next": ("M9 5l7 7-7 7",),
    "close": ("M6 6l12 12", "M18 6 6 18"),
    "search": ("M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z", "M15.5 15.5 20 20"),
    "phone": ("M6 3h3l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",),
    "shield": ("M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z", "M9 12l2.2 2.2L15.5 10"),
    "card": ("M3 6h18v12H3z", "M3 10h18", "M7 15h3"),
    "leaf": ("M5 19C4 10 10 5 20 4c0 10-5 16-13 14", "M5 20c2-5 5-8 9-10"),
    "repeat": (
        "M4 12a8 8 0 0 1 13.5-5.8L20 8.5",
        "M20 4v4.5h-4.5",
        "M20 12a8 8 0 0 1-13.5 5.8L4 15.5",
        "M4 20v-4.5h4.5",
    ),
    "people": (
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
        "M2.5 20c.3-3.5 3-5.5 6.5-5.5s6.2 2 6.5 5.5",
        "M15.5 4.3a3.5 3.5 0 0 1 0 6.4",
        "M18 15c2 .8 3.3 2.5 3.5 5",
    ),
    "out": ("M14 4H5v16h9", "M10 12h11", "M17 8l4 4-4 4"),
    "moon": ("M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",),
    "key": ("M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M12 11h9", "M17 11v3.5", "M20.5 11v2.5"),
    "device": ("M4 5h16v11H4z", "M9 20h6", "M12 16v4"),
    "message": ("M4 5h16v11H10l-4 4v-4H4z", "M8 9h8", "M8 12h5"),
}


def icon(name: str) -> rx.Component:
    """
    Return a drawing that stands beside its words; screen readers pass over it.

    :raises KeyError: if there is no such drawing
    """
    return rx.el.svg(
        *(rx.el.path(d=line) for line in _DRAWINGS[name]),
        class_name="icon",
        view_box="0 0 24 24",
        custom_attrs={"aria-hidden": "true", "focusable": "false"},
    )


def brand_mark() -> rx.Component:
    """Return the portal's own mark: a bill with a bolt and a line of fiber."""
    # Colors come by class: a fill of its own would become a style element inside the drawing, which React refuses.
    return rx.el.svg(
        rx.el.path(d="M6 3h20v26l-3.3-2-3.3 2-3.4-2-3.3 2-3.4-2L6 29z", class_name="mark-bill"),
        rx.el.path(d="M17.5 6 11.5 14h4.5l-1.5 5.5L21 11.5h-4.5z", class_name="mark-bolt"),
        rx.el.path(d="M10 23.5q3-3 6 0t6 0", class_name="mark-line"),
        class_name="mark",
        view_box="0 0 32 32",
        custom_attrs={"aria-hidden": "true", "strokeWidth": "2", "strokeLinecap": "round", "strokeLinejoin": "round"},
    )
