"""The cards of Usage: each one sentence, how we know it, and a button that puts it away."""

import reflex as rx

from components.ui.buttons import link
from components.ui.icons import icon
from components.ui.values import Text, pick, told
from components.words import _


def card_strip(cards: rx.Component) -> rx.Component:
    """Return the cards side by side; what does not fit is a swipe, or a press of an arrow key, away."""
    return rx.el.ul(
        cards,
        class_name="insights",
        tab_index=0,
        custom_attrs={"aria-label": _("What stands out")},
    )


def insight_card(
    *, kind: Text, sentence: Text, how: Text, to: Text, record_to: Text, on_put_away: rx.event.EventType[()] | None
) -> rx.Component:
    """Return one card; that of the forecast leads to its track record."""
    put_away = rx.el.button(
        icon("close"),
        type="button",
        class_name="icon-button",
        custom_attrs={"aria-label": _("Put this card away")},
        **told(on_click=on_put_away),
    )
    return rx.el.li(
        rx.el.p(sentence),
        rx.el.details(
            rx.el.summary(_("How we know")),
            rx.el.p(how, class_name="small soft"),
            pick(kind == "on_track", rx.el.p(link(_("How our forecasts did"), to=record_to)), rx.fragment()),
            class_name="as-table",
        ),
        pick(to != "", rx.el.p(link(_("See that day"), to=to)), rx.fragment()),
        put_away,
        class_name="insight",
        custom_attrs={"data-card": kind},
    )
