"""The links of Usage, which ask for a range before the address has changed."""

import reflex as rx
from reflex_base.event import EventType

_SOURCE = rx.asset("usage_links.jsx", shared=True)


class UsageLinks(rx.Component):
    """Hears of every press on a link inside it."""

    library = f"$/public{_SOURCE}"
    tag = "UsageLinks"

    shown: rx.Var[int]
    """Changes with whatever is shown."""
    on_go: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # ty: ignore[invalid-type-form]


def usage_links(*children: rx.Component, shown: rx.Var[int], on_go: EventType[str]) -> rx.Component:
    """
    Return a page's parts; the handler gets the query of a pressed link that leads to the same page.

    The address follows as soon as `shown` changes, which the handler has to see to.
    """
    return UsageLinks.create(*children, shown=shown, on_go=on_go)
