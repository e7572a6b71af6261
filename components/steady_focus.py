"""What keeps the keyboard's place in a list that is put in another order."""

import reflex as rx

_SOURCE = rx.asset("steady_focus.jsx", shared=True)


class SteadyFocus(rx.Component):
    """Gives the focus back to the button that was pressed, when its line moves."""

    library = f"$/public{_SOURCE}"
    tag = "SteadyFocus"


def steady_focus(items: rx.Component) -> rx.Component:
    """Return the list; its buttons keep the focus, or pass it to a neighbor when they are switched off."""
    return SteadyFocus.create(items)
