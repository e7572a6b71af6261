"""What makes a public page plain again when a live page switches to it."""

import reflex as rx

_SOURCE = rx.asset("plain_page.jsx", shared=True)


class PlainPage(rx.Component):
    """Shows nothing; loads the page anew if React drew it."""

    library = f"$/public{_SOURCE}"
    tag = "PlainPage"


def plain_page() -> rx.Component:
    """Return it; it belongs into every page that is served without a script."""
    return PlainPage.create()
