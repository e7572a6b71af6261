"""
What the look is made of: the sheets, the fonts, and the names Tailwind may use.

The values live in one place, `assets/styles/tokens.css`, as custom properties that hold a light and a dark value side
by side; everything here only names them.
"""

import reflex as rx
from reflex_base.plugins.shared_tailwind import TailwindConfig

# In this order: a later sheet may lean on an earlier one.
STYLESHEETS = (
    "/styles/tokens.css",
    "/styles/base.css",
    "/styles/controls.css",
    "/styles/parts.css",
    "/styles/lists.css",
    "/styles/overlays.css",
    "/styles/shell.css",
    "/styles/home.css",
    "/styles/usage.css",
    "/styles/insights.css",
    "/styles/profile.css",
    "/styles/chart.css",
    "/styles/bills.css",
    "/styles/pay.css",
    "/styles/public.css",
)

# The names carry a version, so that they may be cached for ever like hashed files.
FONTS = ("/fonts/figtree-1.woff2", "/fonts/bitter-600-1.woff2")

# What the browser paints around the page; the same as `--paper`.
PAPER_LIGHT = "#f6f1e6"
PAPER_DARK = "#11161c"

_COLORS = (
    "paper",
    "sheet",
    "inset",
    "ink",
    "ink-soft",
    "rule",
    "edge",
    "pen",
    "pen-wash",
    "on-pen",
    "electric",
    "electric-ink",
    "electric-wash",
    "fiber",
    "fiber-ink",
    "fiber-wash",
    "good-ink",
    "good-wash",
    "due-ink",
    "due-wash",
    "alert-ink",
    "alert-wash",
)


def tailwind_theme() -> TailwindConfig:
    """Return the Tailwind settings: our tokens under their own names, and no default colors beside them."""
    return {
        "darkMode": "class",
        "theme": {
            "colors": {
                "transparent": "transparent",
                "current": "currentColor",
                **{name: f"var(--{name})" for name in _COLORS},
            },
            "fontFamily": {"sans": "var(--font-text)", "serif": "var(--font-figure)"},
            "borderRadius": {"none": "0", "sm": "var(--radius-s)", "DEFAULT": "var(--radius)", "full": "999px"},
            "boxShadow": {"none": "none", "DEFAULT": "var(--shadow)", "lift": "var(--shadow-lift)"},
        },
        "plugins": [],
    }


def head_parts() -> list[rx.Component]:
    """
    Return what every page puts into its head.

    The fonts are asked for with the page; found only in the sheet, they would come a round trip later.
    """
    preloads = [
        rx.el.link(rel="preload", href=font, custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": ""})
        for font in FONTS
    ]
    return [
        *preloads,
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="theme-color", content=PAPER_LIGHT, custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="theme-color", content=PAPER_DARK, custom_attrs={"media": "(prefers-color-scheme: dark)"}),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    ]
